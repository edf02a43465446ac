"""Paths between SVG's words and the document's values."""

from __future__ import annotations

import math
from collections.abc import Iterator

from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import MAX_SEGMENTS, CurveTo, LineTo, Path, Segment, Subpath
from vlm_studio.sketch import shapes, svgpath


def read_path(data: str) -> Path | None:
    """What the ``d`` of a path draws; ``None`` when that is nothing.

    Raises :class:`~vlm_studio.errors.StudioError`, ``ValueError`` or ``ArithmeticError`` when it cannot be read.
    """
    subpaths = tuple(_subpath(path) for path in svgpath.parse(data, MAX_SEGMENTS))
    return Path(subpaths) if subpaths else None


def _subpath(path: shapes.Path) -> Subpath:
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


def write_path(path: Path) -> str:
    """``path`` as the ``d`` of a path."""
    return "".join(svgpath.write(_sketched(subpath)) for subpath in path.subpaths)


def _sketched(subpath: Subpath) -> shapes.Path:
    segments = tuple(
        shapes.Cubic(_pair(each.first), _pair(each.second), _pair(each.end))
        if isinstance(each, CurveTo)
        else shapes.Line(_pair(each.end))
        for each in subpath.segments
    )
    return shapes.Path(_pair(subpath.start), segments, subpath.closed)


def _pair(point: Point) -> shapes.Point:
    return point.x, point.y
