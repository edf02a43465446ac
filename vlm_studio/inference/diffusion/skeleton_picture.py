"""Poses as the coloured skeletons that ControlNets for poses were trained on (the layout of OpenPose)."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vlm_studio.document.geometry import Point
from vlm_studio.document.skeletons import COCO_17, SKELETONS, Joint, Pose, convert

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels

_JOINTS = (
    "nose", "neck", "right_shoulder", "right_elbow", "right_wrist", "left_shoulder", "left_elbow", "left_wrist",
    "right_hip", "right_knee", "right_ankle", "left_hip", "left_knee", "left_ankle", "right_eye", "left_eye",
    "right_ear", "left_ear",
)  # fmt: skip
_BONES = (
    (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 0),
    (0, 14), (14, 16), (0, 15), (15, 17),
)  # fmt: skip
_FINE = 16
"""Parts of a pixel that OpenCV is told places in."""


def skeletons(poses: Iterable[Pose], width: int, height: int) -> Pixels:
    """Persons as bones and joints on black, (height, width, 3). Other figures, such as hands, are left out."""
    picture = np.zeros((height, width, 3), np.uint8)
    thick = max(1, round(max(width, height) / 128))
    for pose in poses:
        if "left_shoulder" in SKELETONS[pose.skeleton].joints:
            _draw(picture, _places(pose), thick)
    return picture


def _places(pose: Pose) -> list[Point | None]:
    """Where the joints of OpenPose are; ``None`` where they are not placed."""
    person = convert(pose, COCO_17.id)
    known = dict(zip(COCO_17.joints, person.joints))
    known["neck"] = _between(known["left_shoulder"], known["right_shoulder"])
    return [known[name].point if known[name].score > 0 else None for name in _JOINTS]


def _between(one: Joint, other: Joint) -> Joint:
    return Joint((one.x + other.x) / 2, (one.y + other.y) / 2, min(one.score, other.score))


def _draw(picture: Pixels, places: list[Point | None], thick: int) -> None:
    for number, (start, end) in enumerate(_BONES):
        a, b = places[start], places[end]
        if a is not None and b is not None:
            # Bones are darker than joints, so that both are seen.
            colour = [0.6 * value for value in _colour(number)]
            cv2.line(picture, _fine(a), _fine(b), colour, thick, cv2.LINE_AA, _SHIFT)
    for number, place in enumerate(places):
        if place is not None:
            cv2.circle(
                picture, _fine(place), thick * _FINE, _colour(number), -1, cv2.LINE_AA, _SHIFT
            )


_SHIFT = 4


def _fine(place: Point) -> tuple[int, int]:
    return round(place.x * _FINE), round(place.y * _FINE)


def _colour(number: int) -> tuple[float, float, float]:
    red, green, blue = colorsys.hsv_to_rgb(number / len(_JOINTS), 1, 1)
    return 255 * red, 255 * green, 255 * blue
