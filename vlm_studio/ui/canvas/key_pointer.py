"""A crosshair in place of the mouse: arrow keys move it, Enter is its button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from vlm_studio.document.geometry import Point
from vlm_studio.ui.canvas.toolbox import Toolbox
from vlm_studio.ui.canvas.tools.base import Mods, Pointer, Tool, arrow_step, is_enter
from vlm_studio.ui.paint.style import DARK, WHITE, soft_pen

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.view import CanvasView

_INSIDE = 24.0
"""The crosshair is kept so far away from the edges of the view."""
_GAP, _ARM = 5.0, 16.0
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class KeyPointer:
    """Moves by one pixel of the document, with Shift by ten.

    Where points are set (polygon, click mask) Enter sets one, and once more at the same place finishes. Elsewhere
    Enter goes down and the next one up: what lies between is the drag.
    """

    def __init__(self, view: CanvasView, toolbox: Toolbox) -> None:
        self._view = view
        self._toolbox = toolbox
        self._place: Point | None = None
        self._down = False
        self._set: Point | None = None
        """Where the last point was set, until the crosshair moves."""

    @property
    def shown(self) -> bool:
        return self._place is not None

    @property
    def down(self) -> bool:
        """Whether Enter is down, so to say: the tool drags, and the mouse has to wait."""
        return self._down and self._tool.dragging

    @property
    def _tool(self) -> Tool:
        return self._toolbox.current

    def takes(self, event: QKeyEvent) -> bool:
        """Whether :meth:`key` would use a key."""
        if not self._tool.by_keys or event.modifiers() & ~(
            Mods.ShiftModifier | Mods.KeypadModifier
        ):
            return False
        return arrow_step(event) is not None or is_enter(event)

    def key(self, event: QKeyEvent, mouse: QPointF | None) -> bool:
        """Move the crosshair or press with it; it appears at ``mouse`` (in the view), or in the middle."""
        if not self.takes(event):
            return False
        step = arrow_step(event)
        if self._place is None and is_enter(event):
            # Before there is a crosshair, Enter belongs to what the mouse began.
            if self._tool.drafting:
                return self._tool.key(event)
            self._appear(mouse)
        elif step is not None:
            if self._place is None:
                self._appear(mouse)
            self._move(*step)
        elif not event.isAutoRepeat():
            self._press(event.modifiers() & Mods.ShiftModifier)
        return True

    def hide(self) -> None:
        """The mouse is used again, or another tool is taken up."""
        if self._place is not None:
            self._place = self._set = None
            self._down = False
            self._view.update()

    def _appear(self, mouse: QPointF | None) -> None:
        camera = self._view.camera
        place = camera.viewport.to_document(mouse if mouse is not None else camera.centre)
        self._place = Point(float(round(place.x)), float(round(place.y)))
        self._move(0, 0)

    def _move(self, dx: int, dy: int) -> None:
        stage = self._view.stage
        if stage is None or self._place is None:
            return
        place = stage.clamped(self._place.moved(dx, dy))
        if place != self._place:
            self._set = None
        self._place = place
        self._keep_in_sight(place)
        self._tool.move(self._pointer(_NONE))
        self._view.pointer_moved.emit(QPointF(place.x, place.y))
        self._view.update()

    def _keep_in_sight(self, place: Point) -> None:
        camera = self._view.camera
        view, at = camera.viewport, camera.viewport.to_view(place)
        dx = min(max(at.x(), _INSIDE), view.width - _INSIDE) - at.x()
        dy = min(max(at.y(), _INSIDE), view.height - _INSIDE) - at.y()
        if dx or dy:
            camera.pan(dx, dy)

    def _press(self, held: Mods) -> None:
        tool = self._tool
        if tool.by_keys == "points" and self._set == self._place and tool.drafting:
            tool.finish()
        elif self.down:
            self._down = False
            tool.release(self._pointer(_LEFT, held))
        else:
            tool.press(self._pointer(_LEFT, held))
            if tool.by_keys == "points":
                tool.release(self._pointer(_LEFT, held))
                self._set = self._place
            else:
                self._down = True

    def _pointer(self, button: Qt.MouseButton, held: Mods = Mods.NoModifier) -> Pointer:
        assert self._place is not None
        view = self._view.camera.viewport.to_view(self._place)
        return Pointer(view, self._place, button, held)

    def paint(self, painter: QPainter) -> None:
        """``painter`` is in view coordinates."""
        if self._place is None:
            return
        centre = self._view.camera.viewport.to_view(self._place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for pen in (soft_pen(DARK, 5), soft_pen(WHITE, 2)):
            painter.setPen(pen)
            for way in (QPointF(1, 0), QPointF(0, 1), QPointF(-1, 0), QPointF(0, -1)):
                painter.drawLine(centre + way * _GAP, centre + way * _ARM)
        if self.down and self._view.stage is not None:
            painter.setPen(soft_pen(DARK, 1))
            painter.setBrush(self._view.stage.colors.accent)
            painter.drawEllipse(centre, 3, 3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
