"""Stretch, turn and move drawn objects by the box around them, which turns with them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from vlm_studio.document import affine
from vlm_studio.document.affine import IDENTITY, Affine
from vlm_studio.document.geometry import Box, Point
from vlm_studio.ui.canvas import objects
from vlm_studio.ui.canvas.objects import Objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.badge import draw_badge
from vlm_studio.ui.canvas.tools.base import ARROWS, Mods, Pointer, Tool, is_enter, is_undo
from vlm_studio.ui.canvas.tools.handles import CURSORS
from vlm_studio.ui.canvas.tools.object_box import (
    Follow,
    draw_box,
    inside,
    moving,
    spot_of,
    stretching,
    tilt,
    turning,
)
from vlm_studio.ui.canvas.tools.object_hand import draw_mapped
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import plural_text, text


class TransformObjectsTool(Tool):
    """Taken up for selected objects, and put away by Enter, which makes one step of it, or by Esc, which makes none."""

    name = "transform_objects"
    gestures = (
        Gesture(text("Turn drawn objects"), text("Drag the knob above them, with Shift in steps")),
        Gesture(text("Turn without a mouse"), text("Ctrl and arrows")),
    )
    """Beside those that annotations are stretched with."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._start: Objects = {}
        self._box = Box(0, 0, 1, 1)
        self._by: Affine = IDENTITY
        """What happened to the objects so far."""
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
        return bool(self._start)

    def enter(self) -> None:
        self._start, self._by = objects.selected(self.stage), IDENTITY
        self._box = objects.bounds(self._start) or self._box
        self.stage.lift(self._start.keys())

    # The mouse ---------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        if pointer.right or not self._start:
            return
        box, by = self._box, self._by
        spot = spot_of(box, by, self.stage.camera.viewport, pointer.view)
        if spot == "turn":
            self._follow = turning(box, pointer, by)
        elif spot is not None:
            self._follow = stretching(box, spot, by)
        elif inside(box, by, pointer.point):
            self._follow = moving(pointer, by)

    def move(self, pointer: Pointer) -> None:
        self._last = pointer
        if self._follow is not None:
            self._by = self._follow(pointer)
            self.stage.refresh()
        else:
            self._look(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._follow is not None:
            self._by, self._follow = self._follow(pointer), None
        self._look(pointer)
        self.stage.refresh()

    def modifiers_changed(self, modifiers: Mods) -> None:
        if self._follow is not None and self._last is not None:
            last = self._last
            self.move(Pointer(last.view, last.point, last.button, modifiers))

    def _look(self, pointer: Pointer) -> None:
        spot = spot_of(self._box, self._by, self.stage.camera.viewport, pointer.view)
        if spot == "turn":
            self._cursor = Qt.CursorShape.PointingHandCursor
        elif spot is not None:
            self._cursor = CURSORS[spot]
        else:
            over = inside(self._box, self._by, pointer.point)
            self._cursor = Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.ArrowCursor
        self.stage.cursor_changed.emit()

    # Keys and the end --------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        return event.key() in ARROWS or is_enter(event) or is_undo(event)

    def key(self, event: QKeyEvent) -> bool:
        if is_enter(event):
            return self.finish()
        if is_undo(event):
            self._by = IDENTITY
        elif event.key() in ARROWS:
            far = 10 if event.modifiers() & Mods.ShiftModifier else 1
            dx, dy = (step * far for step in ARROWS[Qt.Key(event.key())])
            by = affine.move(dx, dy)
            if event.modifiers() & Mods.ControlModifier:
                by = affine.about(self._centre, affine.turn(dx or dy))
            self._by = affine.after(by, self._by)
        else:
            return False
        self.stage.refresh()
        return True

    @property
    def _centre(self) -> Point:
        return affine.apply(self._by, self._box.centre)

    def finish(self) -> bool:
        start, by = self._start, self._by
        self._drop()
        if start and by != IDENTITY:
            sentence = objects.said(
                start,
                text("Transform {label}", label=objects.named(start)),
                plural_text("Transform {n} object", "Transform {n} objects", len(start)),
            )
            objects.edit(self.stage, objects.mapped(start, by), sentence)
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
        self._start, self._follow = {}, None
        self.stage.lift(())
        self.stage.refresh()

    def paint(self, painter: QPainter) -> None:
        if not self._start:
            return
        stage, view = self.stage, self.stage.camera.viewport
        draw_mapped(painter, self._start, self._by, stage)
        draw_box(painter, self._box, self._by, stage)
        if self.dragging:
            around = affine.mapped_box(self._by, self._box)
            draw_badge(painter, self._told(), view.rect(around).bottomRight(), stage)

    def _told(self) -> str:
        """The size of the box, and how far it is turned."""
        a, b, c, d, _, _ = self._by
        width, height = (
            self._box.width * (a * a + b * b) ** 0.5,
            self._box.height * (c * c + d * d) ** 0.5,
        )
        size = f"{round(width)} × {round(height)}"
        degrees = round(tilt(self._by))
        return f"{size}  {degrees}°" if degrees else size
