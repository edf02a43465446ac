"""One order for the shapes of a sketch and one direction for its strokes, so that alike drawings are alike steps."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from vlm_studio.sketch.flatten import bounds, flatten
from vlm_studio.sketch.shapes import (
    Arc,
    Circle,
    Cubic,
    Ellipse,
    Line,
    Path,
    Point,
    Rect,
    Segment,
    Shape,
    arc_centre,
)


def ordered(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """The largest shape first; closed strokes clockwise from their uppermost corner, open ones from their upper end."""
    turned = [_turned(shape) for shape in shapes]
    return tuple(sorted(turned, key=_place))


def _place(shape: Shape) -> tuple[float, float, float]:
    left, top, right, bottom = bounds([shape])
    return -round((right - left + 4) * (bottom - top + 4)), round(top), round(left)


def _turned(shape: Shape) -> Shape:
    if not isinstance(shape, Path):
        return shape
    path = _halved(shape)
    if path.closed:
        return _from_top(path if _area(path) >= 0 else reverse(path))
    first, last = path.start, path.segments[-1].end
    return (
        path
        if (round(first[1]), round(first[0])) <= (round(last[1]), round(last[0]))
        else reverse(path)
    )


def reverse(path: Path) -> Path:
    """``path`` drawn from its end to its start."""
    points = [path.start, *(segment.end for segment in path.segments)]
    segments = [_back(s, end) for s, end in zip(path.segments, points)]
    return Path(points[-1], tuple(reversed(segments)), path.closed)


def _back(segment: Segment, end: Point) -> Segment:
    if isinstance(segment, Cubic):
        return Cubic(segment.second, segment.first, end)
    return Arc(end, -segment.sweep) if isinstance(segment, Arc) else Line(end)


def _halved(path: Path) -> Path:
    """Arcs of more than half a turn as two: their middle is where a rounded end cannot move it."""
    at = path.start
    segments: list[Segment] = []
    for segment in path.segments:
        if isinstance(segment, Arc) and abs(segment.sweep) > 180.5:
            segments += [
                Arc(_middle(at, segment), segment.sweep / 2),
                Arc(segment.end, segment.sweep / 2),
            ]
        else:
            segments.append(segment)
        at = segment.end
    return Path(path.start, tuple(segments), path.closed)


def _middle(start: Point, arc: Arc) -> Point:
    cx, cy = arc_centre(start, arc)
    angle = math.radians(arc.sweep) / 2
    dx, dy = start[0] - cx, start[1] - cy
    cos, sin = math.cos(angle), math.sin(angle)
    return cx + dx * cos - dy * sin, cy + dx * sin + dy * cos


def _area(path: Path) -> float:
    points = flatten(path)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(points))


def _from_top(path: Path) -> Path:
    segments = path.segments
    if math.dist(path.start, segments[-1].end) > 0.5:
        segments = (*segments, Line(path.start))
    starts = [segment.end for segment in segments]
    first = min(range(len(starts)), key=lambda i: (round(starts[i][1]), round(starts[i][0]), i))
    return Path(starts[first], (*segments[first + 1 :], *segments[: first + 1]), closed=True)


def scaled(
    shapes: Sequence[Shape], factor: float, dx: float, dy: float, mirror: bool = False
) -> tuple[Shape, ...]:
    """``shapes`` times ``factor``, then moved by ``dx``, ``dy``; mirrored left to right about x = 0 first."""
    flip = -1.0 if mirror else 1.0

    def at(point: Point) -> Point:
        return flip * point[0] * factor + dx, point[1] * factor + dy

    def segment(one: Segment) -> Segment:
        if isinstance(one, Cubic):
            return Cubic(at(one.first), at(one.second), at(one.end))
        return Arc(at(one.end), flip * one.sweep) if isinstance(one, Arc) else Line(at(one.end))

    def shape(one: Shape) -> Shape:
        if isinstance(one, Path):
            return Path(at(one.start), tuple(map(segment, one.segments)), one.closed)
        if isinstance(one, Circle):
            return Circle(at(one.centre), one.radius * factor)
        if isinstance(one, Ellipse):
            return Ellipse(at(one.centre), one.radius_x * factor, one.radius_y * factor)
        x, y = at((one.corner[0] + (one.width if mirror else 0), one.corner[1]))
        return Rect((x, y), one.width * factor, one.height * factor, one.radius * factor)

    return tuple(map(shape, shapes))
