"""Paths as anchors with handles. Made of a path and made a path again, they look as it did."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.vectors import (
    CurveTo,
    LineTo,
    Oval,
    Path,
    Rectangle,
    Segment,
    Subpath,
    VectorShape,
    oval_path,
    rectangle_path,
)

NodeKey = tuple[int, int]
"""The line of a path and the anchor in it."""
SAME = 1e-6
_LOOKS = 24
"""Places of a stretch that are looked at before the nearest is looked for more closely."""
STRAIGHT = math.radians(1.0)
"""Handles that turn by less than this at their anchor make a smooth line."""


class Node(msgspec.Struct, frozen=True):
    """An anchor. ``before`` and ``after`` are the handles of the curves on either side; none where the line is straight."""

    point: Point
    before: Point | None = None
    after: Point | None = None

    @property
    def smooth(self) -> bool:
        """Whether the line goes on in the same direction, as far as its handles say."""
        if self.before is None or self.after is None:
            return False
        a, b = direction(self.before, self.point), direction(self.point, self.after)
        return a is not None and b is not None and abs(angle(a, b)) < STRAIGHT

    @property
    def even(self) -> bool:
        """Whether it is smooth with handles of the same length."""
        if not self.smooth or self.before is None or self.after is None:
            return False
        one, two = self.point.distance(self.before), self.point.distance(self.after)
        return abs(one - two) <= 0.01 * max(one, two)

    def moved(self, dx: float, dy: float) -> Node:
        return Node(
            self.point.moved(dx, dy), _moved(self.before, dx, dy), _moved(self.after, dx, dy)
        )

    def corner(self) -> Node:
        return Node(self.point)

    def turned(self) -> Node:
        """As it is when its line is followed the other way."""
        return Node(self.point, self.after, self.before)


class Line(msgspec.Struct, frozen=True):
    """One sub-path."""

    nodes: tuple[Node, ...]
    closed: bool = False

    def stretches(self) -> Iterator[tuple[int, Node, Node]]:
        """Each line or curve: the place of the anchor it starts at, that anchor, and the next one."""
        for at, node in enumerate(self.nodes[:-1]):
            yield at, node, self.nodes[at + 1]
        if self.closed and len(self.nodes) > 1:
            yield len(self.nodes) - 1, self.nodes[-1], self.nodes[0]

    def ends(self) -> tuple[int, ...]:
        """The places of the first and the last anchor of an open line."""
        return () if self.closed else tuple(dict.fromkeys((0, len(self.nodes) - 1)))

    def reversed(self) -> Line:
        """The same line in the other direction; a closed one still starts where it did."""
        turned = tuple(node.turned() for node in reversed(self.nodes))
        return Line(turned[-1:] + turned[:-1] if self.closed else turned, self.closed)


Lines = tuple[Line, ...]


def lines_of(shape: VectorShape) -> Lines:
    """The anchors of a path, or of the path that a rectangle or an oval would be; none of text."""
    match shape:
        case Path(subpaths=subpaths):
            return tuple(map(_line, subpaths))
        case Rectangle():
            path = rectangle_path(shape.bounds(), shape.radius, shape.radius)
        case Oval():
            path = oval_path(shape.bounds())
        case _:
            return ()
    return tuple(_without_dots(_line(subpath)) for subpath in path.subpaths)


def path_of(lines: Iterable[Line]) -> Path | None:
    """The path with these anchors; ``None`` when no line is left that has two."""
    subpaths = tuple(_subpath(line) for line in lines if len(line.nodes) > 1)
    return Path(subpaths) if subpaths else None


def segment(a: Node, b: Node) -> Segment:
    """What leads from ``a`` to ``b``."""
    if a.after is None and b.before is None:
        return LineTo(b.point)
    return CurveTo(a.after or a.point, b.before or b.point, b.point)


def at(lines: Lines, key: NodeKey) -> Node | None:
    """The anchor that ``key`` names, if it is there."""
    line, place = key
    there = 0 <= line < len(lines) and 0 <= place < len(lines[line].nodes)
    return lines[line].nodes[place] if there else None


def with_nodes(lines: Lines, values: Mapping[NodeKey, Node]) -> Lines:
    """``lines`` with ``values`` in the places of the anchors with their keys."""
    return tuple(
        Line(
            tuple(values.get((number, place), node) for place, node in enumerate(line.nodes)),
            line.closed,
        )
        for number, line in enumerate(lines)
    )


def place_on(a: Node, b: Node, t: float) -> Point:
    """The point of the stretch from ``a`` to ``b`` at ``t`` 0..1."""
    return _divided(a, b, t)[1].point


def divided(line: Line, start: int, t: float) -> Line:
    """``line`` with another anchor at ``t`` (0..1) of the stretch that begins at ``start``; it looks the same."""
    end = (start + 1) % len(line.nodes)
    first, middle, last = _divided(line.nodes[start], line.nodes[end], t)
    nodes = list(line.nodes)
    nodes[start], nodes[end] = first, last
    nodes.insert(start + 1, middle)
    return Line(tuple(nodes), line.closed)


def _line(subpath: Subpath) -> Line:
    nodes = [Node(subpath.start)]
    for each in subpath.segments:
        if isinstance(each, CurveTo):
            last = nodes[-1]
            nodes[-1] = Node(last.point, last.before, _apart(each.first, last.point))
            nodes.append(Node(each.end, _apart(each.second, each.end)))
        else:
            nodes.append(Node(each.end))
    first, last = nodes[0], nodes[-1]
    if subpath.closed and len(nodes) > 2 and last.point.distance(first.point) <= SAME:
        nodes[0] = Node(first.point, last.before, first.after)
        del nodes[-1]
    return Line(tuple(nodes), subpath.closed)


def _subpath(line: Line) -> Subpath:
    segments: Sequence[Segment] = [segment(a, b) for _, a, b in line.stretches()]
    if line.closed and isinstance(segments[-1], LineTo):
        segments = segments[:-1]  # a closed one returns by itself
    return Subpath(line.nodes[0].point, tuple(segments), line.closed)


def _without_dots(line: Line) -> Line:
    """``line`` without straight stretches of no length, as rounded boxes have that are all round."""
    nodes: list[Node] = []
    for node in line.nodes:
        if nodes and nodes[-1].after is None and _meet(nodes[-1], node):
            nodes[-1] = Node(node.point, nodes[-1].before, node.after)
        else:
            nodes.append(node)
    if len(nodes) > 2 and nodes[-1].after is None and _meet(nodes[-1], nodes[0]):
        nodes[0] = Node(nodes[0].point, nodes[-1].before, nodes[0].after)
        del nodes[-1]
    return Line(tuple(nodes), line.closed)


def _meet(a: Node, b: Node) -> bool:
    return b.before is None and a.point.distance(b.point) <= SAME


def _divided(a: Node, b: Node, t: float) -> tuple[Node, Node, Node]:
    """P. de Casteljau's: the two ends and the anchor between them that leave the curve as it is."""
    if a.after is None and b.before is None:
        return a, Node(_between(a.point, b.point, t)), b
    one, two = a.after or a.point, b.before or b.point
    p, q, r = _between(a.point, one, t), _between(one, two, t), _between(two, b.point, t)
    s, u = _between(p, q, t), _between(q, r, t)
    middle = Node(_between(s, u, t), s, u)
    return with_handles(a, a.before, p), middle, with_handles(b, r, b.after)


