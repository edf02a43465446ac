"""Curves around a region of pixels: straight where it is straight, with a corner where it turns sharply."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from vlm_studio.document.fitting import fitted
from vlm_studio.document.geometry import Point
from vlm_studio.document.outlines import Ring, simplified
from vlm_studio.document.vectors import LineTo, Segment, Subpath

_AROUND = 6
"""Whether a ring turns is seen from the points so many before and after."""
_SHARP = math.radians(50)
_LONG = 60.0
"""Pixels of a stretch that is a straight line if it can be; a shorter one may be part of a curve."""
_STRAIGHT = 0.6
"""And so many pixels off the line at most."""


def fitted_ring(ring: Ring, error: float) -> Subpath:
    """The closed line around ``ring`` (its points about 1 apart), at most about ``error`` away from it."""
    breaks = sorted({*_corners(ring), *_straight_ends(ring)}) or [0]
    points = [Point(float(x), float(y)) for x, y in ring]
    made: list[Segment] = []
    for here, there in pairwise([*breaks, breaks[0] + len(points)]):
        piece = [points[i % len(points)] for i in range(here, there + 1)]
        if len(piece) < 4 or _off(ring, here, there) <= _STRAIGHT:
            made.append(LineTo(piece[-1]))
        else:
            made += fitted([*piece[:-1:2], piece[-1]], error).segments
    return Subpath(points[breaks[0]], tuple(made), True)


def _corners(ring: Ring) -> list[int]:
    """Where ``ring`` turns sharply, and more than anywhere near."""
    if len(ring) <= 3 * _AROUND:
        return []
    before, after = np.roll(ring, _AROUND, axis=0), np.roll(ring, -_AROUND, axis=0)
    one, other = ring - before, after - ring
    ways = np.arctan2(other[:, 1], other[:, 0]) - np.arctan2(one[:, 1], one[:, 0])
    turns = np.abs((ways + math.pi) % math.tau - math.pi)
    near = [np.roll(turns, step) for step in range(1, _AROUND + 1)]
    far = [np.roll(turns, -step) for step in range(1, _AROUND + 1)]
    sharp = (turns > _SHARP) & (turns > np.max(near, axis=0)) & (turns >= np.max(far, axis=0))
    return [int(i) for i in np.flatnonzero(sharp)]


def _straight_ends(ring: Ring) -> list[int]:
    """Where long straight stretches of ``ring`` begin and end."""
    places = {tuple(point): i for i, point in enumerate(ring.tolist())}
    kept = [places[tuple(point)] for point in simplified(ring, 1.0).tolist()]
    ends: list[int] = []
    for here, there in pairwise([*kept, kept[0] + len(ring)]):
        if math.dist(ring[here], ring[there % len(ring)]) < _LONG:
            continue
        if _off(ring, here, there) <= _STRAIGHT:
            ends += [here, there % len(ring)]
    return ends


def _off(ring: Ring, here: int, there: int) -> float:
    """How far the points from ``here`` to ``there`` are from the line between the two, at most."""
    points = ring[np.arange(here, there + 1) % len(ring)] - ring[here]
    along = points[-1]
    across = np.abs(points[:, 0] * along[1] - points[:, 1] * along[0])
    length = math.hypot(*along)
    return float(across.max() / length if length else np.hypot(*points.T).max())
