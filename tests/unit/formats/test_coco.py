"""COCO files, read back by COCO's own tools."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

from tests.fakes.documents import HEIGHT, WIDTH, ring
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import ELLIPSE_POINTS, Box, Ellipse
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.document.rasterise import rasterised
from vlm_studio.document.skeletons import BLAZEPOSE_33, COCO_17, HAND_21, standing
from vlm_studio.formats.coco import coco
from vlm_studio.formats.export import export
from vlm_studio.formats.table import losses

# pycocotools 2.0.11 wraps its arrays in the way of numpy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def read(path: Path) -> COCO:
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(path))


def written(state: DocumentState, tmp_path: Path) -> COCO:
    path = tmp_path / "set.json"
    paths, _ = export([state], "coco", path, {}, PlainPainter())
    assert paths == (path,)
    return read(path)


def annotated(label: str, *shapes: Annotation, image: str = "a.jpg") -> DocumentState:
    layer = AnnotationLayer(name="Layer")
    return DocumentState(
        "id", "a", WIDTH, HEIGHT, {layer.id: layer}, {"": (layer.id,)}, {layer.id: shapes}, image
    )


def by_label(read_back: COCO, label: str) -> list[dict[str, object]]:
    ids = read_back.getAnnIds(catIds=read_back.getCatIds(catNms=[label]))
    return list(read_back.loadAnns(ids))


def test_boxes_scores_and_the_filter(rich: DocumentState, tmp_path: Path) -> None:
    read_back = written(rich, tmp_path)
    [cat] = by_label(read_back, "cat")
    assert (cat["bbox"], cat["score"]) == ([10, 20, 30.5, 40.25], 0.875)
    # One cup is below the layer's score; the other a person changed. Chairs are switched off.
    [cup] = by_label(read_back, "cup")
    assert cup["bbox"] == [61, 71, 20, 20]
    assert read_back.getCatIds(catNms=["chair"]) == []


def test_sizes_that_are_not_shown_are_not_exported(rich: DocumentState, tmp_path: Path) -> None:
    layers = {
        id: msgspec.structs.replace(layer, filter=Filter(0.0, smallest=30, largest=80))
        if isinstance(layer, AnnotationLayer)
        else layer
        for id, layer in rich.layers.items()
    }
    read_back = written(msgspec.structs.replace(rich, layers=layers), tmp_path)
    names = {category["name"] for category in read_back.loadCats(read_back.getCatIds())}
    assert names == {"cat", "ring", "kite"}


def test_a_hidden_layer_is_not_exported(rich: DocumentState, tmp_path: Path) -> None:
    layers = {
        id: msgspec.structs.replace(layer, visible=layer.name != "Detections")
        for id, layer in rich.layers.items()
    }
    read_back = written(msgspec.structs.replace(rich, layers=layers), tmp_path)
    names = {category["name"] for category in read_back.loadCats(read_back.getCatIds())}
    assert names == {"ring", "kite", "person"}


def test_masks_with_holes_come_back_pixel_by_pixel(rich: DocumentState, tmp_path: Path) -> None:
    read_back = written(rich, tmp_path)
    [found] = by_label(read_back, "ring")
    expected = np.zeros((HEIGHT, WIDTH), bool)
    expected[50:90, 100:160] = True
    expected[65:75, 120:140] = False
    np.testing.assert_array_equal(read_back.annToMask(found).astype(bool), expected)
    assert found["area"] == expected.sum() == ring().area


def test_polygons_cover_what_was_drawn(rich: DocumentState, tmp_path: Path) -> None:
    read_back = written(rich, tmp_path)
    [kite] = by_label(read_back, "kite")
    covered = int(read_back.annToMask(kite).sum())
    area = kite["area"]
    assert isinstance(area, float)
    assert abs(covered - area) < 0.05 * area


def test_an_ellipse_is_an_outline_that_covers_it(tmp_path: Path) -> None:
    egg = Ellipse(50.0, 30.0, 120.0, 80.0)
    state = annotated("", Annotation(1, "egg", egg))
    read_back = written(state, tmp_path)
    [found] = by_label(read_back, "egg")
    assert found["bbox"] == [50, 30, 120, 80]
    [outline] = found["segmentation"]  # type: ignore[misc]
    assert len(outline) == 2 * ELLIPSE_POINTS
    covered = int(read_back.annToMask(found).sum())
    assert covered == pytest.approx(rasterised(egg).area, rel=0.02)
    assert found["area"] == pytest.approx(covered, rel=0.02)
    said = "\n".join(map(str, losses("coco", state)))
    assert said == "1 ellipse becomes an outline of 64 points."


def test_keypoints_have_the_models_own_skeleton(rich: DocumentState, tmp_path: Path) -> None:
    read_back = written(rich, tmp_path)
    [category] = read_back.loadCats(read_back.getCatIds(catNms=["person"]))
    assert category["keypoints"] == list(BLAZEPOSE_33.joints)
    assert category["skeleton_name"] == "blazepose33"
    [person] = by_label(read_back, "person")
    keypoints = person["keypoints"]
    assert isinstance(keypoints, list)
    assert (len(keypoints), person["num_keypoints"]) == (99, 33)
    nose = category["keypoints"].index("nose")
    assert keypoints[3 * nose : 3 * nose + 3] == [240, 36, 2]


def test_several_pictures_are_one_set_and_ids_do_not_depend_on_them() -> None:
    cat = Annotation(1, "cat", Box(1.0, 2.0, 3.0, 4.0))
    gnu = Annotation(1, "gnu", Box(1.0, 2.0, 3.0, 4.0))
    one, two = annotated("", cat, image="one.jpg"), annotated("", gnu, cat, image="two.jpg")
    both = coco([one, two], ["one.jpg", "two.jpg"])
    alone = coco([one], ["one.jpg"])
    assert {c["name"]: c["id"] for c in both["categories"]} == {"cat": 17, "gnu": 1001}
    assert {c["name"]: c["id"] for c in alone["categories"]} == {"cat": 17}
    assert [a["image_id"] for a in both["annotations"]] == [1, 2, 2]
    assert [i["file_name"] for i in both["images"]] == ["one.jpg", "two.jpg"]


def test_two_skeletons_of_one_label_are_two_categories() -> None:
    box = Box(10.0, 10.0, 100.0, 100.0)
    poses = [
        Annotation(id, "person", standing(skeleton, box))
        for id, skeleton in enumerate((COCO_17, BLAZEPOSE_33, HAND_21), 1)
    ]
    found = coco([annotated("", *poses)], ["a.jpg"])
    by_id = {category["id"]: category for category in found["categories"]}
    joints = [len(by_id[a["category_id"]]["keypoints"]) for a in found["annotations"]]
    assert joints == [17, 33, 21]
    assert len({category["name"] for category in by_id.values()}) == 3


def test_two_words_for_one_class_do_not_share_an_id() -> None:
    box = Box(10.0, 10.0, 100.0, 100.0)
    words = [Annotation(1, "motorbike", box), Annotation(2, "motorcycle", box)]
    found = coco([annotated("", *words)], ["a.jpg"])
    ids = {category["name"]: category["id"] for category in found["categories"]}
    assert len(set(ids.values())) == 2
    assert 4 in ids.values()


def test_pictures_are_copied_beside_when_asked(rich: DocumentState, tmp_path: Path) -> None:
    paths, _ = export([rich], "coco", tmp_path / "set", {"pictures": True}, PlainPainter())
    [image] = json.loads(paths[-1].read_bytes())["images"]
    with Image.open(paths[-1].parent / image["file_name"]) as picture:
        assert picture.size == (WIDTH, HEIGHT)
        assert picture.format == "JPEG"
