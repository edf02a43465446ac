"""Paths as anchors: made and taken apart without a difference, divided exactly, mended where anchors go."""

from __future__ import annotations

import math

import pytest

from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.node_edits import (
    closed,
    cut,
    joined,
    simplified,
    smoothed,
    with_handle,
    without,
)
from vlm_studio.document.nodes import Line, Node, divided, lines_of, path_of, place_on
from vlm_studio.document.vectors import CurveTo, LineTo, Oval, Path, Rectangle, Subpath, oval_path

P = Point
HILL = Subpath(P(0, 0), (CurveTo(P(0, 60), P(100, 60), P(100, 0)), LineTo(P(150, 0))))
LOOP = Subpath(P(0, 0), (CurveTo(P(0, 60), P(100, 60), P(100, 0)), LineTo(P(50, -50))), True)


def along(line: Line, steps: int = 20) -> list[Point]:
    return [place_on(a, b, t / steps) for _, a, b in line.stretches() for t in range(steps + 1)]


def apart(one: Line, other: Line) -> float:
    """How far a point of ``one`` is from ``other`` at most."""
    points = along(other, 200)
    return max(min(point.distance(each) for each in points) for point in along(one))


@pytest.mark.parametrize("subpath", [HILL, LOOP])
def test_a_path_is_the_same_after_it_was_taken_apart(subpath: Subpath) -> None:
    path = Path((subpath, HILL))
    assert path_of(lines_of(path)) == path


def test_a_closed_line_that_says_its_way_back_has_no_anchor_twice() -> None:
    square = Subpath(
        P(0, 0), (LineTo(P(9, 0)), LineTo(P(9, 9)), LineTo(P(0, 9)), LineTo(P(0, 0))), True
    )
    [line] = lines_of(Path((square,)))
    assert [node.point for node in line.nodes] == [P(0, 0), P(9, 0), P(9, 9), P(0, 9)]


def test_an_oval_has_four_smooth_anchors_and_a_rectangle_four_corners() -> None:
    [oval] = lines_of(Oval(10, 20, 80, 40))
    assert len(oval.nodes) == 4
    assert all(node.even for node in oval.nodes)
    path = path_of([oval])
    assert path is not None
    assert path.bounds() == oval_path(Box(10, 20, 80, 40)).bounds()
    [box] = lines_of(Rectangle(0, 0, 10, 10))
    assert [node.smooth for node in box.nodes] == [False] * 4
    [round] = lines_of(Rectangle(0, 0, 40, 10, 5))
    assert len(round.nodes) == 6


def test_a_divided_curve_looks_as_it_did() -> None:
    [line] = lines_of(Path((LOOP,)))
    for start in range(3):
        made = divided(line, start, 0.3)
        assert len(made.nodes) == 4
        assert apart(made, line) < 0.5
        assert apart(line, made) < 0.5
    curve = divided(line, 0, 0.3)
    assert curve.nodes[1].smooth
    assert place_on(line.nodes[0], line.nodes[1], 0.3) == curve.nodes[1].point


def test_an_anchor_that_was_put_in_and_taken_out_leaves_the_curve_as_it_was() -> None:
    [line] = lines_of(Path((HILL,)))
    again = without(divided(line, 0, 0.4), {1})
    assert again is not None
    assert len(again.nodes) == 3
    assert apart(line, again) < 0.5


def test_straight_lines_are_joined_straight_and_ends_just_go() -> None:
    [box] = lines_of(Rectangle(0, 0, 10, 10))
    assert without(box, {1}) == Line((Node(P(0, 0)), Node(P(10, 10)), Node(P(0, 10))), True)
    [hill] = lines_of(Path((HILL,)))
    assert without(hill, {0}) == Line((Node(P(100, 0)), Node(P(150, 0))))
    assert without(hill, {0, 1}) is None
    assert path_of([]) is None


def test_handles_of_a_smooth_anchor_stay_in_line_and_alt_breaks_them() -> None:
    even = Node(P(0, 0), P(-10, 0), P(10, 0))
    turned = with_handle(even, "after", P(0, 20), alone=False)
    assert turned == Node(P(0, 0), P(0, -20), P(0, 20))
    uneven = Node(P(0, 0), P(-5, 0), P(10, 0))
    assert with_handle(uneven, "after", P(0, 20), alone=False).before == P(0, -5)
    broken = with_handle(even, "before", P(3, 4), alone=True)
    assert broken == Node(P(0, 0), P(3, 4), P(10, 0))
    assert not broken.smooth
    assert with_handle(broken, "before", P(5, 5), alone=False).after == P(10, 0)


def test_a_corner_becomes_smooth_and_a_corner_again() -> None:
    [box] = lines_of(Rectangle(0, 0, 30, 30))
    node = smoothed(box, 0)
    assert node.even
    assert node.before is not None
    assert node.before.distance(node.point) == pytest.approx(10)
    assert node.corner() == Node(P(0, 0))
    [hill] = lines_of(Path((HILL,)))
    assert smoothed(hill, 0).before is None


def test_lines_are_cut_joined_and_closed() -> None:
    [box] = lines_of(Rectangle(0, 0, 10, 10))
    [opened] = cut(box, {2})
    assert not opened.closed
    assert [node.point for node in opened.nodes] == [P(10, 10), P(0, 10), P(0, 0), P(10, 0), P(10, 10)]  # fmt: skip
    assert closed(opened) == Line(box.nodes[2:] + box.nodes[:2], True)
    assert [len(part.nodes) for part in cut(box, {1, 3})] == [3, 3]
    assert [len(part.nodes) for part in cut(opened, {1, 3})] == [2, 3, 2]
    one, two = cut(opened, {2})
    assert joined(one, two) == opened
    assert cut(opened, {0}) == (opened,)
    apart = joined(one, Line((Node(P(50, 50)), Node(P(60, 50)))))
    assert [node.point for node in apart.nodes][2:] == [P(0, 0), P(50, 50), P(60, 50)]
    assert opened.reversed().reversed() == opened
    assert box.reversed().nodes[0] == box.nodes[0]
    assert apart.ends() == (0, 4)


def test_a_line_of_many_anchors_is_simplified_and_keeps_its_corners() -> None:
    points = [P(10 * i, 60 * math.sin(i / 6)) for i in range(60)]
    line = Line(tuple(Node(point) for point in points))
    line = Line(tuple(smoothed(line, i) for i in range(len(points))))
    few = simplified(line, 1.0)
    assert len(few.nodes) < len(points) / 3
    assert apart(line, few) < 3
    assert (few.nodes[0].point, few.nodes[-1].point) == (points[0], points[-1])
    [box] = lines_of(Rectangle(0, 0, 90, 90))
    for start in (3, 1):
        box = divided(box, start, 0.5)
    kept = {node.point for node in simplified(box, 1.0).nodes}
    assert kept == {P(0, 0), P(90, 0), P(90, 90), P(0, 90)}
    [oval] = lines_of(Oval(0, 0, 100, 100))
    dense = oval
    for start in (3, 2, 1, 0):
        dense = divided(dense, start, 0.5)
    assert len(simplified(dense, 0.5).nodes) <= 4