def nearest_on(line: Line, point: Point, reach: float) -> tuple[int, float] | None:
    """The place on ``line`` nearest to ``point``, ``reach`` away at most: where its stretch begins, and 0..1 along it."""
    best: tuple[float, int, float] | None = None
    for start, a, b in line.stretches():
        corners = (a.point, a.after or a.point, b.before or b.point, b.point)
        if not Box.around(corners).grown(reach).contains(point):
            continue
        t = _nearest(a, b, point)
        off = place_on(a, b, t).distance(point)
        if off <= reach and (best is None or off < best[0]):
            best = off, start, t
    return None if best is None else best[1:]


def _nearest(a: Node, b: Node, point: Point) -> float:
    """Where on the stretch from ``a`` to ``b``, 0..1, it is nearest to ``point``."""
    t = min(range(_LOOKS + 1), key=lambda i: place_on(a, b, i / _LOOKS).distance(point)) / _LOOKS
    step = 0.5 / _LOOKS
    while step > 1e-5:
        near = (each for each in (t - step, t, t + step) if 0 <= each <= 1)
        t = min(near, key=lambda each: place_on(a, b, each).distance(point))
        step /= 2
    return t


def with_handles(node: Node, before: Point | None, after: Point | None) -> Node:
    """``node`` where it is, with these handles instead of its own; ``None`` for none."""
    return Node(node.point, before, after)


def _between(a: Point, b: Point, t: float) -> Point:
    return Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)


def _apart(handle: Point, point: Point) -> Point | None:
    """``handle``, if it is one."""
    return None if handle == point else handle


def _moved(point: Point | None, dx: float, dy: float) -> Point | None:
    return None if point is None else point.moved(dx, dy)


def direction(a: Point, b: Point) -> Point | None:
    """The direction from ``a`` to ``b``, of length 1; ``None`` where they are one."""
    length = a.distance(b)
    return Point((b.x - a.x) / length, (b.y - a.y) / length) if length > SAME else None


def angle(a: Point, b: Point) -> float:
    """The angle between two directions, in radians."""
    return math.atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y)


def reached(point: Point, direction: Point, by: float) -> Point:
    """Where one comes from ``point`` in ``direction`` (of length 1) after ``by`` document pixels."""
    return point.moved(direction.x * by, direction.y * by)
