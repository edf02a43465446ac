"""BlazePose (Bazarevsky et al., arXiv:2006.10204), for everyone in the picture.

Its detector was made for one person, so it looks at the whole picture and into the box of every person that
somebody else found. The landmark network then sees each person upright in a square, as it is and mirrored;
what it finds gives a better square, in which it looks once more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from vlm_studio.document.geometry import Box
from vlm_studio.document.skeletons import Joint, Pose
from vlm_studio.inference.arrays import Floats, Pixels
from vlm_studio.inference.blaze import Spots, anchor_points, blend, decode
from vlm_studio.inference.crops import Crop, angle_up, cropped
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files, Found, Step
from vlm_studio.inference.letterbox import Fit, letterbox
from vlm_studio.inference.runtimes import TFLite
from vlm_studio.models.card import Card
from vlm_studio.tasks.requests import SCORE_FLOOR
from vlm_studio.words import plural_text, text

_DETECT, _LANDMARKS = 224, 256
_GRIDS = ((8, 2), (16, 2), (32, 6))
_SURE, _OVERLAP = 0.5, 0.3
_DOUBTFUL = 0.3
"""Enough of the detector in the box of a person, where the landmark network decides."""
_MARGINS = (0.0, 0.25)
"""How much wider than a person's box the detector looks, in shares of it."""
_JOINTS, _MIDDLE, _RIM = 33, 33, 34
"""The 33 joints; then the middle of the hips, and a point on the circle around the whole body."""
_MIRRORED = [
    0,
    4,
    5,
    6,
    1,
    2,
    3,
    *(i + 1 if i % 2 else i - 1 for i in range(7, 33)),
    *range(33, 39),
]
"""Which joint each one is in a mirror: left and right change places."""
_CIRCLE = 2.5
_FACE = 11
_DOUBLE = 0.1
"""Two poses are one person when their joints, or those of their faces, lie closer than this share of the square."""


class _Body:
    """One person found: joints (39, 2) in pixels, visibilities, how sure, and the square they came from."""

    def __init__(self, joints: Floats, visible: Floats, score: float, crop: Crop) -> None:
        self.joints, self.visible, self.score, self.crop = joints, visible, score, crop


