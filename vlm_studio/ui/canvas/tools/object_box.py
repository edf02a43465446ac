"""The box around objects with its handles: what is under the pointer, and what a drag of it does."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from vlm_studio.document import affine
from vlm_studio.document.affine import IDENTITY, Affine
from vlm_studio.document.geometry import Box, Point
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.drags import resized
from vlm_studio.ui.canvas.tools.handles import (
    CURSORS,
    REACH,
    Spot,
    box_spots,
    draw_handle,
    draw_knob,
)
from vlm_studio.ui.paint.style import DARK, line_pen
from vlm_studio.ui.paint.viewport import Viewport

Turn = Literal["turn"]
Follow = Callable[[Pointer], Affine]
"""What happens to all objects when the pointer is there."""
_OUT = 24.0
"""So far above the box, in pixels of the view, the handle that turns it is."""
_STEP = 15.0
"""With Shift it is turned by so many degrees at a time."""
_LEAST = 1e-3
"""Nothing is stretched to nothing: it could not be stretched back."""
_SMALL = 20.0


def turn_knob(box: Box, by: Affine, view: Viewport) -> tuple[QPointF, QPointF]:
    """The ends of the line above ``box`` after ``by``: at its upper side, and where it is taken hold of."""
    top = view.to_view(affine.apply(by, Point(box.centre.x, box.y)))
    middle = view.to_view(affine.apply(by, box.centre))
    way = top - middle
    length = math.hypot(way.x(), way.y())
    if length < 1e-6:
        _, _, c, d, _, _ = by
        way, length = QPointF(-c, -d), math.hypot(c, d) or 1.0
    return top, top + way * (_OUT / length)


def spot_of(box: Box, by: Affine, view: Viewport, place: QPointF) -> Spot | Turn | None:
    """The handle under ``place`` of ``box`` after ``by``. Inside a small box there is none, so that it can still be moved."""
    if _off(turn_knob(box, by, view)[1], place) <= REACH:
        return "turn"
    small = min(box.width, box.height) * affine.size(by) * view.scale < _SMALL
    if small and inside(box, by, view.to_document(place)):
        return None
    spots = spots_of(box, by, view)
    return next((spot for spot, at in spots.items() if _off(at, place) <= REACH), None)


def cursor_of(spot: Spot | Turn) -> Qt.CursorShape:
    """The cursor over a handle."""
    return Qt.CursorShape.PointingHandCursor if spot == "turn" else CURSORS[spot]


def spots_of(box: Box, by: Affine, view: Viewport) -> dict[Spot, QPointF]:
    """Where the handles of ``box`` after ``by`` are in the view."""
    if by == IDENTITY:
        return box_spots(box, view)
    places = {}
    for spot in box_spots(box, view):
        corner = Point(box.x + spot[0] * box.width, box.y + spot[1] * box.height)
        places[spot] = view.to_view(affine.apply(by, corner))
    return places


def inside(box: Box, by: Affine, point: Point) -> bool:
    """Whether ``point`` lies in ``box`` after ``by``."""
    back = affine.inverse(by)
    return back is not None and box.contains(affine.apply(back, point))


def stretching(box: Box, spot: Spot, by: Affine = IDENTITY) -> Follow:
    """One handle of ``box`` follows the mouse: Shift keeps its proportions, Alt its centre; then comes ``by``."""
    back = affine.inverse(by)

    def follow(pointer: Pointer) -> Affine:
        place = affine.apply(back, pointer.point) if back is not None else pointer.point
        now = resized(box, spot, place, keep_ratio=pointer.shift, from_centre=pointer.alt)
        across = max(now.width, _LEAST) / box.width if box.width else 1.0
        down = max(now.height, _LEAST) / box.height if box.height else 1.0
        stretch = (across, 0.0, 0.0, down, now.x - across * box.x, now.y - down * box.y)
        return affine.after(by, stretch)

    return follow


def turning(box: Box, start: Pointer, by: Affine = IDENTITY) -> Follow:
    """The box is turned around its middle with the mouse, in steps with Shift; before that comes ``by``."""
    centre = affine.apply(by, box.centre)
    first = _angle(centre, start.point)

    def follow(pointer: Pointer) -> Affine:
        degrees = _angle(centre, pointer.point) - first
        if pointer.shift:
            now = tilt(by)
            degrees = round((now + degrees) / _STEP) * _STEP - now
        return affine.after(affine.about(centre, affine.turn(degrees)), by)

    return follow


def moving(start: Pointer, by: Affine = IDENTITY) -> Follow:
    """With the mouse after ``by``; along one axis with Shift."""

    def follow(pointer: Pointer) -> Affine:
        dx, dy = pointer.point.x - start.point.x, pointer.point.y - start.point.y
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        return affine.after(affine.move(dx, dy), by)

    return follow


def tilt(by: Affine) -> float:
    """How far ``by`` turns what is level, in degrees, clockwise."""
    return math.degrees(math.atan2(by[1], by[0]))


def draw_box(painter: QPainter, box: Box, by: Affine, stage: Stage) -> None:
    """``box`` after ``by`` with all its handles."""
    view, colors = stage.camera.viewport, stage.colors
    corners = QPolygonF([view.to_view(affine.apply(by, corner)) for corner in box.corners])
    foot, knob = turn_knob(box, by, view)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for pen in (line_pen(DARK, 3), line_pen(colors.accent, 1)):
        painter.setPen(pen)
        painter.drawLine(foot, knob)
        if by != IDENTITY:
            painter.drawPolygon(corners)
    draw_knob(painter, knob, colors)
    for place in spots_of(box, by, view).values():
        draw_handle(painter, place, colors)


def _angle(centre: Point, point: Point) -> float:
    return math.degrees(math.atan2(point.y - centre.y, point.x - centre.x))


def _off(one: QPointF, other: QPointF) -> float:
    return max(abs(one.x() - other.x()), abs(one.y() - other.y()))
