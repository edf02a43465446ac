"""labelme files, read back by labelme."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.fakes import labelme_env
from tests.fakes.documents import HEIGHT, WIDTH, gradient, ring
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import ELLIPSE_POINTS, Ellipse
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.document.skeletons import BLAZEPOSE_33
from vlm_studio.formats.export import export
from vlm_studio.formats.table import losses


@pytest.mark.timeout(600)
def test_labelme_reads_every_shape(rich: DocumentState, tmp_path: Path) -> None:
    upright = Image.fromarray(gradient(WIDTH, HEIGHT)).convert("RGB")
    exif = upright.getexif()
    exif[0x0112] = 6
    source = tmp_path / "photos" / "photo.jpg"
    source.parent.mkdir()
    upright.transpose(Image.Transpose.ROTATE_90).save(source, exif=exif)
    file = tmp_path / "labels" / "photo.json"
    paths, _ = export([rich], "labelme", file, {}, PlainPainter(), [source])
    assert paths == (file,)
    assert json.loads(file.read_bytes())["imagePath"] == "../photos/photo.jpg"

    [found] = labelme_env.read(file)
    assert found["image_bytes"] > 0
    shapes = {shape["label"]: shape for shape in found["shapes"] if shape["group_id"] is None}
    assert set(shapes) == {"cat", "cup", "ring", "kite"}
    assert shapes["cat"]["shape_type"] == "rectangle"
    assert shapes["cat"]["points"] == [[10, 20], [40.5, 60.25]]
    assert shapes["kite"]["points"] == [[20, 150], [60, 140], [50.5, 190]]
    assert shapes["ring"]["points"] == [[100, 50], [159, 89]]
    np.testing.assert_array_equal(np.array(shapes["ring"]["mask"], bool), ring().to_array())

    figure = [shape for shape in found["shapes"] if shape["group_id"] == 1]
    assert figure[0]["label"] == "person"
    assert [shape["label"] for shape in figure[1:]] == list(BLAZEPOSE_33.joints)
    assert {shape["shape_type"] for shape in figure[1:]} == {"point"}


@pytest.mark.timeout(600)
def test_a_round_ellipse_is_a_circle_and_another_a_polygon(tmp_path: Path) -> None:
    layer = AnnotationLayer(name="Layer")
    ellipses = (
        Annotation(1, "plate", Ellipse(100.0, 50.0, 60.0, 60.0)),
        Annotation(2, "egg", Ellipse(20.0, 30.0, 50.0, 40.0)),
    )
    state = DocumentState(
        "id", "a", WIDTH, HEIGHT, {layer.id: layer}, {"": (layer.id,)}, {layer.id: ellipses}
    )
    file = tmp_path / "a.json"
    export([state], "labelme", file, {"pictures": True}, PlainPainter())
    [found] = labelme_env.read(file)
    plate, egg = found["shapes"]
    assert plate["shape_type"] == "circle"
    assert plate["points"] == [[130, 80], [160, 80]]
    assert egg["shape_type"] == "polygon"
    assert len(egg["points"]) == ELLIPSE_POINTS
    [said] = losses("labelme", state)
    assert str(said) == "1 ellipse becomes an outline of 64 points."


@pytest.mark.timeout(600)
def test_a_picture_labelme_could_not_open_is_written_beside(
    rich: DocumentState, tmp_path: Path
) -> None:
    source = tmp_path / "photo.jpg"
    Image.fromarray(gradient(WIDTH, HEIGHT)).convert("CMYK").save(source)
    file = tmp_path / "labels" / "photo.json"
    export([rich], "labelme", file, {}, PlainPainter(), [source])
    [found] = labelme_env.read(file)
    assert found["image_bytes"] == (tmp_path / "labels" / "photo.jpg").stat().st_size


def test_a_photo_beside_the_project_is_named_and_never_written_over(
    rich: DocumentState, tmp_path: Path
) -> None:
    photo, file = tmp_path / "photo.jpg", tmp_path / "photo.json"
    Image.fromarray(gradient(WIDTH, HEIGHT)).convert("RGB").save(photo, quality=60)
    before = photo.read_bytes()
    export([rich], "labelme", file, {}, PlainPainter())
    assert json.loads(file.read_bytes())["imagePath"] == "photo.jpg"
    assert photo.read_bytes() == before


def test_a_photo_that_labelme_cannot_open_stays_and_its_copy_has_another_name(
    rich: DocumentState, tmp_path: Path
) -> None:
    photo, file = tmp_path / "photo.jpg", tmp_path / "photo.json"
    Image.fromarray(gradient(WIDTH, HEIGHT)).convert("CMYK").save(photo)
    before = photo.read_bytes()
    for _ in range(2):  # the second export finds its own copy
        export([rich], "labelme", file, {}, PlainPainter(), [photo])
        assert json.loads(file.read_bytes())["imagePath"] == "photo-2.jpg"
    assert photo.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {photo.name, file.name, "photo-2.jpg"}
