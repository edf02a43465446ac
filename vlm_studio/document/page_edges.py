"""What is drawn up to the edges of a page."""

from __future__ import annotations

import msgspec

from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.vectors import CurveTo, LineTo, Path, Segment


def snapped(path: Path, page: Box, reach: float) -> Path:
    """``path`` with what is at most ``reach`` from an edge of ``page`` right on it."""

    def near(place: float, sides: tuple[float, float]) -> float:
        return next((side for side in sides if abs(side - place) <= reach), place)

    def put(point: Point) -> Point:
        return Point(near(point.x, (page.x, page.right)), near(point.y, (page.y, page.bottom)))

    def along(segment: Segment) -> Segment:
        if isinstance(segment, LineTo):
            return LineTo(put(segment.end))
        return CurveTo(put(segment.first), put(segment.second), put(segment.end))

    return Path(
        tuple(
            msgspec.structs.replace(
                line, start=put(line.start), segments=tuple(map(along, line.segments))
            )
            for line in path.subpaths
        )
    )
