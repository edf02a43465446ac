"""Between the strokes of line sketches and the shapes of vector objects."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import (
    CurveTo,
    LineTo,
    Oval,
    Path,
    Rectangle,
    Segment,
    Subpath,
    VectorObject,
    VectorShape,
)
from vlm_studio.sketch import shapes

_ROUND = 1e-3
"""How much the sides of a circle's box may differ, beside one of them."""
_DOT = 0.01
"""Length of a line that round ends make a dot; one of no length is not drawn everywhere."""


def vector_shape(shape: shapes.Shape) -> VectorShape:
    """``shape`` in the same coordinates."""
    if isinstance(shape, shapes.Path):
        return Path((subpath(shape),))
    if isinstance(shape, shapes.Rect):
        return Rectangle(*shape.corner, shape.width, shape.height, shape.radius)
    if isinstance(shape, shapes.Ellipse):
        return _oval(shape.centre, shape.radius_x, shape.radius_y)
    return _oval(shape.centre, shape.radius, shape.radius)


def _oval(centre: shapes.Point, rx: float, ry: float) -> VectorShape:
    x, y = centre
    if not (rx or ry):
        return Path((Subpath(Point(x, y), (LineTo(Point(x + _DOT, y)),)),))
    return Oval(x - rx, y - ry, 2 * rx, 2 * ry)


def subpath(path: shapes.Path) -> Subpath:
    """A stroke of a sketch as a line of a path; arcs become curves."""
    segments: list[Segment] = []
    at = path.start
    for segment in path.segments:
        segments.extend(_segments(at, segment))
        at = segment.end
    return Subpath(Point(*path.start), tuple(segments), path.closed)


def _segments(at: shapes.Point, segment: shapes.Segment) -> Iterator[Segment]:
    if isinstance(segment, shapes.Line):
        yield LineTo(Point(*segment.end))
    elif isinstance(segment, shapes.Cubic):
        yield CurveTo(Point(*segment.first), Point(*segment.second), Point(*segment.end))
    else:
        yield from _arc(at, segment)


def _arc(at: shapes.Point, arc: shapes.Arc) -> Iterator[Segment]:
    """An arc of a circle as curves of at most a quarter turn each."""
    cx, cy = shapes.arc_centre(at, arc)
    count = max(1, math.ceil(abs(arc.sweep) / 90 - 1e-9))
    step = math.radians(arc.sweep) / count
    pull = 4 / 3 * math.tan(step / 4)
    x, y = at[0] - cx, at[1] - cy
    for index in range(count):
        first = Point(cx + x - pull * y, cy + y + pull * x)
        x, y = x * math.cos(step) - y * math.sin(step), x * math.sin(step) + y * math.cos(step)
        second = Point(cx + x + pull * y, cy + y - pull * x)
        end = Point(*arc.end) if index == count - 1 else Point(cx + x, cy + y)
        yield CurveTo(first, second, end)


def stroke(line: Subpath) -> shapes.Path:
    """A line of a path as a stroke of a sketch."""
    segments = tuple(
        shapes.Cubic(_pair(each.first), _pair(each.second), _pair(each.end))
        if isinstance(each, CurveTo)
        else shapes.Line(_pair(each.end))
        for each in line.segments
    )
    return shapes.Path(_pair(line.start), segments, line.closed)


def _pair(point: Point) -> shapes.Point:
    return point.x, point.y


def sketch_shapes(objects: Iterable[VectorObject]) -> list[shapes.Shape]:
    """The shapes of ``objects`` as those of a sketch, in the same coordinates; words have none."""
    return [shape for each in objects for shape in _sketch_shapes(each.shape)]


def _sketch_shapes(shape: VectorShape) -> Iterator[shapes.Shape]:
    if isinstance(shape, Path):
        yield from map(stroke, shape.subpaths)
    elif isinstance(shape, Rectangle):
        yield shapes.Rect((shape.x, shape.y), shape.width, shape.height, shape.radius)
    elif isinstance(shape, Oval):
        rx, ry = shape.width / 2, shape.height / 2
        centre = shape.x + rx, shape.y + ry
        round = abs(rx - ry) <= _ROUND * rx
        yield shapes.Circle(centre, rx) if round else shapes.Ellipse(centre, rx, ry)
