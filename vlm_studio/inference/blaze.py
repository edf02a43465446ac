"""What the detectors of the Blaze family share: a grid of anchor points, and boxes with key points around them.

Source: Bazarevsky et al., BlazeFace, arXiv:1907.05047.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.boxes import ious


class Spots(NamedTuple):
    """What a detector saw: boxes (N, 4), key points (N, K, 2), scores (N,) in falling order."""

    boxes: Floats
    points: Floats
    scores: Floats


def anchor_points(side: int, grids: Sequence[tuple[int, int]]) -> Floats:
    """Centres of the cells of each ``(stride, anchors a cell)`` grid over a square, in pixels, shape (N, 2)."""
    points = []
    for stride, count in grids:
        axis = (np.arange(side // stride, dtype=np.float32) + 0.5) * stride
        y, x = np.meshgrid(axis, axis, indexing="ij")
        points.append(np.repeat(np.stack((x, y), axis=-1).reshape(-1, 2), count, axis=0))
    return np.concatenate(points)


def decode(numbers: Floats, logits: Floats, anchors: Floats, floor: float) -> Spots:
    """Spots in the square, scored at least ``floor``: ``numbers`` (N, 4 + 2K) are pixels from the anchor points."""
    scores = 1 / (1 + np.exp(-np.clip(logits.ravel(), -80, 80)))
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] >= floor]
    rows, anchors = numbers[order], anchors[order]
    centre, half = rows[:, :2] + anchors, rows[:, 2:4] / 2
    points = rows[:, 4:].reshape(len(rows), (rows.shape[1] - 4) // 2, 2) + anchors[:, None]
    boxes = np.concatenate((centre - half, centre + half), axis=1)
    return Spots(boxes, points, scores[order])


def blend(spots: Spots, overlap: float) -> Spots:
    """One spot for each group that overlaps its surest by more than ``overlap``: the mean weighted by score."""
    rest = np.arange(len(spots.scores))
    rows = np.concatenate((spots.boxes.reshape(-1, 2, 2), spots.points), axis=1)
    means, scores = [], []
    while rest.size:
        near = ious(spots.boxes[rest[0]], spots.boxes[rest]) > overlap
        near[0] = True
        group = rest[near]
        means.append(np.average(rows[group], axis=0, weights=spots.scores[group]))
        scores.append(spots.scores[rest[0]])
        rest = rest[~near]
    mean = np.array(means, np.float32).reshape(-1, *rows.shape[1:])
    return Spots(mean[:, :2].reshape(-1, 4), mean[:, 2:], np.array(scores, np.float32))
