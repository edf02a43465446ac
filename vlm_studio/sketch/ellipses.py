"""SVG's arcs, which are given by their end and two flags, as arcs of circles or Bézier curves."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vlm_studio.sketch.shapes import Arc, Cubic, Line, Point, Segment

_ROUND = 1e-3
"""Relative difference of two radii below which an ellipse counts as a circle."""


def arc_segments(start: Point, numbers: Sequence[float], end: Point) -> tuple[Segment, ...]:
    """The arc from ``start`` to ``end``; ``numbers`` are radius x, radius y, rotation (degrees), large, sweep.

    As SVG says: no way at all is drawn as nothing, without a radius as a line, with too small a one as half a turn.
    """
    rx, ry = abs(numbers[0]), abs(numbers[1])
    if start == end:
        return ()
    if not (rx and ry):
        return (Line(end),)
    turn = math.radians(numbers[2])
    # In a frame where the ellipse is a circle of radius 1.
    one, two = _to_unit(start, rx, ry, turn), _to_unit(end, rx, ry, turn)
    sweep = _sweep(math.dist(one, two), bool(numbers[3]), bool(numbers[4]))
    if abs(rx - ry) <= _ROUND * max(rx, ry):
        return (Arc(end, math.degrees(sweep)),)
    return _curves(one, two, sweep, (rx, ry, turn), end)


def _sweep(chord: float, large: bool, clockwise: bool) -> float:
    """Radians that an arc of radius 1 turns between two points so far apart."""
    small = 2 * math.asin(min(1.0, chord / 2))
    size = math.tau - small if large else small
    return size if clockwise else -size


def _curves(
    one: Point, two: Point, sweep: float, ellipse: tuple[float, float, float], end: Point
) -> tuple[Segment, ...]:
    rx, ry, turn = ellipse
    slope = 2 * math.tan(sweep / 2)
    cx = (one[0] + two[0]) / 2 - (two[1] - one[1]) / slope
    cy = (one[1] + two[1]) / 2 + (two[0] - one[0]) / slope
    # Too small an ellipse is made as large as it must be.
    size = math.dist(one, (cx, cy))
    begin = math.atan2(one[1] - cy, one[0] - cx)
    count = max(1, math.ceil(abs(sweep) / (math.pi / 2) - 1e-9))
    step = sweep / count
    pull = 4 / 3 * math.tan(step / 4)
    found: list[Segment] = []
    for i in range(count):
        a, b = begin + i * step, begin + (i + 1) * step
        unit = (
            (math.cos(a) - pull * math.sin(a), math.sin(a) + pull * math.cos(a)),
            (math.cos(b) + pull * math.sin(b), math.sin(b) - pull * math.cos(b)),
            (math.cos(b), math.sin(b)),
        )
        first, second, last = (
            _from_unit((cx + size * x, cy + size * y), rx, ry, turn) for x, y in unit
        )
        found.append(Cubic(first, second, end if i == count - 1 else last))
    return tuple(found)


def _to_unit(point: Point, rx: float, ry: float, turn: float) -> Point:
    cos, sin = math.cos(turn), math.sin(turn)
    return (point[0] * cos + point[1] * sin) / rx, (point[1] * cos - point[0] * sin) / ry


def _from_unit(point: Point, rx: float, ry: float, turn: float) -> Point:
    x, y = point[0] * rx, point[1] * ry
    cos, sin = math.cos(turn), math.sin(turn)
    return x * cos - y * sin, x * sin + y * cos
