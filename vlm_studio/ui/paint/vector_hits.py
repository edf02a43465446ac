"""Where vector objects are, and which one is painted at a place."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPathStroker

from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Lettering, VectorObject
from vlm_studio.ui.paint.vector_extents import within
from vlm_studio.ui.paint.vector_paths import object_path
from vlm_studio.ui.paint.vectors import stroke_pen

_HAIR = 0.1
"""Width of the line around something without a stroke, in document pixels."""


def box_of(each: VectorObject) -> Box:
    """The box around the outline of an object, without its stroke."""
    rect = object_path(each).boundingRect()
    return Box(rect.x(), rect.y(), rect.width(), rect.height())


def object_at(layer: VectorLayer, point: Point, reach: float) -> VectorObject | None:
    """The topmost object of ``layer`` that paints something at most ``reach`` document pixels from ``point``."""
    near = within(layer, Box(point.x, point.y, 0, 0).grown(reach))
    return next((each for each in reversed(near) if hit(each, point, reach)), None)


def hit(each: VectorObject, point: Point, reach: float) -> bool:
    """Whether ``each`` paints something at most ``reach`` document pixels from ``point``."""
    place, path = QPointF(point.x, point.y), object_path(each)
    if isinstance(each.shape, Lettering):
        # Between its letters it is hit as well.
        return path.boundingRect().adjusted(-reach, -reach, reach, reach).contains(place)
    if each.fill is not None and path.contains(place):
        return True
    stroker = QPainterPathStroker(stroke_pen(each))
    stroker.setWidth((each.width if each.stroke is not None else 0.0) + 2 * reach)
    around = QRectF(point.x - reach, point.y - reach, 2 * reach, 2 * reach)
    return path.controlPointRect().adjusted(
        -stroker.width(), -stroker.width(), stroker.width(), stroker.width()
    ).intersects(around) and stroker.createStroke(path).contains(place)


def crossed(each: VectorObject, band: Box) -> bool:
    """Whether ``band`` touches the outline of ``each``, or holds all of it; not where it lies inside."""
    rect, path = QRectF(band.x, band.y, band.width, band.height), object_path(each)
    around = path.boundingRect()
    if rect.contains(around) or isinstance(each.shape, Lettering):
        return rect.intersects(around) or rect.contains(around)
    stroker = QPainterPathStroker(stroke_pen(each))
    stroker.setWidth(max(each.width if each.stroke is not None else 0.0, _HAIR))
    return stroker.createStroke(path).intersects(rect)
