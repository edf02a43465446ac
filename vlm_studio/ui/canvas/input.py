"""What mouse, wheel and keys do on the canvas: move the camera, or go to the tool in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent

from vlm_studio.ui.canvas.key_pointer import KeyPointer
from vlm_studio.ui.canvas.motion import Motion
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.toolbox import Toolbox
from vlm_studio.ui.canvas.tools.badge import draw_sign
from vlm_studio.ui.canvas.tools.base import Mods, Pointer, Tool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.view import CanvasView

_MODIFIERS = {
    Qt.Key.Key_Shift: Mods.ShiftModifier,
    Qt.Key.Key_Alt: Mods.AltModifier,
    Qt.Key.Key_Control: Mods.ControlModifier,
}

GESTURES = (
    Gesture(text("Move the picture"), text("Space and drag, or the middle button")),
    Gesture(text("Zoom"), text("Mouse wheel, or Ctrl and wheel")),
    Gesture(text("Zoom into a box"), text("Ctrl, Space and drag")),
    Gesture(text("Draw without a mouse"), text("Arrows, Enter")),
    Gesture(text("Apply, finish"), text("Enter")),
    Gesture(text("Cancel, deselect, put the tool away"), text("Esc")),
)
"""What works with every tool."""


class Input:
    """The events of a view that shows a document."""

    def __init__(self, view: CanvasView, toolbox: Toolbox) -> None:
        self._view = view
        self._toolbox = toolbox
        self.motion = Motion(view.camera)
        self.crosshair = KeyPointer(view, toolbox)
        self._at: Pointer | None = None
        """Where the mouse is, with the modifiers of the moment."""
        self._space = False
        self._tapped = False
        """Whether Space is down and nothing was done with it yet."""
        self._borrowed: Tool | None = None
        """The zoom tool, while Space and Ctrl drag with it."""
        self._held: tuple[int, str] | None = None
        """The key that is down, and the tool in hand before it."""
        self._spring_back = False
        """Whether that tool is taken up again when the key is let go."""
        self._was_dragging = False

    @property
    def _tool(self) -> Tool:
        return self._borrowed or self._toolbox.current

    # The mouse ---------------------------------------------------------------------------------

    def press(self, event: QMouseEvent, stage: Stage) -> None:
        self._use_mouse(event)
        self._tapped = False
        if self._space and event.modifiers() & Mods.ControlModifier:
            self._borrowed = self._toolbox.tool("zoom")
        if self._borrowed is None and self._pans(event):
            self.motion.begin(event.position())
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            pointer = self._pointer(event)
            if stage.typing is not None:
                stage.typing.take()
                return
            self._tool.press(pointer)
            if pointer.right and self._toolbox.name in ("select", "nodes"):
                keys = stage.scene.hits(pointer.point, stage.reach(), frozenset())
                self._view.context_wanted.emit(event.position().toPoint(), keys)
        self.settle()

    def _use_mouse(self, event: QMouseEvent) -> None:
        if self.crosshair.down:
            self._toolbox.current.cancel()
        self.crosshair.hide()
        if self._held is not None and self._toolbox.current.spring:
            self._spring_back = True

    def _pans(self, event: QMouseEvent) -> bool:
        if event.button() == Qt.MouseButton.MiddleButton:
            return True
        hand = self._space or self._toolbox.name == "hand"
        return hand and event.button() == Qt.MouseButton.LeftButton

    def move(self, event: QMouseEvent) -> None:
        if self.crosshair.down:
            return
        pointer = self._pointer(event)
        if self._at is None or pointer.view != self._at.view:
            self.crosshair.hide()
        self._look(pointer)
        if self.motion.panning:
            self.motion.drag(event.position())
        else:
            self._tool.move(pointer)
        point = self._view.camera.viewport.to_document(event.position())
        self._view.pointer_moved.emit(QPointF(point.x, point.y))
        self.settle()

    def release(self, event: QMouseEvent) -> None:
        if self.motion.panning:
            self.motion.end()
        else:
            self._tool.release(self._pointer(event))
            self._borrowed = None
        self.settle()

    def double_click(self, event: QMouseEvent, stage: Stage) -> None:
        if self._space or self._pans(event):
            self.press(event, stage)
            return
        self._use_mouse(event)
        self._tool.double_click(self._pointer(event))
        self.settle()

    def wheel(self, event: QWheelEvent) -> None:
        if self.motion.wheel_zooms:
            notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
            if self._tool.wheel(notches, event.modifiers()):
                return
        self.motion.wheel(event)

    def away(self) -> None:
        """The mouse left the view."""
        self._look(None)
        self._toolbox.current.away()

    def _pointer(self, event: QMouseEvent) -> Pointer:
        place = event.position()
        point = self._view.camera.viewport.to_document(place)
        return Pointer(place, point, event.button(), event.modifiers())

    # Keys --------------------------------------------------------------------------------------

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the canvas now, although a shortcut may be bound to it."""
        if not event.isAutoRepeat() and event.key() not in _MODIFIERS:
            self._held, self._spring_back = (event.key(), self._toolbox.name), False
        if not event.modifiers() and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            return True
        return self._toolbox.current.wants(event) or self.crosshair.takes(event)

    def key_press(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.hold_space(True)
        elif event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self._view.escape())
        elif event.key() in _MODIFIERS:
            self._hold(event.modifiers() | _MODIFIERS[Qt.Key(event.key())])
        elif not self.crosshair.key(event, self._at.view if self._at else None):
            event.setAccepted(self._toolbox.current.key(event))
        self.settle()

    def key_release(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._let_space_go()
        elif event.key() in _MODIFIERS:
            self._hold(event.modifiers() & ~_MODIFIERS[Qt.Key(event.key())])
        elif self._held is not None and event.key() == self._held[0]:
            before, self._held = self._held[1], None
            if self._spring_back:
                self._view.set_tool(before)
        self.settle()

    def _hold(self, modifiers: Mods) -> None:
        if self._at is not None:
            self._look(Pointer(self._at.view, self._at.point, modifiers=modifiers))
        self._tool.modifiers_changed(modifiers)

    def hold_space(self, held: bool) -> None:
        """Space goes down or up: the hand is taken up for as long, unless the tool wants it."""
        taken = self._view.stage is not None and self._toolbox.current.hold_space(held)
        self._space = held and not taken
        self._tapped = self._space
        self.show_cursor()

    def _let_space_go(self) -> None:
        tapped = self._tapped
        self.hold_space(False)
        stage = self._view.stage
        if tapped and stage is not None and stage.options.space_finishes:
            self._toolbox.current.finish()

    # What follows ------------------------------------------------------------------------------

    def settle(self) -> None:
        """Tell whether a drag is under way, and show the cursor of the moment."""
        view = self._view
        dragging = view.stage is not None and self._toolbox.current.dragging
        if dragging != self._was_dragging:
            self._was_dragging = dragging
            (view.drag_began if dragging else view.drag_ended).emit()
        self.show_cursor()

    def show_cursor(self) -> None:
        if self.motion.panning:
            self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space and self._borrowed is None:
            self._view.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._view.stage is not None:
            self._view.setCursor(self._tool.cursor)

    def _look(self, pointer: Pointer | None) -> None:
        before, self._at = self._at, pointer
        if any(self._sign_at(place) for place in (before, pointer)):
            self._view.update()

    def _sign_at(self, pointer: Pointer | None) -> str:
        free = pointer is not None and not self._space and not self.motion.panning
        return self._tool.sign(pointer) if free and pointer is not None else ""

    def paint(self, painter: QPainter, stage: Stage) -> None:
        """What goes with the pointer; ``painter`` is in view coordinates."""
        if self._borrowed is not None:
            self._borrowed.paint(painter)
        if self.crosshair.shown:
            self.crosshair.paint(painter)
        elif self._at is not None and (sign := self._sign_at(self._at)):
            draw_sign(painter, sign, self._at.view, stage)
