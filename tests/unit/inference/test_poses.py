"""Joints where they are, of everyone in the picture, whichever way up it is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from tests.pictures import picture
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Point
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.skeletons import BLAZEPOSE_33, HAND_21, Pose
from vlm_studio.tasks.requests import Annotations, PoseRequest, TaskRequest, TaskResult

Load = Callable[[str | NDArray[np.uint8]], PictureRef]
Run = Callable[[TaskRequest], TaskResult]

ASTRONAUT = {
    "nose": (219, 130),
    "left_eye": (246, 115),
    "right_eye": (202, 105),
    "left_shoulder": (305, 257),
    "right_shoulder": (110, 239),
}
"""Where they are, by eye, in the 512 x 512 picture."""
HOPPER = {"nose": (261, 237), "left_eye": (310, 190), "right_eye": (220, 190)}
"""By eye, in the 512 x 600 picture."""


def poses(run: Run, photo: PictureRef, model: str = "blazepose") -> tuple[Annotation, ...]:
    result = run(PoseRequest(photo, model))
    assert isinstance(result, Annotations)
    return tuple(one for one in result.annotations if (one.score or 0) >= 0.25)


def joint(annotation: Annotation, name: str) -> Point:
    assert isinstance(annotation.shape, Pose)
    return annotation.shape.joints[BLAZEPOSE_33.joints.index(name)].point


def image(name: str) -> Image.Image:
    return Image.open(picture(name)).convert("RGB")


def drawn_hand() -> NDArray[np.uint8]:
    """An open hand in flat colour, 640 x 640, fingers up."""
    sheet = Image.new("RGB", (640, 640), (70, 90, 110))
    draw = ImageDraw.Draw(sheet)
    skin = (224, 172, 140)
    draw.rounded_rectangle((240, 330, 420, 520), 60, fill=skin)
    for (ax, ay), (bx, by), width in (
        ((330, 500), (330, 640), 110),
        ((265, 360), (235, 190), 40),
        ((310, 350), (305, 150), 42),
        ((355, 350), (370, 165), 40),
        ((398, 365), (430, 215), 34),
        ((262, 460), (170, 330), 44),
    ):
        draw.line((ax, ay, bx, by), fill=skin, width=width)
        for x, y in ((ax, ay), (bx, by)):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=skin)
    return np.asarray(sheet.filter(ImageFilter.GaussianBlur(3)))


def test_the_joints_of_the_astronaut_are_where_a_person_would_put_them(
    load: Load, run: Run
) -> None:
    [person] = poses(run, load("astronaut.png"))
    for name, place in ASTRONAUT.items():
        assert joint(person, name).distance(Point(*place)) <= 0.03 * 512, name
    assert person.label == "person"
    assert isinstance(person.shape, Pose)
    assert person.shape.skeleton == "blazepose33"
    assert person.provenance is not None
    assert person.provenance.parameters == {"people": "yolov3-tiny"}


def test_everyone_in_a_group_is_found_once(load: Load, run: Run) -> None:
    group = Image.new("RGB", (1024, 600), (90, 90, 90))
    group.paste(image("astronaut.png"), (0, 88))
    group.paste(image("grace_hopper.jpg"), (512, 0))

    found = sorted(poses(run, load(np.asarray(group))), key=lambda one: joint(one, "nose").x)

    assert len(found) == 2
    for person, places, left, top in ((found[0], ASTRONAUT, 0, 88), (found[1], HOPPER, 512, 0)):
        for name, (x, y) in places.items():
            assert joint(person, name).distance(Point(x + left, y + top)) <= 0.05 * 512, name


@pytest.mark.parametrize("turns", [1, 2])
def test_a_turned_picture_turns_the_pose(load: Load, run: Run, turns: int) -> None:
    turned = np.rot90(np.asarray(image("astronaut.png")), turns)

    [person] = poses(run, load(np.ascontiguousarray(turned)))

    for name in ("nose", "left_eye", "right_eye"):
        x, y = ASTRONAUT[name]
        for _ in range(turns):
            x, y = y, 512 - x
        assert joint(person, name).distance(Point(x, y)) <= 0.05 * 512, name


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "motorcycle_left.png", "china.jpg"])
def test_nobody_is_found_where_nobody_is(load: Load, run: Run, name: str) -> None:
    assert poses(run, load(name)) == ()


def test_a_hand_has_its_fingertips_at_the_ends_of_its_fingers(load: Load, run: Run) -> None:
    [hand] = poses(run, load(drawn_hand()), "hands")
    assert hand.label == "hand"
    assert isinstance(hand.shape, Pose)
    joints = dict(zip(HAND_21.joints, hand.shape.joints, strict=True))
    for name, tip in {
        "thumb_tip": (165, 322),
        "index_tip": (232, 172),
        "middle_tip": (304, 130),
        "ring_tip": (372, 146),
        "pinky_tip": (433, 200),
    }.items():
        assert joints[name].point.distance(Point(*tip)) <= 0.05 * 640, name
