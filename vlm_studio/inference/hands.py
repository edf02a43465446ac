"""MediaPipe Hands (Zhang et al., arXiv:2006.10214): palms first, then 21 joints of each hand, looked at twice."""

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

_DETECT, _LANDMARKS = 192, 224
_GRIDS = ((8, 2), (16, 6))
_SURE, _OVERLAP = 0.5, 0.3
_WRIST, _KNUCKLES = 0, (5, 9, 13)
_PALM = (0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18)
"""Joints that stay together however the fingers move."""
_DOUBLE = 0.15


class Hands:
    """Poses of 21 joints. The network says of the whole hand whether it is there, not of single joints."""

    wants_people = True

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self._label = card.labels
        self._detector = TFLite(files("palm_detection_full.tflite"))
        self._landmarks = TFLite(files("hand_landmark_full.tflite"))
        self._anchors = anchor_points(_DETECT, _GRIDS)

    def poses(self, rgb: Pixels, people: Sequence[Box], step: Step) -> list[Found]:
        height, width = rgb.shape[:2]
        squares: list[Crop] = []
        for number, place in enumerate([Box(0, 0, width, height), *people]):
            step(0.5 * number / (len(people) + 1), text("Looking for hands"))
            squares += self.squares(rgb, place)
        hands = []
        for number, square in enumerate(squares):
            words = plural_text("Placing {n} hand", "Placing {n} hands", len(squares))
            step(0.5 + 0.5 * number / len(squares), words)
            first, score = self.place(rgb, square)
            if score >= SCORE_FLOOR:
                hands.append(self.place(rgb, _around(first)))
        return [self._found(joints, score) for joints, score in _single(hands)]

    def squares(self, rgb: Pixels, place: Box) -> list[Crop]:
        """Upright squares around the hands whose palms the detector sees in ``place``."""
        left, top = int(place.x), int(place.y)
        part = rgb[top : math.ceil(place.bottom), left : math.ceil(place.right)]
        spots = blend(self.look(np.ascontiguousarray(part)), _OVERLAP)
        pairs = zip(spots.boxes, spots.points, strict=True)
        shift = np.array((left, top), np.float32)
        return [_above_palm(box + np.tile(shift, 2), points + shift) for box, points in pairs]

    def look(self, rgb: Pixels) -> Spots:
        """The palms that the detector sees, doubles and all, in pixels of ``rgb``."""
        fit = Fit.centred(rgb.shape[1], rgb.shape[0], _DETECT)
        square = letterbox(rgb, fit, _DETECT, 0).astype(np.float32) / 255
        out = self._detector(square)
        spots = decode(out["Identity"][0], out["Identity_1"][0], self._anchors, _SURE)
        boxes = fit.back(spots.boxes.reshape(-1, 2, 2)).reshape(-1, 4)
        return Spots(boxes, fit.back(spots.points), spots.scores)

    def place(self, rgb: Pixels, square: Crop) -> tuple[Floats, float]:
        """Joints (21, 2) of the hand in ``square``, in pixels of ``rgb``, and whether there is one."""
        out = self._landmarks(cropped(rgb, square, _LANDMARKS))
        points = out["Identity"].reshape(21, 3)[:, :2].astype(np.float64)
        return square.back(points, _LANDMARKS), float(out["Identity_1"].item())

    def _found(self, joints: Floats, score: float) -> Found:
        pose = Pose("hand21", tuple(Joint(x, y, score) for x, y in joints.tolist()))
        return Found(self._label, score, pose)


def _above_palm(box: Floats, points: Floats) -> Crop:
    """The hand's square from a palm: 2.6 palms wide, half a palm further towards the fingers."""
    side = max(1.0, float(box[2] - box[0]), float(box[3] - box[1]))
    angle = angle_up(points[0], points[2])
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    shift = side / 2
    return Crop(
        float(x) + shift * math.sin(angle), float(y) - shift * math.cos(angle), 2.6 * side, angle
    )


def _around(joints: Floats) -> Crop:
    """A better square, from joints: two palms wide, a tenth further towards the fingers."""
    index, middle, ring = (joints[k] for k in _KNUCKLES)
    angle = angle_up(joints[_WRIST], ((index + ring) / 2 + middle) / 2)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    upright = joints[list(_PALM)] @ turn
    low, high = upright.min(axis=0), upright.max(axis=0)
    side = max(1.0, float((high - low).max()))
    x, y = turn @ ((low + high) / 2 - (0, 0.1 * (high - low)[1]))
    return Crop(float(x), float(y), 2 * side, angle)


def _single(hands: Sequence[tuple[Floats, float]]) -> list[tuple[Floats, float]]:
    """``hands``, surest first, without doubles and without what is hardly there."""
    kept: list[tuple[Floats, float]] = []
    for joints, score in sorted(hands, key=lambda hand: -hand[1]):
        if score >= SCORE_FLOOR and not any(_same(joints, other) for other, _ in kept):
            kept.append((joints, score))
    return kept


def _same(one: Floats, other: Floats) -> bool:
    size = max(np.ptp(one, axis=0).max(), np.ptp(other, axis=0).max())
    return bool(np.median(np.linalg.norm(one - other, axis=1)) < _DOUBLE * size)
