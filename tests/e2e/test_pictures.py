"""What the starter models see in real pictures, against what a person sees there.

The boxes were drawn by hand on the pictures.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.pictures import picture
from tests.starter import starter_store
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.geometry import Box, Point, iou
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    DetectRequest,
    LabelledBox,
    SegmentRequest,
    TaskRequest,
)

SHOWN = 0.25


class Desk:
    """Pictures and models at hand."""

    def __init__(self, blocks: BlockFolder) -> None:
        self._context = PlainContext(blocks)
        self._cache = EngineCache(starter_store())

    def photo(self, name: str) -> PictureRef:
        pixels = np.asarray(Image.open(picture(name)).convert("RGBA"))
        return PictureRef.of_block(self._context.blocks.store(pixels))

    def ask(self, request: TaskRequest) -> Annotations:
        result = run_task(request, self._context, self._cache)
        assert isinstance(result, Annotations)
        return result


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    blocks = BlockFolder.create()
    yield Desk(blocks)
    blocks.remove()


def shown(result: Annotations, label: str) -> list[Annotation]:
    return [a for a in result.annotations if a.label == label and (a.score or 0) >= SHOWN]


def between(left: float, top: float, right: float, bottom: float) -> Box:
    return Box.between(Point(left, top), Point(right, bottom))


@pytest.mark.parametrize(
    ("name", "label", "drawn"),
    [
        ("astronaut.png", "person", between(18, 15, 365, 512)),
        ("chelsea.png", "cat", between(0, 0, 395, 300)),
        ("coffee.png", "cup", between(173, 18, 409, 306)),
        ("motorcycle_left.png", "motorbike", between(92, 25, 684, 449)),
        ("grace_hopper.jpg", "person", between(15, 22, 512, 600)),
        ("horse.png", "horse", between(15, 10, 385, 318)),
    ],
)
def test_what_fills_the_picture_is_found_in_a_box_a_person_would_draw(
    desk: Desk, name: str, label: str, drawn: Box
) -> None:
    result = desk.ask(DetectRequest(desk.photo(name), "yolov3-tiny"))

    best = shown(result, label)[0]

    assert best.score is not None
    assert best.score >= 0.6
    assert isinstance(best.shape, Box)
    assert iou(best.shape, drawn) >= 0.8


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("astronaut.png", between(172, 62, 276, 180)),
        ("grace_hopper.jpg", between(165, 130, 365, 335)),
    ],
)
def test_faces_are_found(desk: Desk, name: str, drawn: Box) -> None:
    [face] = shown(desk.ask(DetectRequest(desk.photo(name), "blazeface")), "face")
    assert isinstance(face.shape, Box)
    assert iou(face.shape, drawn) >= 0.75


INSIDE = {
    "chelsea.png": [(170, 110), (320, 130), (230, 250), (365, 40), (60, 60), (250, 20)],
    "coffee.png": [
        (280, 150),
        (200, 60),
        (110, 200),
        (440, 250),
        (215, 280),
        (360, 290),
        (413, 75),
    ],
}
OUTSIDE = {
    "chelsea.png": [(10, 30), (430, 150), (420, 280), (400, 60), (340, 230)],
    "coffee.png": [(20, 20), (60, 100), (550, 100), (520, 350), (30, 350), (470, 90)],
}


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png"])
def test_the_salient_object_is_cut_out_whole_and_alone(desk: Desk, name: str) -> None:
    photo = desk.photo(name)

    result = desk.ask(SegmentRequest(photo, "u2netp", cutout=True))

    [thing] = result.annotations
    assert thing.label == "salient object"
    assert isinstance(thing.shape, Mask)
    assert all(thing.shape.contains(Point(x, y)) for x, y in INSIDE[name])
    assert not any(thing.shape.contains(Point(x, y)) for x, y in OUTSIDE[name])
    assert result.cutout is not None
    cut = MappedBlock(result.cutout.block).array()
    original = np.asarray(Image.open(picture(name)).convert("RGB"))
    for x, y in INSIDE[name]:
        pixel = cut[y - result.cutout.y, x - result.cutout.x]
        assert pixel[3] == 255
        assert np.array_equal(pixel[:3], original[y, x])
    # An edge is narrow: a veil further inside or outside would look wrong on any background.
    alpha = np.zeros(original.shape[:2], np.uint8)
    rows = slice(result.cutout.y, result.cutout.y + cut.shape[0])
    alpha[rows, result.cutout.x : result.cutout.x + cut.shape[1]] = cut[..., 3]
    shape = thing.shape
    mask = np.zeros(alpha.shape, np.uint8)
    mask[shape.y : shape.y + shape.height, shape.x : shape.x + shape.width] = shape.to_array()
    kernel = np.ones((25, 25), np.uint8)
    assert (alpha[cv2.erode(mask, kernel) == 1] > 250).mean() > 0.995
    assert (alpha[cv2.dilate(mask, kernel) == 0] < 5).mean() > 0.995


def test_people_are_segmented(desk: Desk) -> None:
    [person] = desk.ask(SegmentRequest(desk.photo("grace_hopper.jpg"), "selfie")).annotations
    assert person.label == "person"
    assert isinstance(person.shape, Mask)
    assert all(person.shape.contains(Point(*p)) for p in ((250, 200), (250, 60), (100, 500)))
    assert not any(person.shape.contains(Point(*p)) for p in ((450, 100), (50, 100), (60, 300)))


THINGS = {
    # saddle, tank, engine, both wheels' tyres, headlamp; then wall, shelf, bin, floor
    "motorcycle_left.png": (
        "motorbike",
        [(250, 200), (420, 190), (390, 270), (130, 320), (680, 400), (535, 155)],
        [(50, 50), (700, 80), (580, 200), (400, 460), (40, 300)],
    ),
    # rim, coffee, body, handle; then saucer left and right, table
    "coffee.png": (
        "cup",
        [(180, 100), (280, 150), (300, 240), (215, 280)],
        [(110, 200), (450, 220), (280, 370), (550, 100)],
    ),
    "astronaut.png": (
        "person",
        [(220, 130), (150, 300), (60, 450), (300, 300)],
        [(420, 60), (300, 60), (30, 100), (480, 300)],
    ),
    "chelsea.png": ("cat", INSIDE["chelsea.png"], OUTSIDE["chelsea.png"]),
}


@pytest.mark.parametrize("name", THINGS)
def test_detected_boxes_become_masks_of_the_things_in_them(desk: Desk, name: str) -> None:
    label, inside, outside = THINGS[name]
    photo = desk.photo(name)
    best = shown(desk.ask(DetectRequest(photo, "yolov3-tiny")), label)[0]
    assert isinstance(best.shape, Box)
    boxes = (LabelledBox(best.shape, best.label, best.score),)

    [thing] = desk.ask(BoxMasksRequest(photo, "grabcut", boxes)).annotations

    assert (thing.label, thing.score) == (best.label, best.score)
    assert isinstance(thing.shape, Mask)
    assert all(thing.shape.contains(Point(x, y)) for x, y in inside)
    assert not any(thing.shape.contains(Point(x, y)) for x, y in outside)
