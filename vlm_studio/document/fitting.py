"""Curves through what a hand drew.

P. J. Schneider, "An Algorithm for Automatically Fitting Digitized Curves", Graphics Gems (1990), 612-626: one cubic
Bézier curve by least squares; where it is too far off its parameters are bettered by Newton's method, and where that
does not help the points are divided at the worst one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import CurveTo, LineTo, Segment, Subpath

_ROUNDS = 4
"""So often parameters are bettered."""
_HOPELESS = 16.0
"""Where a curve is off by more than so many times the error, they are not."""
_AHEAD = 3
"""The direction at an end is that to the point so many further: the next one trembles."""
_DOT = 0.01
"""Length of the line that stands for a single point; the round ends of its stroke make a dot of it."""


def fitted(points: Sequence[Point], error: float) -> Subpath:
    """The curves that pass all ``points`` (at least one) in their order, ``error`` pixels away at most, about."""
    apart = [each for i, each in enumerate(points) if i == 0 or each != points[i - 1]]
    if len(apart) == 1:
        return Subpath(apart[0], (LineTo(apart[0].moved(_DOT, 0)),))
    calm = _calmed(apart)
    ahead = min(_AHEAD, len(calm) - 1)
    first, last = _direction(calm[0], calm[ahead]), _direction(calm[-1], calm[-1 - ahead])
    made: list[Segment] = list(_curves(calm, first, last, error * error))
    return Subpath(calm[0], tuple(made))


def one_curve(points: Sequence[Point], first: Point, last: Point) -> CurveTo:
    """The one curve nearest to all ``points`` that leaves and arrives in the directions ``first`` and ``last``, inwards."""
    at = _chords(points)
    for _ in range(_ROUNDS):
        curve = _best(points, at, first, last)
        at = [_nearer(points[0], curve, point, t) for point, t in zip(points, at, strict=True)]
    return _best(points, at, first, last)


def _calmed(points: Sequence[Point]) -> list[Point]:
    """``points`` without the tremble of a hand; the ends stay."""
    middle = (
        Point((a.x + 2 * b.x + c.x) / 4, (a.y + 2 * b.y + c.y) / 4)
        for a, b, c in zip(points, points[1:], points[2:], strict=False)
    )
    return [points[0], *middle, points[-1]]


def _curves(points: list[Point], first: Point, last: Point, error: float) -> list[CurveTo]:
    """``first`` and ``last`` are the directions at the ends, inwards; ``error`` is squared."""
    if len(points) == 2:
        third = points[0].distance(points[1]) / 3
        return [CurveTo(_along(points[0], first, third), _along(points[1], last, third), points[1])]
    at = _chords(points)
    curve = _best(points, at, first, last)
    worst, split = _worst(points, curve, at)
    rounds = _ROUNDS if error <= worst < error * _HOPELESS else 0
    for _ in range(rounds):
        at = [_nearer(points[0], curve, point, t) for point, t in zip(points, at, strict=True)]
        curve = _best(points, at, first, last)
        worst, split = _worst(points, curve, at)
        if worst < error:
            break
    if worst < error:
        return [curve]
    across = _direction(points[split + 1], points[split - 1])
    back = Point(-across.x, -across.y)
    before = _curves(points[: split + 1], first, across, error)
    return before + _curves(points[split:], back, last, error)


def _chords(points: Sequence[Point]) -> list[float]:
    """For each point how far along the way it lies, 0..1."""
    way = [0.0]
    for before, point in pairwise(points):
        way.append(way[-1] + before.distance(point))
    whole = way[-1] or 1.0
    return [each / whole for each in way]


def _best(points: Sequence[Point], at: Sequence[float], first: Point, last: Point) -> CurveTo:
    """The curve with these directions that is nearest to all points by least squares."""
    start, end = points[0], points[-1]
    c00 = c01 = c11 = x0 = x1 = 0.0
    for point, t in zip(points, at, strict=True):
        s = 1 - t
        b1, b2 = 3 * s * s * t, 3 * s * t * t
        near, far = s * s * s + b1, b2 + t * t * t
        dx, dy = point.x - near * start.x - far * end.x, point.y - near * start.y - far * end.y
        ax, ay, bx, by = first.x * b1, first.y * b1, last.x * b2, last.y * b2
        c00 += ax * ax + ay * ay
        c01 += ax * bx + ay * by
        c11 += bx * bx + by * by
        x0 += ax * dx + ay * dy
        x1 += bx * dx + by * dy
    chord = start.distance(end)
    determinant = c00 * c11 - c01 * c01
    one = two = 0.0
    if abs(determinant) > 1e-12:
        one, two = (x0 * c11 - x1 * c01) / determinant, (c00 * x1 - c01 * x0) / determinant
    if min(one, two) < 1e-6 * chord or not determinant:
        one = two = chord / 3  # as Wu and Barsky do where there is no good solution
    return CurveTo(_along(start, first, one), _along(end, last, two), end)


def _worst(points: Sequence[Point], curve: CurveTo, at: Sequence[float]) -> tuple[float, int]:
    """The largest squared distance of a point from its place on ``curve``, and where among ``points`` that is."""
    worst, split = 0.0, len(points) // 2
    for index in range(1, len(points) - 1):
        place = _place(points[0], curve, at[index])
        off = (place.x - points[index].x) ** 2 + (place.y - points[index].y) ** 2
        if off >= worst:
            worst, split = off, index
    return worst, split


def _place(start: Point, curve: CurveTo, t: float) -> Point:
    s = 1 - t
    a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    one, two, end = curve.first, curve.second, curve.end
    return Point(
        a * start.x + b * one.x + c * two.x + d * end.x,
        a * start.y + b * one.y + c * two.y + d * end.y,
    )


def _nearer(start: Point, curve: CurveTo, point: Point, t: float) -> float:
    """A parameter whose place is nearer to ``point``: one step of Newton's method."""
    s, one, two, end = 1 - t, curve.first, curve.second, curve.end
    place = _place(start, curve, t)
    dx, dy = place.x - point.x, place.y - point.y
    vx, vy = (
        3 * (s * s * (b - a) + 2 * s * t * (c - b) + t * t * (d - c))
        for a, b, c, d in ((start.x, one.x, two.x, end.x), (start.y, one.y, two.y, end.y))
    )
    wx, wy = (
        6 * (s * (c - 2 * b + a) + t * (d - 2 * c + b))
        for a, b, c, d in ((start.x, one.x, two.x, end.x), (start.y, one.y, two.y, end.y))
    )
    slope = vx * vx + vy * vy + dx * wx + dy * wy
    return t if slope == 0 else min(1.0, max(0.0, t - (dx * vx + dy * vy) / slope))


def _direction(a: Point, b: Point) -> Point:
    """From ``a`` to ``b``, of length 1; some direction where they are one."""
    length = math.hypot(b.x - a.x, b.y - a.y)
    return Point((b.x - a.x) / length, (b.y - a.y) / length) if length else Point(1.0, 0.0)


def _along(point: Point, direction: Point, by: float) -> Point:
    return point.moved(direction.x * by, direction.y * by)
