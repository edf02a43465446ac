"""Many boxes at once: arrays of shape (N, 4), each row left, top, right, bottom in pixels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vlm_studio.document.geometry import Box
from vlm_studio.inference.arrays import Floats, Indices


class Boxes(NamedTuple):
    """Boxes (N, 4) with a score 0..1 and a class index each."""

    corners: Floats
    scores: Floats
    classes: Indices


def joined(*many: Boxes) -> Boxes:
    """All of them, in their order."""
    corners, scores, classes = zip(*many, strict=True)
    return Boxes(np.concatenate(corners), np.concatenate(scores), np.concatenate(classes))


def ious(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of one box, shape (4,), with each of ``boxes``."""
    common = _common(box, boxes)
    union = _areas(box) + _areas(boxes) - common
    return np.divide(common, union, out=np.zeros_like(common), where=union > 0)


def insides(boxes: Floats, outer: Floats) -> Floats:
    """Which share of each of ``boxes`` lies inside the box ``outer``, shape (4,)."""
    common, areas = _common(outer, boxes), _areas(boxes)
    share: Floats = np.divide(common, areas, out=np.zeros_like(common), where=areas > 0)
    return share


def suppress(boxes: Boxes, overlap: float) -> Indices:
    """Indices to keep, surest first: a box goes when a surer one of its class has an IoU above ``overlap`` with it."""
    order = np.argsort(-boxes.scores, kind="stable")
    kept = []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(best)
        alike = boxes.classes[rest] == boxes.classes[best]
        order = rest[~(alike & (ious(boxes.corners[best], boxes.corners[rest]) > overlap))]
    return np.array(kept, np.intp)


def to_box(row: Floats, width: int, height: int) -> Box | None:
    """A row as a :class:`Box` inside a ``width`` x ``height`` picture; ``None`` when nothing is left of it."""
    left, top, right, bottom = (float(value) for value in row)
    if not (right > left and bottom > top):
        return None
    return Box(left, top, right - left, bottom - top).clipped(width, height)


def _common(box: Floats, boxes: Floats) -> Floats:
    size = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    width, height = np.maximum(size, 0).T
    area: Floats = width * height
    return area


def _areas(boxes: Floats) -> Floats:
    areas: Floats = (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    return areas
