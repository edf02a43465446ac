"""COCO and labelme files back into the program: our own, other people's, and bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.fakes.documents import HEIGHT, WIDTH
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.errors import StudioError
from vlm_studio.formats.export import export
from vlm_studio.formats.incoming import read_annotations
from vlm_studio.formats.mask_picture import mask_of_picture
from vlm_studio.formats.target import Target

TARGET = Target(WIDTH, HEIGHT, "photo.jpg")


def read(path: Path, content: Any, target: Target = TARGET) -> list[Annotation]:
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return list(read_annotations(path, target)[0])


def coco(*annotations: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "images": [{"id": 7, "file_name": "photo.jpg", "width": WIDTH, "height": HEIGHT}],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [{"image_id": 7, "category_id": 1, **each} for each in annotations],
        **more,
    }


def labelme(*shapes: dict[str, Any]) -> dict[str, Any]:
    return {"shapes": list(shapes), "imageWidth": WIDTH, "imageHeight": HEIGHT}


@pytest.mark.parametrize("format", ["coco", "labelme"])
def test_what_we_write_comes_back(rich: DocumentState, tmp_path: Path, format: str) -> None:
    path = tmp_path / "out.json"
    export([rich], format, path, {}, PlainPainter())
    found, notices = read_annotations(path, TARGET)
    assert notices == ()
    assert [a.id for a in found] == list(range(1, len(found) + 1))
    assert all(a.by_hand for a in found)
    wanted = {(a.label, a.score): a.shape for a in rich.objects()}
    came = {(a.label, a.score): a.shape for a in found}
    assert set(came) == set(wanted)
    for key, shape in wanted.items():
        if isinstance(shape, Pose):  # COCO knows only three kinds of joints
            pose = came[key]
            assert isinstance(pose, Pose)
            assert pose.skeleton == shape.skeleton
            assert [j.point for j in pose.joints] == [j.point for j in shape.joints]
        else:
            assert came[key] == shape


def test_a_circle_comes_back_from_labelme(tmp_path: Path) -> None:
    plate = Ellipse(100.0, 50.0, 60.0, 60.0)
    layer = AnnotationLayer(name="Layer")
    state = DocumentState(
        "id",
        "a",
        WIDTH,
        HEIGHT,
        {layer.id: layer},
        {"": (layer.id,)},
        {layer.id: (Annotation(1, "plate", plate),)},
        "photo.jpg",
    )
    path = tmp_path / "out.json"
    export([state], "labelme", path, {}, PlainPainter())
    [found] = read_annotations(path, TARGET)[0]
    assert found.shape == plate


def test_other_ways_to_say_things_in_coco(tmp_path: Path) -> None:
    triangle = [10, 10, 40, 10, 10, 40]
    far = [100, 100, 140, 100, 100, 140]
    runs = [WIDTH * HEIGHT - 10, 10]
    found = read(
        tmp_path / "a.json",
        coco(
            {"bbox": [1, 2, 3, 4], "segmentation": []},
            {"bbox": [0, 0, 1, 1], "segmentation": [triangle]},
            {"bbox": [0, 0, 1, 1], "segmentation": [triangle, far]},
            {"bbox": [0, 0, 1, 1], "segmentation": {"size": [HEIGHT, WIDTH], "counts": runs}},
            {"bbox": [0, 0, 1, 1], "category_id": 99},
        ),
    )
    box, polygon, pieces, mask, nameless = found
    assert (box.shape, box.label) == (Box(1, 2, 3, 4), "cat")
    assert isinstance(polygon.shape, Polygon)
    assert isinstance(pieces.shape, Mask)
    assert pieces.shape.contains(Point(12, 12))
    assert pieces.shape.contains(Point(102, 102))
    assert not pieces.shape.contains(Point(70, 70))
    assert mask.shape == Mask.from_array(np.ones((10, 1), bool), WIDTH - 1, HEIGHT - 10)
    assert nameless.label == ""


def test_the_picture_is_found_by_its_name_among_others(tmp_path: Path) -> None:
    others = coco({"bbox": [1, 2, 3, 4]}, {"bbox": [9, 9, 9, 9], "image_id": 8})
    others["images"].insert(
        0, {"id": 8, "file_name": "x/other.jpg", "width": WIDTH, "height": HEIGHT}
    )
    others["images"][1]["file_name"] = "set/Photo.JPG"
    [found] = read(tmp_path / "a.json", others)
    assert found.shape == Box(1, 2, 3, 4)
    with pytest.raises(StudioError, match=r"a\.json says nothing of elsewhere\.png"):
        read_annotations(tmp_path / "a.json", Target(WIDTH, HEIGHT, "elsewhere.png"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "a.json is damaged, or no JSON file."),
        (b"{]", "a.json is damaged, or no JSON file."),
        (b"[" * 100_000, "a.json is damaged, or no JSON file."),
        ([], "a.json is neither a COCO nor a labelme file."),
        ({"images": 3, "annotations": []}, "a.json is neither a COCO nor a labelme file."),
        (coco(), "a.json holds no annotations of this picture."),
        (coco({"bbox": "wide"}), "No annotation in a.json can be read."),
        (
            coco({"bbox": [1, 2, 3, 4]}, images=[{"id": 7, "width": 10, "height": 20}]),
            "a.json is about a picture of 10 x 20 pixels; this one has 320 x 200.",
        ),
        (labelme(), "a.json holds no annotations of this picture."),
        (
            labelme({"label": "a", "shape_type": "line", "points": [[1, 1], [2, 2]]}),
            "No annotation in a.json can be read.",
        ),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    tmp_path: Path, content: Any, sentence: str
) -> None:
    with pytest.raises(StudioError) as said:
        read(tmp_path / "a.json", content)
    assert str(said.value) == sentence


HOSTILE = [
    {"bbox": [0, 0, -5, 5]},
    {"bbox": [1e300, 0, 5, 5]},
    {"bbox": [True, 0, 5, 5]},
    {"bbox": [0, 0, 5]},
    {"bbox": [0, 0, 5, 5], "score": 7},
    {"segmentation": [[1, 2, 3]]},
    {"segmentation": [[0, 0, 1e9, 0, 0, 1e9], [0, 0, 5, 0, 0, 5]]},
    {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [5, -3]}},
    {"segmentation": {"size": [HEIGHT, WIDTH], "counts": "\x01"}},
    {"segmentation": {"size": [10**9, 10**9], "counts": [10**18]}},
    "words",
]


def test_what_is_wrong_is_left_out_and_counted(tmp_path: Path) -> None:
    content = coco({"bbox": [1, 2, 3, 4]})
    content["annotations"] += [
        {"image_id": 7, "category_id": 1, **each} if isinstance(each, dict) else each
        for each in HOSTILE
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(content))
    found, [notice] = read_annotations(path, TARGET)
    assert len(found) == 1
    wrong = sum(isinstance(each, dict) for each in HOSTILE)
    assert str(notice) == f"{wrong} annotations in a.json cannot be read and were left out."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["bbox", "segmentation", "points", "shape_type", "mask", "label", "counts", "size",
             "keypoints", "group_id", "score", "id", "image_id", "category_id"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(json_values, max_size=4), st.booleans())
def test_whatever_is_in_them_it_is_read_or_refused(tmp_path_factory, values, shapes) -> None:
    path = tmp_path_factory.mktemp("in") / "a.json"
    content = labelme(*values) if shapes else coco(annotations=values)
    path.write_bytes(msgspec.json.encode(content))
    try:
        found, _ = read_annotations(path, TARGET)
    except StudioError:
        return
    assert found


@pytest.mark.parametrize("alpha", [True, False])
@pytest.mark.parametrize("size", [(32, 20), (WIDTH, HEIGHT), (640, 400)])
def test_a_picture_of_any_size_is_a_mask(
    blocks: BlockFolder, tmp_path: Path, alpha: bool, size: tuple[int, int]
) -> None:
    width, height = size
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[: height // 2, : width // 2] = 255
    if not alpha:
        pixels[..., 3] = 255
    Image.fromarray(pixels).save(tmp_path / "m.png")
    mask = mask_of_picture(tmp_path / "m.png", WIDTH, HEIGHT, blocks)
    assert mask.bounds() == Box(0, 0, WIDTH // 2, HEIGHT // 2)
    assert mask.area == WIDTH * HEIGHT // 4
    assert list(blocks.path.glob("*.px")) == []


def test_a_black_picture_makes_no_mask(blocks: BlockFolder, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "m.png")
    with pytest.raises(StudioError, match=r"Nothing in m\.png is light or opaque"):
        mask_of_picture(tmp_path / "m.png", WIDTH, HEIGHT, blocks)
