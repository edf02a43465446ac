"""Edit the anchors and handles of paths."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter

from vlm_studio.document import nodes
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.ui.canvas import anchors, commands, objects
from vlm_studio.ui.canvas.selection import AnchorKey
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.anchor_drags import (
    AnchorBand,
    moving_anchors,
    moving_objects,
    pulling,
)
from vlm_studio.ui.canvas.tools.anchor_marks import HandleKey, anchor_at, draw_edited, handle_at
from vlm_studio.ui.canvas.tools.base import Pointer, arrow_step, is_enter
from vlm_studio.ui.canvas.tools.handles import REACH
from vlm_studio.ui.canvas.tools.object_hand import ObjectDrag, draw_hovered
from vlm_studio.ui.canvas.tools.pressing import PressTool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text

_STEPS = {Qt.Key.Key_Period: 1, Qt.Key.Key_Comma: -1}
Place = tuple[ObjectKey, int, int, float]
"""An object, one of its lines, the anchor before a place on it, and how far that is to the next, 0..1."""
Begin = Callable[[Pointer], ObjectDrag | AnchorBand | None]


class NodesTool(PressTool):
    """Shows the anchors of the selected objects; rectangles and ovals become paths when theirs are moved."""

    name = "nodes"
    gestures = (
        Gesture(text("Select several anchors"), text("Shift and click, or drag a frame")),
        Gesture(text("Add an anchor"), text("Double-click on the line, or Alt and click")),
        Gesture(text("Make a corner smooth, or a smooth one a corner"), text("Double-click on it")),
        Gesture(text("Pull handles out of an anchor"), text("Alt and drag")),
        Gesture(text("Move one handle alone"), text("Alt and drag it")),
        Gesture(text("Remove an anchor"), text("Alt, Shift and click on it")),
        Gesture(text("Select the next anchor, the one before"), text(". and ,")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._begin: Begin = lambda _: None
        """What a drag from the last press is."""
        self._lets_go = False
        """Whether a click lets go of the objects."""
        self._hot: AnchorKey | HandleKey | None = None
        self._over: ObjectKey | None = None

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor if self._hot is not None else Qt.CursorShape.ArrowCursor

    def sign(self, pointer: Pointer) -> str:
        if self._pressed is not None or not pointer.alt:
            return ""
        if self._hot is not None:
            return "−" if pointer.shift and not isinstance(self._hot, HandleKey) else ""
        return "+" if not pointer.shift and self._place_at(pointer) is not None else ""

    # The mouse ---------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        stage = self.stage
        stage.pointed = pointer.point if pointer.right else None
        hot = self._mark_at(pointer)
        if pointer.right:
            if hot is not None and not isinstance(hot, HandleKey):
                self._choose(pointer, hot)
            return
        self._pressed, self._lets_go = pointer, False
        self._begin = lambda start: moving_anchors(stage, start)
        if isinstance(hot, HandleKey):
            self._begin = lambda _: pulling(stage, hot)
        elif hot is not None and pointer.alt:
            self._press_with_alt(pointer, hot)
        elif hot is not None:
            self._choose(pointer, hot)
        elif (place := self._place_at(pointer)) is not None:
            self._press_line(pointer, place)
        else:
            self._press_elsewhere(pointer)

    def _choose(self, pointer: Pointer, anchor: AnchorKey) -> None:
        selection = self.stage.selection
        if pointer.shift or pointer.ctrl:
            selection.select_anchors(selection.anchors ^ {anchor})
        elif anchor not in selection.anchors:
            selection.select_anchors([anchor])

    def _press_with_alt(self, pointer: Pointer, anchor: AnchorKey) -> None:
        self.stage.selection.select_anchors([anchor])
        self._begin = lambda _: pulling(self.stage, HandleKey(anchor, "after"), fresh=True)
        if pointer.shift:
            anchors.delete(self.stage)
            self._begin = lambda _: None

    def _press_line(self, pointer: Pointer, place: Place) -> None:
        key, number, start, _ = place
        if pointer.alt:
            anchors.add(self.stage, *place)
            return
        count = len(anchors.edited(self.stage)[key][number].nodes)
        kept = self.stage.selection.anchors if pointer.shift else frozenset()
        both = {(*key, number, start), (*key, number, (start + 1) % count)}
        self.stage.selection.select_anchors(kept | both)

    def _press_elsewhere(self, pointer: Pointer) -> None:
        stage, selection = self.stage, self.stage.selection
        hit = objects.at(stage, pointer.point)
        if hit is not None:
            if hit not in selection.objects:
                selection.select_objects((selection.objects if pointer.shift else set()) | {hit})
            self._begin = lambda start: moving_objects(stage, start)
            return
        kept = selection.anchors if pointer.shift else frozenset()
        self._lets_go = not selection.anchors and not pointer.shift
        selection.select_anchors(kept)
        self._begin = lambda start: AnchorBand(stage, start.point, kept)

    def begin(self, start: Pointer) -> ObjectDrag | AnchorBand | None:
        return self._begin(start)

    def click(self, pointer: Pointer) -> None:
        if self._lets_go:
            self.stage.selection.clear()

    def double_click(self, pointer: Pointer) -> None:
        self._pressed = None
        hot, place = self._mark_at(pointer), self._place_at(pointer)
        if hot is not None and not isinstance(hot, HandleKey):
            self.stage.selection.select_anchors([hot])
            anchors.smooth(self.stage)
        elif hot is None and place is not None:
            anchors.add(self.stage, *place)

    # What lies below it ------------------------------------------------------------------------

    def _mark_at(self, pointer: Pointer) -> AnchorKey | HandleKey | None:
        lines, view = anchors.edited(self.stage), self.stage.camera.viewport
        chosen = self.stage.selection.anchors
        return anchor_at(lines, view, pointer.view) or handle_at(lines, chosen, view, pointer.view)

    def _place_at(self, pointer: Pointer) -> Place | None:
        """The place under the pointer on a line that is edited."""
        reach = self.stage.reach(REACH)
        for key, lines in reversed(anchors.edited(self.stage).items()):
            for number, line in enumerate(lines):
                found = nodes.nearest_on(line, pointer.point, reach)
                if found is not None:
                    return key, number, *found
        return None

    def look(self, pointer: Pointer) -> None:
        hot = self._mark_at(pointer)
        over = objects.at(self.stage, pointer.point) if hot is None else None
        if (hot, over) != (self._hot, self._over):
            self._hot, self._over = hot, over
            self.stage.cursor_changed.emit()
            self.stage.refresh()

    # Keys and the rest -------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        if is_enter(event):
            return True
        known = arrow_step(event) is not None or event.key() in _STEPS
        return bool(self.stage.selection.objects) and (
            known or event.matches(QKeySequence.StandardKey.SelectAll)
        )

    def key(self, event: QKeyEvent) -> bool:
        if is_enter(event):
            self.stage.tool_wanted.emit("select")
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.stage.selection.select_anchors(anchors.every(anchors.edited(self.stage)))
        elif event.key() in _STEPS:
            anchors.step(self.stage, _STEPS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.dragging:
            commands.delete(self.stage)
        else:
            return self.nudged(event)
        return True

    def cancel(self) -> bool:
        if super().cancel():
            return True
        chosen = bool(self.stage.selection.anchors)
        self.stage.selection.select_anchors(())
        return chosen

    def disturbed(self) -> None:
        super().disturbed()
        self._hot = None

    def leave(self) -> None:
        super().leave()
        self.stage.selection.select_anchors(())

    def forget(self) -> None:
        self._hot = self._over = None

    def paint(self, painter: QPainter) -> None:
        stage, drag = self.stage, self._drag
        current = objects.selected(stage)
        if self._over is not None and self._over not in current:
            draw_hovered(painter, stage, self._over)
        if isinstance(drag, ObjectDrag):
            drag.paint(painter)
            current |= drag.drafts
        draw_edited(painter, stage, current, self._hot)
        if isinstance(drag, AnchorBand):
            drag.paint(painter)