class BlazePose:
    """Poses of 33 joints whose scores are visibilities."""

    wants_people = True

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self._label = card.labels
        self._detector = TFLite(files("pose_detection.tflite"))
        self._landmarks = TFLite(files("pose_landmark_full.tflite"))
        self._anchors = anchor_points(_DETECT, _GRIDS)

    def poses(self, rgb: Pixels, people: Sequence[Box], step: Step) -> list[Found]:
        height, width = rgb.shape[:2]
        squares = self.squares(rgb, Box(0, 0, width, height), _SURE)
        for number, box in enumerate(people):
            step(0.5 * number / len(people), text("Looking for people"))
            for margin in _MARGINS:
                squares += self.squares(rgb, _wider(box, margin, width, height), _DOUBTFUL)[:1]
        squares = _distinct(squares)
        bodies = []
        for number, square in enumerate(squares):
            words = plural_text("Placing {n} person", "Placing {n} people", len(squares))
            step(0.5 + 0.5 * number / len(squares), words)
            bodies.append(self.body(rgb, square))
        return [self._found(body) for body in _single(bodies)]

    def squares(self, rgb: Pixels, place: Box, floor: float) -> list[Crop]:
        """Upright squares around the bodies that the detector sees in ``place``, surest first."""
        left, top = int(place.x), int(place.y)
        part = rgb[top : math.ceil(place.bottom), left : math.ceil(place.right)]
        spots = blend(self.look(np.ascontiguousarray(part), floor), _OVERLAP)
        return [
            _square(points[0] + (left, top), points[1] + (left, top)) for points in spots.points
        ]

    def look(self, rgb: Pixels, floor: float) -> Spots:
        """What the detector sees, doubles and all, scored at least ``floor``, in pixels of ``rgb``."""
        fit = Fit.centred(rgb.shape[1], rgb.shape[0], _DETECT)
        square = letterbox(rgb, fit, _DETECT, 0).astype(np.float32) / 127.5 - 1
        out = self._detector(square)
        spots = decode(out["Identity"][0], out["Identity_1"][0], self._anchors, floor)
        boxes = fit.back(spots.boxes.reshape(-1, 2, 2)).reshape(-1, 4)
        return Spots(boxes, fit.back(spots.points), spots.scores)

    def body(self, rgb: Pixels, square: Crop) -> _Body:
        """The person in ``square``, looked at twice."""
        first = self.place(rgb, square)
        return self.place(rgb, _square(first.joints[_MIDDLE], first.joints[_RIM]))

    def place(self, rgb: Pixels, square: Crop) -> _Body:
        """The person in ``square``: the mean of what the network says of it and of its mirror image."""
        pixels = cropped(rgb, square, _LANDMARKS)
        points, visible, score = self.landmarks(pixels)
        flipped, flipped_visible, flipped_score = self.landmarks(pixels[:, ::-1])
        flipped = flipped * (-1, 1) + (_LANDMARKS, 0)
        points = (points + flipped[_MIRRORED]) / 2
        visible = (visible + flipped_visible[_MIRRORED]) / 2
        score = (score + flipped_score) / 2
        return _Body(square.back(points, _LANDMARKS), visible, score, square)

    def landmarks(self, pixels: Floats) -> tuple[Floats, Floats, float]:
        """The network's word on a square: points (39, 2) in it, their visibilities, and whether someone is there."""
        out = self._landmarks(np.ascontiguousarray(pixels))
        rows = out["Identity"].reshape(39, 5).astype(np.float64)
        visible = 1 / (1 + np.exp(-np.clip(rows[:, 3], -80, 80)))
        return rows[:, :2], visible, float(out["Identity_1"].item())

    def _found(self, body: _Body) -> Found:
        joints = zip(body.joints[:_JOINTS].tolist(), body.visible[:_JOINTS].tolist(), strict=True)
        pose = Pose("blazepose33", tuple(Joint(x, y, score) for (x, y), score in joints))
        return Found(self._label, body.score, pose)


def _wider(box: Box, margin: float, width: int, height: int) -> Box:
    return box.grown(margin * max(box.width, box.height)).clipped(width, height) or box


def _square(middle: Floats, rim: Floats) -> Crop:
    side = _CIRCLE * max(1.0, math.dist(middle, rim))
    return Crop(float(middle[0]), float(middle[1]), side, angle_up(middle, rim))


def _distinct(squares: Sequence[Crop]) -> list[Crop]:
    """``squares`` without those that show the same body as one before in much the same way."""
    kept: list[Crop] = []
    for one in squares:
        if not any(_close(one, other) for other in kept):
            kept.append(one)
    return kept


def _close(one: Crop, other: Crop) -> bool:
    near = math.dist((one.x, one.y), (other.x, other.y)) < _DOUBLE * other.side
    turned = math.cos(one.angle - other.angle) < 0.9
    return near and not turned and 0.8 < one.side / other.side < 1.25


def _single(bodies: Sequence[_Body]) -> list[_Body]:
    """``bodies``, surest first, without doubles and without what is hardly there."""
    kept: list[_Body] = []
    for body in sorted(bodies, key=lambda body: -body.score):
        if body.score >= SCORE_FLOOR and not any(_same(body, other) for other in kept):
            kept.append(body)
    return kept


def _same(one: _Body, other: _Body) -> bool:
    apart = np.linalg.norm(one.joints[:_JOINTS] - other.joints[:_JOINTS], axis=1)
    nearest = min(np.median(apart), np.median(apart[:_FACE]))
    return bool(nearest < _DOUBLE * max(one.crop.side, other.crop.side))
