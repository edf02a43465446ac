"""Stretch, turn and move everything that is selected, by the box around it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.badge import draw_badge
from vlm_studio.ui.canvas.tools.base import Mods, Pointer, Tool, arrow_step, is_enter, is_undo
from vlm_studio.ui.canvas.tools.held import Follow, Held, Hold
from vlm_studio.ui.canvas.tools.held_annotations import HeldAnnotations
from vlm_studio.ui.canvas.tools.held_objects import HeldObjects
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text


class TransformTool(Tool):
    """Taken up for a selection, and put away by Enter, which makes one step of it, or by Esc, which makes none."""

    name = "transform"
    gestures = (
        Gesture(text("Keep the proportions"), text("Shift and drag")),
        Gesture(text("Stretch from the centre"), text("Alt and drag")),
        Gesture(text("Stretch without a mouse"), text("Ctrl and arrows")),
        Gesture(text("Turn drawn objects"), text("Drag the knob above them, with Shift in steps")),
        Gesture(text("Turn without a mouse"), text("Ctrl and arrows")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._held: Held | None = None
        self._follow: Follow | None = None
        self._last: Pointer | None = None
        self._cursor = Qt.CursorShape.ArrowCursor

    @property
    def cursor(self) -> Qt.CursorShape:
        return self._cursor

    @property
    def dragging(self) -> bool:
        return self._follow is not None

    @property
    def drafting(self) -> bool:
        return self._held is not None

    def enter(self) -> None:
        self._held = HeldAnnotations.of(self.stage) or HeldObjects.of(self.stage)
        self.stage.lift(self._held.start.keys() if self._held is not None else ())

    # The mouse ---------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        hold = self._hold_at(pointer)
        if hold is not None and not pointer.right:
            self._follow = hold.follow

    def move(self, pointer: Pointer) -> None:
        self._last = pointer
        if self._follow is not None:
            self._follow(pointer)
            self.stage.refresh()
        else:
            self._look(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._follow is not None:
            self._follow(pointer)
            self._follow = None
        self._look(pointer)
        self.stage.refresh()

    def modifiers_changed(self, modifiers: Mods) -> None:
        if self._follow is not None and self._last is not None:
            last = self._last
            self.move(Pointer(last.view, last.point, last.button, modifiers))

    def _look(self, pointer: Pointer) -> None:
        hold = self._hold_at(pointer)
        self._cursor = Qt.CursorShape.ArrowCursor if hold is None else hold.cursor
        self.stage.cursor_changed.emit()

    def _hold_at(self, pointer: Pointer) -> Hold | None:
        return None if self._held is None else self._held.hold(pointer)

    # Keys and the end --------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        return arrow_step(event) is not None or is_enter(event) or is_undo(event)

    def key(self, event: QKeyEvent) -> bool:
        if is_enter(event):
            return self.finish()
        step = arrow_step(event)
        if self._held is None or (step is None and not is_undo(event)):
            return False
        if step is None:
            self._held.put_back()
        elif event.modifiers() & Mods.ControlModifier:
            self._held.shape_by(*step)
        else:
            self._held.move_by(*step)
        self.stage.refresh()
        return True

    def finish(self) -> bool:
        held = self._held
        self._drop()
        if held is not None:
            held.apply()
        self.stage.tool_done.emit()
        return True

    def cancel(self) -> bool:
        had = self.drafting
        self._drop()
        if had:
            self.stage.tool_done.emit()
        return had

    def leave(self) -> None:
        self._drop()

    def disturbed(self) -> None:
        self.cancel()

    def _drop(self) -> None:
        self._held = self._follow = None
        self.stage.lift(())
        self.stage.refresh()

    def paint(self, painter: QPainter) -> None:
        if self._held is None:
            return
        self._held.paint(painter)
        if self.dragging:
            around, size = self._held.measured()
            place = self.stage.camera.viewport.rect(around).bottomRight()
            draw_badge(painter, size, place, self.stage)
