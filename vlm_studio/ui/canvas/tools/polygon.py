"""Click the corners of an outline and name it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from vlm_studio.document.geometry import Point, Polygon
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.handles import REACH, draw_knob
from vlm_studio.ui.canvas.tools.points import PointsTool
from vlm_studio.ui.canvas.tools.shape import ShapeTool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.style import DARK, soft_pen
from vlm_studio.words import text


class PolygonTool(PointsTool, ShapeTool):
    """Every click is a corner; the first one again, a double-click or Enter closes the outline."""

    name = "polygon"
    gestures = (
        Gesture(text("Add a corner"), text("Click")),
        Gesture(text("Close the outline"), text("Double-click, or the first corner")),
        Gesture(text("Take one corner back"), text("Right-click")),
        Gesture(text("Straight lines"), text("Shift and click")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._points: list[Point] = []
        self._mouse: Pointer | None = None

    @property
    def begun(self) -> bool:
        return bool(self._points)

    @property
    def drafting(self) -> bool:
        return self.begun or super().drafting

    @property
    def points(self) -> tuple[Point, ...]:
        """The corners so far, in document pixels."""
        return tuple(self._points)

    def press(self, pointer: Pointer) -> None:
        if pointer.right:
            self.take_back()
            return
        self.withdraw()
        if self._closes(pointer):
            self.finish()
        else:
            place = self._placed(pointer)
            if not self._points or place.distance(self._points[-1]) > self.stage.reach(1):
                self._points.append(place)
        self.stage.refresh()

    def move(self, pointer: Pointer) -> None:
        self._mouse = pointer
        if self._points:
            self.stage.refresh()

    def double_click(self, pointer: Pointer) -> None:
        if not pointer.right and not self.finish():
            self.press(pointer)

    def finish(self) -> bool:
        """Close the outline, if it has three corners that are not all on one line."""
        shape = Polygon(tuple(self._points))
        if len(self._points) < 3 or round(shape.area, 6) == 0:
            return False
        self._points = []
        self.propose(shape)
        return True

    def cancel(self) -> bool:
        had, self._points = bool(self._points), []
        self.stage.refresh()
        return super().cancel() or had

    def take_back(self) -> None:
        if self._points:
            self._points.pop()
            self.stage.refresh()

    def _closes(self, pointer: Pointer) -> bool:
        near = self.stage.reach(REACH)
        return len(self._points) >= 3 and pointer.point.distance(self._points[0]) <= near

    def _placed(self, pointer: Pointer) -> Point:
        """Where a corner goes: inside the document, with Shift in steps of 45 degrees from the last one."""
        place = self.stage.clamped(pointer.point)
        if not (pointer.shift and self._points):
            return place
        last = self._points[-1]
        dx, dy = place.x - last.x, place.y - last.y
        if abs(dx) > 2.4 * abs(dy):
            dy = 0.0
        elif abs(dy) > 2.4 * abs(dx):
            dx = 0.0
        else:
            side = min(abs(dx), abs(dy))
            dx, dy = (side if dx > 0 else -side), (side if dy > 0 else -side)
        return self.stage.clamped(last.moved(dx, dy))

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if not self._points:
            return
        stage, view = self.stage, self.stage.camera.viewport
        places = [view.to_view(point) for point in self._points]
        closing = self._mouse is not None and self._closes(self._mouse)
        if self._mouse is not None:
            end = places[0] if closing else view.to_view(self._placed(self._mouse))
        else:
            end = places[-1]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._paint_lines(painter, QPolygonF([*places, end]))
        for place in places[1:]:
            draw_knob(painter, place, stage.colors)
        draw_knob(painter, places[0], stage.colors, hot=closing)

    def _paint_lines(self, painter: QPainter, line: QPolygonF) -> None:
        accent = self.stage.colors.accent
        fill = QColor(accent)
        fill.setAlphaF(0.12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(soft_pen(DARK, 4))
        painter.drawPolyline(line)
        painter.setPen(soft_pen(accent, 2))
        painter.drawPolyline(line)
