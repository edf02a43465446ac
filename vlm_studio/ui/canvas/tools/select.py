"""Select, move, resize, pull corners and joints."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from vlm_studio.document.history import AnnotationKey
from vlm_studio.ui.canvas import anchors, commands
from vlm_studio.ui.canvas.picking import pick_layer
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools import vertices
from vlm_studio.ui.canvas.tools.base import Pointer, arrow_step, is_enter
from vlm_studio.ui.canvas.tools.crowd import SelectedCrowd
from vlm_studio.ui.canvas.tools.drags import BandDrag, EditDrag, moving
from vlm_studio.ui.canvas.tools.grips import Grip, grip_at
from vlm_studio.ui.canvas.tools.handles import draw_knob, draw_outline, draw_selected
from vlm_studio.ui.canvas.tools.object_hand import ObjectHand
from vlm_studio.ui.canvas.tools.pressing import Drag, PressTool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text


class SelectTool(PressTool):
    """The tool one has when one has no other."""

    name = "select"
    gestures = (
        Gesture(text("Select several"), text("Shift or Ctrl and click")),
        Gesture(text("Select all in a frame"), text("Drag beside the shapes")),
        Gesture(text("Duplicate and move"), text("Alt and drag")),
        Gesture(text("Type another label"), text("Double-click")),
        Gesture(text("Turn drawn objects"), text("Drag the knob above them, with Shift in steps")),
        Gesture(text("Edit the anchors of a drawn object"), text("Double-click, or Enter")),
        Gesture(text("Select one object of a group"), text("Double-click, or Ctrl and click")),
        Gesture(text("Add a corner"), text("Alt and click on an edge")),
        Gesture(text("Remove a corner"), text("Alt, Shift and click on it")),
        Gesture(text("Nudge, nudge far"), text("Arrows, Shift and arrows")),
        Gesture(text("Select the layer that is seen there"), text("Ctrl, Alt and click")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._crowd = SelectedCrowd()
        self._objects = ObjectHand(stage)
        self._grip: Grip | None = None
        """What was taken hold of, or would be."""
        self._hovered: AnnotationKey | None = None
        self._at: Pointer | None = None
        self._cursor = Qt.CursorShape.ArrowCursor

    @property
    def cursor(self) -> Qt.CursorShape:
        return self._cursor

    def sign(self, pointer: Pointer) -> str:
        if self._pressed is not None or pointer.ctrl == pointer.shift == pointer.alt:
            return ""
        if pointer.ctrl and pointer.alt:
            return "≡"
        stage, over = self.stage, self._hit(pointer)
        if pointer.alt:
            if pointer.shift:
                return "−" if vertices.corner_at(stage, pointer.point) is not None else ""
            adds = vertices.edge_at(stage, pointer.point) is not None
            return "+" if adds or over is not None else ""
        if over is None:
            return ""
        return "−" if pointer.ctrl and over in stage.selection.annotations else "+"

    # The mouse ---------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        best = self._hit(pointer)
        self.stage.pointed = pointer.point if pointer.right else None
        if pointer.right:
            if best is not None and best not in self.stage.selection.annotations:
                self.stage.selection.select([best])
            elif best is None:
                self._objects.press(pointer)
            return
        self._hovered = None
        self._objects.holds = False
        if pointer.ctrl and pointer.alt:
            pick_layer(self.stage, pointer.point)
            return
        vertices.edit_at(self.stage, pointer)
        self._pressed = pointer
        self._grip = grip_at(self.stage, pointer, best)
        if self._grip is not None:
            self.stage.selection.select([self._grip.key])
            return
        if best is None and self._objects.press(pointer):
            return
        if pointer.shift or pointer.ctrl:
            return
        if best is None:
            self.stage.selection.clear()
        elif best not in self.stage.selection.annotations:
            self.stage.selection.select([best])

    def move(self, pointer: Pointer) -> None:
        self._at = pointer
        super().move(pointer)

    def double_click(self, pointer: Pointer) -> None:
        self._pressed = None
        best = self._hit(pointer)
        if pointer.right:
            return
        if best is None:
            self._objects.double_click(pointer)
            return
        if best not in self.stage.selection.annotations:
            self.stage.selection.select([best])
        commands.rename(self.stage)

    def click(self, pointer: Pointer) -> None:
        if self._objects.holds:
            self._objects.click(pointer)
        if self._grip is not None or self._objects.holds:
            return
        selection = self.stage.selection
        if pointer.shift or pointer.ctrl:
            best = self._hit(pointer)
            if best is not None and pointer.ctrl:
                selection.toggle(best)
            elif best is not None:
                selection.add([best])
            return
        # Among several, a drag takes what is selected, but a click means what lies nearest.
        hits = self.stage.scene.hits(pointer.point, self.stage.reach(), frozenset())
        selection.select(hits[:1])

    def begin(self, start: Pointer) -> Drag | None:
        stage = self.stage
        if self._objects.holds:
            return self._objects.drag(start)
        if self._grip is not None:
            return self._grip.drag()
        best = self._hit(start)
        kept = stage.selection.annotations
        adding = start.shift or start.ctrl
        chosen = stage.selected()
        # What was pressed may have been hidden, locked or taken away since.
        if best is None or not chosen or (adding and best not in kept):
            return BandDrag(stage, start.point, adding)
        follow = moving(stage, chosen, start.point)
        commit = (lambda drafts: commands.copy_to(stage, drafts)) if start.alt else None
        return EditDrag(stage, chosen, follow, commands.move_text(chosen), commit)

    def look(self, pointer: Pointer) -> None:
        self._at = pointer
        hit = self._hit(pointer)
        grip = grip_at(self.stage, pointer, hit)
        cursor = Qt.CursorShape.ArrowCursor
        if grip is not None:
            cursor = grip.cursor
        elif hit is not None and hit in self.stage.selection.annotations:
            cursor = Qt.CursorShape.SizeAllCursor
        elif hit is None:
            cursor = self._objects.hover(pointer) or cursor
        if hit is not None or grip is not None:
            self._objects.away()
        if cursor != self._cursor:
            self._cursor = cursor
            self.stage.cursor_changed.emit()
        if hit != self._hovered or grip or self._grip:
            self._hovered, self._grip = hit, grip
            self.stage.refresh()

    def _hit(self, pointer: Pointer) -> AnnotationKey | None:
        stage = self.stage
        hits = stage.scene.hits(pointer.point, stage.reach(), stage.selection.annotations)
        return hits[0] if hits else None

    # Keys and the rest -------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Backspace:
            return self._on_corner()
        if is_enter(event):
            return bool(anchors.edited(self.stage))
        return arrow_step(event) is not None and self._any()

    def _any(self) -> bool:
        """Whether anything is selected that can be moved."""
        selection = self.stage.selection
        return bool(selection.annotations or selection.objects)

    def _on_corner(self) -> bool:
        return self._grip is not None and self._grip.corner is not None

    def key(self, event: QKeyEvent) -> bool:
        if self._any() and self.nudged(event):
            return True
        if self.dragging:
            return False
        if is_enter(event) and anchors.edited(self.stage):
            self.stage.tool_wanted.emit("nodes")
            return True
        if event.key() == Qt.Key.Key_Backspace and self._on_corner():
            return vertices.remove_at(self.stage, self._at.point) if self._at else False
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            commands.delete(self.stage)
            return True
        return False

    def paint(self, painter: QPainter) -> None:
        stage = self.stage
        view = stage.camera.viewport
        hovered = stage.annotation(self._hovered) if self._hovered else None
        if self._drag is None or isinstance(self._drag, BandDrag):
            keys = stage.selection.annotations
            if hovered is not None and self._hovered not in keys:
                draw_outline(painter, hovered, view, stage.colors.accent, 1.5)
            if not self._crowd.paint(painter, stage):
                selected = list(stage.shown_selected().values())
                draw_selected(painter, selected, view, stage.colors)
            self._objects.paint(painter)
            if self._grip is not None and self._grip.knob is not None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                draw_knob(painter, self._grip.knob, stage.colors, hot=True)
        if self._drag is not None:
            self._drag.paint(painter)

    def forget(self) -> None:
        self._hovered = self._grip = None
        self._objects.away()

    def disturbed(self) -> None:
        super().disturbed()
        self._grip = None
