"""What mouse, wheel and keys do on the canvas: move the camera, or go to the tool in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from vlm_studio.ui.canvas.motion import Motion
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.toolbox import Toolbox
from vlm_studio.ui.canvas.tools.base import Pointer

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.view import CanvasView

_MODIFIERS = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
}


class Input:
    """The events of a view that shows a document."""

    def __init__(self, view: CanvasView, toolbox: Toolbox) -> None:
        self._view = view
        self._toolbox = toolbox
        self.motion = Motion(view.camera)
        self._space = False
        self._was_dragging = False

    # The mouse ---------------------------------------------------------------------------------

    def press(self, event: QMouseEvent, stage: Stage) -> None:
        if self._pans(event):
            self.motion.begin(event.position())
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            pointer = self._pointer(event)
            self._toolbox.current.press(pointer)
            if pointer.right and self._toolbox.name == "select":
                keys = stage.scene.hits(pointer.point, stage.reach(), frozenset())
                self._view.context_wanted.emit(event.position().toPoint(), keys)
        self.settle()

    def _pans(self, event: QMouseEvent) -> bool:
        if event.button() == Qt.MouseButton.MiddleButton:
            return True
        hand = self._space or self._toolbox.name == "hand"
        return hand and event.button() == Qt.MouseButton.LeftButton

    def move(self, event: QMouseEvent) -> None:
        if self.motion.panning:
            self.motion.drag(event.position())
        else:
            self._toolbox.current.move(self._pointer(event))
        point = self._view.camera.viewport.to_document(event.position())
        self._view.pointer_moved.emit(QPointF(point.x, point.y))
        self.settle()

    def release(self, event: QMouseEvent) -> None:
        if self.motion.panning:
            self.motion.end()
        else:
            self._toolbox.current.release(self._pointer(event))
        self.settle()

    def double_click(self, event: QMouseEvent, stage: Stage) -> None:
        if self._pans(event):
            self.press(event, stage)
            return
        self._toolbox.current.double_click(self._pointer(event))
        self.settle()

    def wheel(self, event: QWheelEvent) -> None:
        if self.motion.wheel_zooms:
            notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
            if self._toolbox.current.wheel(notches, event.modifiers()):
                return
        self.motion.wheel(event)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        place = event.position()
        point = self._view.camera.viewport.to_document(place)
        return Pointer(place, point, event.button(), event.modifiers())

    # Keys --------------------------------------------------------------------------------------

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the canvas now, although a shortcut may be bound to it."""
        if not event.modifiers() and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            return True
        return self._toolbox.current.wants(event)

    def key_press(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.hold_space(True)
        elif event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self._view.escape())
        elif event.key() in _MODIFIERS:
            held = event.modifiers() | _MODIFIERS[Qt.Key(event.key())]
            self._toolbox.current.modifiers_changed(held)
        else:
            event.setAccepted(self._toolbox.current.key(event))
        self.settle()

    def key_release(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.hold_space(False)
        elif event.key() in _MODIFIERS:
            held = event.modifiers() & ~_MODIFIERS[Qt.Key(event.key())]
            self._toolbox.current.modifiers_changed(held)
        self.settle()

    def hold_space(self, held: bool) -> None:
        """Space goes down or up: the hand is taken up for as long, unless the tool wants it."""
        taken = self._view.stage is not None and self._toolbox.current.hold_space(held)
        self._space = held and not taken
        self.show_cursor()

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
        elif self._space:
            self._view.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._view.stage is not None:
            self._view.setCursor(self._toolbox.current.cursor)
