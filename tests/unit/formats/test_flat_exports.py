"""Annotated pictures and mask pictures, and what is said before anything is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from tests.fakes.documents import HEIGHT, WIDTH, gradient
from tests.fakes.plain_painter import COLOUR, PlainPainter
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Ellipse, Point
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.errors import StudioError
from vlm_studio.formats.export import export
from vlm_studio.formats.open import open_file
from vlm_studio.formats.table import FORMATS, losses


def test_an_annotated_png_shows_the_photo_and_the_boxes(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    [path], _ = export([rich], "png", tmp_path / "out.png", {"labels": False}, painter)
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    photo = gradient(WIDTH, HEIGHT)[..., :3]
    assert tuple(pixels[20, 20]) == COLOUR  # the cat's upper edge
    assert tuple(pixels[71, 71]) == COLOUR  # the edited cup
    np.testing.assert_array_equal(pixels[5:15, 5:9], photo[5:15, 5:9])
    np.testing.assert_array_equal(pixels[90, 84:100], photo[90, 84:100])  # no chair
    assert not np.array_equal(pixels[182:190, 2:30], photo[182:190, 2:30])  # the patch


def test_line_width_and_labels_are_options(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    def red(**options: float | bool) -> int:
        [path], _ = export([rich], "png", tmp_path / "out.png", options, painter)
        with Image.open(path) as image:
            return int((np.asarray(image.convert("RGB")) == COLOUR).all(-1).sum())

    assert red(line_width=1, labels=False) < red(line_width=4, labels=False)
    assert red(line_width=1, labels=False) < red(line_width=1, labels=True)


def test_an_annotated_jpeg(rich: DocumentState, tmp_path: Path, painter: PlainPainter) -> None:
    [good], _ = export([rich], "jpeg", tmp_path / "a.jpg", {"quality": 95}, painter)
    [small], _ = export([rich], "jpeg", tmp_path / "b.jpg", {"quality": 20}, painter)
    assert small.stat().st_size < good.stat().st_size
    with Image.open(good) as image:
        assert (image.format, image.size) == ("JPEG", (WIDTH, HEIGHT))


def test_class_picture_and_objects(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    paths, _ = export([rich], "masks", tmp_path / "masks", {}, painter)
    names = sorted(str(p.relative_to(tmp_path / "masks")) for p in paths)
    assert names == [
        "labels.txt", "photo-objects/001-ring.png", "photo-objects/002-kite.png", "photo.png",
    ]  # fmt: skip
    classes = dict(
        line.split("\t")[::-1]
        for line in (tmp_path / "masks" / "labels.txt").read_text().splitlines()
    )
    with Image.open(tmp_path / "masks" / "photo.png") as image:
        picture = np.asarray(image)
    assert picture[55, 105] == int(classes["ring"])
    assert picture[70, 130] == int(classes["background"]) == 0  # the hole
    assert picture[160, 45] == int(classes["kite"])
    with Image.open(tmp_path / "masks" / "photo-objects" / "001-ring.png") as image:
        assert set(np.unique(np.asarray(image))) == {0, 255}


def test_an_ellipse_is_filled_by_the_centres_of_its_pixels(
    tmp_path: Path, painter: PlainPainter
) -> None:
    egg, layer = Ellipse(20.5, 10.0, 31.0, 24.0), AnnotationLayer(name="Layer")
    state = DocumentState(
        "id", "a", 64, 48, {layer.id: layer}, {"": (layer.id,)},
        {layer.id: (Annotation(1, "egg", egg),)},
    )  # fmt: skip
    [path], _ = export([state], "masks", tmp_path / "egg.png", {}, painter)
    with Image.open(path) as image:
        picture = np.asarray(image)
    inside = [[egg.contains(Point(x + 0.5, y + 0.5)) for x in range(64)] for y in range(48)]
    np.testing.assert_array_equal(picture, np.array(inside))
    assert [str(sentence) for sentence in losses("masks", state)] == [
        "Mask pictures hold no scores."
    ]


def test_a_project_can_be_exported_and_opened(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter, blocks: BlockFolder
) -> None:
    [path], _ = export([rich], "vlms", tmp_path / "copy.vlms", {}, painter)
    opened = open_file(path, blocks)
    assert opened.state.annotations == rich.annotations


def test_several_pictures_do_not_fit_into_one_picture_file(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    with pytest.raises(
        StudioError, match=r"out\.png is one file; several pictures need a folder\."
    ):
        export([rich, rich], "png", tmp_path / "out.png", {}, painter)
    paths, _ = export([rich, rich], "png", tmp_path / "out", {}, painter)
    assert [p.name for p in paths] == ["photo.png", "photo-2.png"]


def test_an_unknown_format_is_one_sentence(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    with pytest.raises(StudioError, match=r"There is no format papyrus\."):
        export([rich], "papyrus", tmp_path / "x", {}, painter)


def test_losses_count_what_would_be_lost(rich: DocumentState) -> None:
    said = {id: "\n".join(map(str, losses(id, rich))) for id in FORMATS}
    assert "5 annotations become pixels" in said["png"]
    assert "COCO has no layers" in said["coco"]
    assert "2 outlines and masks become boxes" in said["yolo"]
    assert "1 pose becomes a box and single points" in said["labelme"]
    assert "2 boxes have no mask" in said["masks"]
    assert "1 pose has no mask" in said["masks"]
    assert said["vlms"] == ""


def test_a_hidden_layer_is_no_loss(rich: DocumentState) -> None:
    layers = {
        id: msgspec.structs.replace(layer, visible=not isinstance(layer, AnnotationLayer))
        for id, layer in rich.layers.items()
    }
    hidden = msgspec.structs.replace(rich, layers=layers)
    assert losses("png", hidden) == ()
    assert losses("masks", hidden) == ()


def test_the_table_is_read_without_numpy_and_pillow() -> None:
    code = (
        "import sys; from vlm_studio.formats.table import FORMATS, losses\n"
        "from vlm_studio.document.document import DocumentState\n"
        "state = DocumentState('i', 'n', 1, 1)\n"
        "[losses(id, state) for id in FORMATS]\n"
        "print(sorted({'numpy', 'PIL', 'contourpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_jpeg_has_its_limits(blocks: BlockFolder, tmp_path: Path, painter: PlainPainter) -> None:
    wide = DocumentState("id", "wide", 65_535, 1)
    with pytest.raises(StudioError, match="cannot be wider or higher than 65500 pixels"):
        export([wide], "jpeg", tmp_path / "wide.jpg", {}, painter)
    assert list(tmp_path.iterdir()) == []


def test_a_number_that_is_none_is_said(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    with pytest.raises(StudioError, match=r"thick is not a number for line_width\."):
        export([rich], "png", tmp_path / "out.png", {"line_width": "thick"}, painter)


def test_a_folder_that_cannot_be_made_is_said(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(StudioError, match=r"The folder .* cannot be made"):
        export([rich], "yolo", tmp_path / "out", {}, painter)


def test_metadata_that_cannot_be_read_is_no_reason_not_to_export(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"no longer a photo")
    [path], _ = export([rich], "png", tmp_path / "out.png", {"metadata": True}, painter, [source])
    with Image.open(path) as image:
        assert image.size == (WIDTH, HEIGHT)
