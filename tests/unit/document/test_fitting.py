"""Curves through what a hand drew."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from vlm_studio.document.fitting import fitted
from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import CurveTo, Subpath

coordinates = st.integers(0, 500).map(float)
strokes = st.lists(st.builds(Point, coordinates, coordinates), min_size=1, max_size=60)


def along(line: Subpath, pieces: int = 40) -> list[Point]:
    found, at = [line.start], line.start
    for curve in line.segments:
        assert isinstance(curve, CurveTo)
        for i in range(1, pieces + 1):
            t, s = i / pieces, 1 - i / pieces
            weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            points = (at, curve.first, curve.second, curve.end)
            x = sum(w * p.x for w, p in zip(weights, points, strict=True))
            y = sum(w * p.y for w, p in zip(weights, points, strict=True))
            found.append(Point(x, y))
        at = curve.end
    return found


def test_a_steady_arc_becomes_a_few_curves_that_lie_on_it() -> None:
    turns = [math.pi * i / 60 for i in range(61)]
    line = fitted([Point(100 * math.cos(t), 100 * math.sin(t)) for t in turns], 0.5)
    assert len(line.segments) <= 4
    assert all(abs(math.hypot(p.x, p.y) - 100) < 0.8 for p in along(line))


def test_a_straight_stroke_stays_straight() -> None:
    line = fitted([Point(float(x), 2.0 * x) for x in range(50)], 1.0)
    assert len(line.segments) == 1
    assert all(abs(p.y - 2 * p.x) < 1e-6 for p in along(line))


def test_a_tremble_is_not_drawn() -> None:
    shaky = [Point(4.0 * i, 50.0 + (0.8 if i % 2 else -0.8)) for i in range(60)]
    line = fitted(shaky, 1.5)
    assert len(line.segments) <= 3
    assert all(48.5 < p.y < 51.5 for p in along(line))


def test_a_touch_is_a_dot() -> None:
    line = fitted([Point(5, 6), Point(5, 6)], 1.0)
    assert line.start == Point(5, 6)
    assert line.segments[0].end.distance(Point(5, 6)) < 0.1


@given(strokes)
def test_every_stroke_begins_and_ends_where_the_hand_did(points: list[Point]) -> None:
    line = fitted(points, 1.5)
    assert line.start == points[0]
    assert line.segments[-1].end.distance(points[-1]) < 0.1
    assert all(math.isfinite(p.x) and math.isfinite(p.y) for p in line.points())
