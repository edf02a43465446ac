"""Shapes as chains of short straight pieces."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

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

_TURN = 10.0
"""Degrees of a circle that one straight piece stands for."""
_PIECES = 8
"""Straight pieces of one Bézier curve."""


def flatten(shape: Shape) -> list[Point]:
    """The corners of a polyline along ``shape``; a closed shape ends where it begins."""
    if isinstance(shape, Circle):
        return _oval(shape.centre, shape.radius, shape.radius)
    if isinstance(shape, Ellipse):
        return _oval(shape.centre, shape.radius_x, shape.radius_y)
    if isinstance(shape, Rect):
        shape = rect_path(shape)
    points = [shape.start]
    for segment in shape.segments:
        points.extend(_pieces(points[-1], segment))
    if shape.closed and points[-1] != shape.start:
        points.append(shape.start)
    return points


def rect_path(rect: Rect) -> Path:
    """``rect`` as the closed path around it, clockwise from the upper left."""
    (x, y), w, h = rect.corner, rect.width, rect.height
    r = max(0.0, min(rect.radius, w / 2, h / 2))
    corners = (
        ((x + w - r, y), (x + w, y + r)),
        ((x + w, y + h - r), (x + w - r, y + h)),
        ((x + r, y + h), (x, y + h - r)),
        ((x, y + r), (x + r, y)),
    )
    segments: list[Segment] = []
    for before, after in corners:
        segments.append(Line(before))
        if r:
            segments.append(Arc(after, 90.0))
    return Path((x + r, y), tuple(segments), closed=True)


def _pieces(start: Point, segment: Segment) -> Iterator[Point]:
    if isinstance(segment, Arc) and start != segment.end:
        yield from _arc(start, segment)
    elif isinstance(segment, Cubic):
        yield from (cubic_at(start, segment, i / _PIECES) for i in range(1, _PIECES))
    yield segment.end


def _arc(start: Point, arc: Arc) -> Iterator[Point]:
    """The points between the ends."""
    cx, cy = arc_centre(start, arc)
    dx, dy = start[0] - cx, start[1] - cy
    pieces = max(1, math.ceil(abs(arc.sweep) / _TURN))
    for i in range(1, pieces):
        angle = math.radians(arc.sweep) * i / pieces
        cos, sin = math.cos(angle), math.sin(angle)
        yield cx + dx * cos - dy * sin, cy + dx * sin + dy * cos


def cubic_at(start: Point, cubic: Cubic, t: float) -> Point:
    """The point of the curve at ``t`` of 0..1."""
    s = 1 - t
    weights = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    points = (start, cubic.first, cubic.second, cubic.end)
    x = sum(weight * point[0] for weight, point in zip(weights, points))
    y = sum(weight * point[1] for weight, point in zip(weights, points))
    return x, y


def _oval(centre: Point, rx: float, ry: float) -> list[Point]:
    (cx, cy), count = centre, round(360 / _TURN)
    angles = (math.tau * (i % count) / count for i in range(count + 1))
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


def bounds(shapes: Sequence[Shape]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all ``shapes`` without the pen's width."""
    points = [point for shape in shapes for point in flatten(shape)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
