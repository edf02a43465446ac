"""Following a drawing, a pose, edges or distances."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.unit.inference.diffusion.conftest import Paint, Pixels, pixels
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.skeletons import BLAZEPOSE_33, COCO_17, HAND_21, Joint, standing
from vlm_studio.document.vectors import LineTo, Path, Subpath, VectorObject
from vlm_studio.errors import StudioError
from vlm_studio.inference.diffusion.controls import control_picture
from vlm_studio.tasks.design import Control


def _stroke() -> VectorObject:
    line = Subpath(Point(10, 32), (LineTo(Point(54, 32)),))
    return VectorObject(1, Path((line,)), stroke="#000000", width=3)


def _of(blocks: BlockFolder, rgb: Pixels) -> PictureRef:
    return PictureRef.of_block(
        blocks.store(np.dstack((rgb, np.full(rgb.shape[:2], 255, np.uint8))))
    )


def test_strokes_are_drawn_in_white_on_black_where_they_are() -> None:
    seen = control_picture(Control("lineart", objects=(_stroke(),)), 64, 64)
    assert (seen[32, 12:52] > 250).all()
    assert not seen[:28].any()
    assert not seen[36:].any()


@pytest.mark.parametrize("dark_on_light", [True, False])
def test_a_drawn_picture_is_followed_as_light_lines_whichever_way_it_was_drawn(
    blocks: BlockFolder, dark_on_light: bool
) -> None:
    rgb: Pixels = np.full((20, 20, 3), 255 if dark_on_light else 0, np.uint8)
    rgb[10] = 0 if dark_on_light else 255
    seen = control_picture(Control("lineart", _of(blocks, rgb)), 20, 20)
    assert (seen[10] == 255).all()
    assert not seen[5].any()


def test_edges_are_found_between_bright_and_dark(blocks: BlockFolder) -> None:
    rgb: Pixels = np.zeros((40, 40, 3), np.uint8)
    rgb[:, 20:] = 255
    seen = control_picture(Control("edges", _of(blocks, rgb)), 40, 40)
    assert seen[10:30, 18:22].any(axis=(1, 2)).all()
    assert not seen[:, :15].any()
    assert not seen[:, 25:].any()


def test_distances_are_taken_as_they_are(blocks: BlockFolder) -> None:
    rgb: Pixels = np.random.default_rng(0).integers(0, 255, (9, 9, 3), np.uint8)
    assert (control_picture(Control("depth", _of(blocks, rgb)), 9, 9) == rgb).all()


@pytest.mark.parametrize("skeleton", [COCO_17, BLAZEPOSE_33])
def test_a_person_becomes_a_coloured_skeleton(skeleton) -> None:  # type: ignore[no-untyped-def]
    pose = standing(skeleton, Box(20, 10, 80, 180))
    seen = control_picture(Control("pose", poses=(pose,)), 120, 200)
    by_name = dict(zip(skeleton.joints, pose.joints))
    for name in ("nose", "left_wrist", "right_ankle"):
        assert seen[round(by_name[name].y), round(by_name[name].x)].any(), name
    neck = [(by_name["left_shoulder"].y + by_name["right_shoulder"].y) / 2]
    neck.append((by_name["left_shoulder"].x + by_name["right_shoulder"].x) / 2)
    assert seen[round(neck[0]), round(neck[1])].any()
    assert len({tuple(colour) for colour in seen.reshape(-1, 3)}) > 18
    assert not seen[0].any()


def test_joints_that_are_not_placed_and_hands_are_not_drawn() -> None:
    person = standing(COCO_17, Box(20, 10, 80, 180))
    hand = standing(HAND_21, Box(0, 0, 50, 50))
    gone = type(person)(person.skeleton, tuple(Joint(j.x, j.y, 0.0) for j in person.joints))
    assert not control_picture(Control("pose", poses=(gone, hand)), 120, 200).any()


@pytest.mark.parametrize("mode", ["words", "picture", "mask"])
def test_a_painting_follows_its_control_as_closely_as_it_is_told(
    paint: Paint, photo: Callable[[int, int], PictureRef], mode: str
) -> None:
    asked: dict[str, object] = {}
    if mode != "words":
        asked["picture"] = photo(64, 64)
    if mode == "mask":
        asked["inside"] = (Mask.from_array(np.ones((40, 40), bool), 10, 10),)
    control = Control("lineart", objects=(_stroke(),), model="control")
    loose = Control("lineart", objects=(_stroke(),), model="control", strength=0.2)
    (free,), (led,), (again,), (less,) = (
        paint("sd", controls=controls, **asked)
        for controls in ((), (control,), (control,), (loose,))
    )
    assert pixels(led).tobytes() == pixels(again).tobytes()
    assert len({pixels(one).tobytes() for one in (free, led, less)}) == 3


def test_two_controls_work_together(paint: Paint) -> None:
    stroke = Control("lineart", objects=(_stroke(),), model="control")
    person = standing(COCO_17, Box(10, 5, 40, 55))
    pose = Control("pose", poses=(person,), model="control")
    (one,), (both,) = paint("sd", controls=(stroke,)), paint("sd", controls=(stroke, pose))
    assert pixels(one).tobytes() != pixels(both).tobytes()


def test_after_a_control_the_model_paints_freely_as_before(paint: Paint) -> None:
    (before,) = paint("sd")
    paint("sd", controls=(Control("lineart", objects=(_stroke(),), model="control"),))
    (after,) = paint("sd")
    assert pixels(before).tobytes() == pixels(after).tobytes()


@pytest.mark.parametrize(
    ("control", "said"),
    [
        (Control("edges", model="control"), "nothing to follow"),
        (Control("lineart", objects=(_stroke(),), model="sdxl"), "no ControlNet"),
        (Control("lineart", objects=(_stroke(),), model="nothing"), "no model nothing"),
    ],
)
def test_a_control_that_cannot_be_is_said_in_a_sentence(
    paint: Paint, control: Control, said: str
) -> None:
    with pytest.raises(StudioError, match=said):
        paint("sd", controls=(control,))
