"""What can be done with the anchors of a line: taken away, smoothed, cut, joined, fewer of them."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Literal

from vlm_studio.document.fitting import one_curve
from vlm_studio.document.geometry import Point
from vlm_studio.document.nodes import (
    SAME,
    STRAIGHT,
    Line,
    Lines,
    Node,
    angle,
    direction,
    place_on,
    reached,
    segment,
    with_handles,
)
from vlm_studio.document.vectors import LineTo

Side = Literal["before", "after"]
_SAMPLES = 16
"""Points of each curve that one in place of several is fitted to."""


def without(line: Line, gone: Collection[int]) -> Line | None:
    """``line`` without these anchors, their neighbours joined as it went; ``None`` when it has no two left."""
    kept = [place for place in range(len(line.nodes)) if place not in gone]
    if len(kept) < 2:
        return None
    nodes = {place: line.nodes[place] for place in kept}
    if not line.closed:  # what hangs on no line needs no handle
        nodes[kept[0]] = with_handles(nodes[kept[0]], None, nodes[kept[0]].after)
        nodes[kept[-1]] = with_handles(nodes[kept[-1]], nodes[kept[-1]].before, None)
    pairs = list(pairwise(kept))
    if line.closed:
        pairs.append((kept[-1], kept[0]))
    for a, b in pairs:
        if (a + 1) % len(line.nodes) != b:
            after, before = _joined(line, a, b)
            nodes[a] = with_handles(nodes[a], nodes[a].before, after)
            nodes[b] = with_handles(nodes[b], before, nodes[b].after)
    return Line(tuple(nodes[place] for place in kept), line.closed)


def smoothed(line: Line, place: int) -> Node:
    """The anchor at ``place`` with handles of which each goes a third of the way to its neighbour."""
    node, count = line.nodes[place], len(line.nodes)
    before = line.nodes[place - 1] if place or line.closed else None
    after = line.nodes[(place + 1) % count] if place + 1 < count or line.closed else None
    ahead = direction((before or node).point, (after or node).point)
    if ahead is None or count < 2:
        return node
    back, on = (
        None
        if other is None
        else reached(node.point, ahead, way * node.point.distance(other.point) / 3)
        for other, way in ((before, -1), (after, 1))
    )
    return Node(node.point, back, on)


def cut(line: Line, places: Collection[int]) -> Lines:
    """``line`` cut through at these anchors: a closed one is open at the first of them, an open one falls apart."""
    inside = sorted(places)
    if line.closed and inside:
        first = inside[0]
        turned = line.nodes[first:] + line.nodes[:first]
        start, end = turned[0], turned[0]
        line = Line(
            (
                with_handles(start, None, start.after),
                *turned[1:],
                with_handles(end, end.before, None),
            )
        )
        inside = [place - first for place in inside]
    parts, rest = [], line.nodes
    for place in reversed([each for each in inside if 0 < each < len(line.nodes) - 1]):
        node = rest[place]
        parts.append(Line((with_handles(node, None, node.after), *rest[place + 1 :])))
        rest = (*rest[:place], with_handles(node, node.before, None))
    return (Line(rest, line.closed), *reversed(parts))


def joined(first: Line, second: Line) -> Line:
    """Two open lines as one: straight on from the last anchor of ``first`` to the first of ``second``.

    Where both are in the same place they become one anchor.
    """
    a, b = first.nodes[-1], second.nodes[0]
    if a.point.distance(b.point) <= SAME:
        return Line((*first.nodes[:-1], Node(a.point, a.before, b.after), *second.nodes[1:]))
    return Line(first.nodes + second.nodes)


def closed(line: Line) -> Line:
    """``line`` led back to where it began; its ends become one anchor where they are in the same place."""
    if line.closed or len(line.nodes) < 2:
        return line
    first, last = line.nodes[0], line.nodes[-1]
    if len(line.nodes) > 2 and first.point.distance(last.point) <= SAME:
        return Line((Node(first.point, last.before, first.after), *line.nodes[1:-1]), True)
    return Line(line.nodes, True)


def with_handle(node: Node, side: Side, place: Point, *, alone: bool) -> Node:
    """``node`` with its handle on ``side`` (``before`` or ``after``) at ``place``.

    The other one stays in line with it where it was, and as long where both were as long, unless it is left ``alone``.
    """
    other = node.after if side == "before" else node.before
    if other is not None and not alone and node.smooth:
        ahead = direction(place, node.point)
        length = node.point.distance(place) if node.even else node.point.distance(other)
        other = reached(node.point, ahead, length) if ahead is not None else other
    return Node(node.point, place, other) if side == "before" else Node(node.point, other, place)


def simplified(line: Line, error: float) -> Line:
    """``line`` with fewer anchors, ``error`` pixels away from it at most, about; corners stay."""
    count = len(line.nodes)
    corners = [
        place
        for place, node in enumerate(line.nodes)
        if not _flows(line, place) or (not line.closed and place in (0, count - 1))
    ]
    if line.closed and not corners:
        corners = [0]
    kept = set(corners)
    runs = list(pairwise(corners))
    if line.closed:
        runs.append((corners[-1], corners[0] + count))
    for start, end in runs:
        kept |= {place % count for place in _needed(line, start, end, error)}
    if line.closed and len(kept) < 2:
        kept.add((corners[0] + count // 2) % count)
    return without(line, set(range(count)) - kept) or line


def _needed(line: Line, start: int, end: int, error: float) -> set[int]:
    """The anchors between two others that one curve between these cannot do without."""
    if end - start < 2:
        return set()
    count = len(line.nodes)
    if _error(line, start % count, end % count, end - start) <= error:
        return set()
    middle = (start + end) // 2
    return {middle} | _needed(line, start, middle, error) | _needed(line, middle, end, error)


def _error(line: Line, start: int, end: int, steps: int) -> float:
    """How far the line is from the one curve in its place."""
    count = len(line.nodes)
    points = _sampled(line, start, steps)
    after, before = _joined(line, start, end)
    a, b = Node(line.nodes[start].point, None, after), Node(line.nodes[end % count].point, before)
    curve = [place_on(a, b, t / (4 * _SAMPLES)) for t in range(4 * _SAMPLES + 1)]
    return max(min(point.distance(other) for other in curve) for point in points)


def _flows(line: Line, place: int) -> bool:
    """Whether the line goes through an anchor without a corner."""
    node, count = line.nodes[place], len(line.nodes)
    before, after = line.nodes[place - 1], line.nodes[(place + 1) % count]
    back = node.before or before.after or before.point
    ahead = node.after or after.before or after.point
    a, b = direction(back, node.point), direction(node.point, ahead)
    return a is not None and b is not None and abs(angle(a, b)) < 10 * STRAIGHT


def _joined(line: Line, a: int, b: int) -> tuple[Point | None, Point | None]:
    """The handles, after ``a`` and before ``b``, of the one stretch in place of all those between them."""
    count = len(line.nodes)
    steps = (b - a) % count or count
    if all(
        isinstance(segment(line.nodes[(a + i) % count], line.nodes[(a + i + 1) % count]), LineTo)
        for i in range(steps)
    ):
        return None, None
    points = _sampled(line, a, steps)
    after_a, before_b = line.nodes[(a + 1) % count], line.nodes[b - 1]
    start, end = line.nodes[a].point, line.nodes[b].point
    first = direction(start, line.nodes[a].after or after_a.before or after_a.point)
    last = direction(end, line.nodes[b].before or before_b.after or before_b.point)
    curve = one_curve(points, first or Point(1.0, 0.0), last or Point(-1.0, 0.0))
    return curve.first, curve.second


def _sampled(line: Line, start: int, steps: int) -> list[Point]:
    """Points along so many stretches from the anchor at ``start`` on."""
    count = len(line.nodes)
    points = [line.nodes[start].point]
    for i in range(steps):
        a, b = line.nodes[(start + i) % count], line.nodes[(start + i + 1) % count]
        points += (place_on(a, b, t / _SAMPLES) for t in range(1, _SAMPLES + 1))
    return points
