"""Outlines of letters and of strokes as paths of our own."""

from __future__ import annotations

from PySide6.QtGui import QPainterPath, QPainterPathStroker, QTransform

from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import CurveTo, LineTo, Path, Segment, Subpath, VectorObject
from vlm_studio.ui.paint.vector_paths import object_path
from vlm_studio.ui.paint.vectors import dashed_pen

_SCALE = 16.0
"""Strokes are outlined so many times larger: Qt cuts its curves into lines by pixels."""


def outline(each: VectorObject) -> Path | None:
    """The outline of an object as a path; ``None`` where there is none, as of spaces."""
    return _path(object_path(each))


def stroke_outline(each: VectorObject) -> Path | None:
    """What the stroke of an object covers, to be filled; ``None`` without one."""
    if each.stroke is None or not each.width:
        return None
    grown = QTransform.fromScale(_SCALE, _SCALE)
    pen = dashed_pen(each)
    pen.setWidthF(each.width * _SCALE)
    stroker = QPainterPathStroker(pen)
    stroked = stroker.createStroke(grown.map(object_path(each))).simplified()
    return _path(QTransform.fromScale(1 / _SCALE, 1 / _SCALE).map(stroked))


def _path(path: QPainterPath) -> Path | None:
    subpaths: list[Subpath] = []
    elements = (path.elementAt(at) for at in range(path.elementCount()))
    for element in elements:
        place = _point(element)
        if element.isMoveTo():
            subpaths.append(Subpath(place, ()))
            continue
        segment: Segment = LineTo(place)
        if element.isCurveTo():  # its other points are the next two elements
            segment = CurveTo(place, _point(next(elements)), _point(next(elements)))
        last = subpaths[-1]
        closed = segment.end == last.start
        subpaths[-1] = Subpath(last.start, (*last.segments, segment), closed)
    whole = tuple(subpath for subpath in subpaths if subpath.segments)
    return Path(whole) if whole else None


def _point(element: QPainterPath.Element) -> Point:
    return Point(float(element.x), float(element.y))
