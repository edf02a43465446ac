"""Vector objects in the hand of the select tool: picked, moved, stretched by the box around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from vlm_studio.document import affine
from vlm_studio.document.affine import Affine
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box
from vlm_studio.ui.canvas import anchors, objects, writing
from vlm_studio.ui.canvas.objects import Objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.drags import resized
from vlm_studio.ui.canvas.tools.handles import CURSORS, Spot, box_spots, draw_handle, spot_at
from vlm_studio.ui.paint.shapes import pixel_rect
from vlm_studio.ui.paint.style import DARK, line_pen
from vlm_studio.ui.paint.vector_hits import box_of
from vlm_studio.ui.paint.vector_paths import object_path
from vlm_studio.ui.paint.vectors import draw_object
from vlm_studio.words import Text

_LEAST = 1e-3
"""Nothing is stretched to nothing: it could not be stretched back."""


@dataclass
class ObjectDrag:
    """Objects that follow the mouse. They are lifted off the document until the drag ends."""

    stage: Stage
    start: Objects
    follow: Callable[[Pointer], Objects]
    sentence: Text
    copies: bool = False

    def __post_init__(self) -> None:
        self.drafts: Objects = self.start

    def move(self, pointer: Pointer) -> None:
        if not self.copies:
            self.stage.lift(self.start.keys())
        self.drafts = self.follow(pointer)
        self.stage.refresh()

    def finish(self) -> None:
        """Make one step of it."""
        self.cancel()
        if self.copies:
            objects.copy_to(self.stage, self.drafts)
        else:
            objects.edit(self.stage, self.drafts, self.sentence)

    def cancel(self) -> None:
        """Put everything back to where it was."""
        self.stage.lift(())

    def draw(self, painter: QPainter) -> None:
        """The objects as they are now."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for each in self.drafts.values():
            draw_object(painter, each, self.stage.camera.viewport)

    def paint(self, painter: QPainter) -> None:
        self.draw(painter)
        draw_chosen(painter, self.drafts, self.stage)


class ObjectHand:
    """What the select tool asks where there is no annotation."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hovered: ObjectKey | None = None
        self._spot: Spot | None = None
        self.holds = False
        """Whether the press that is going on is about objects."""

    def press(self, pointer: Pointer) -> bool:
        """Take hold of a handle or an object; ``False`` when there is none."""
        self._spot = None if pointer.right else self._spot_at(pointer)
        hit = None if self._spot is not None else objects.at(self._stage, pointer.point)
        self.holds = (hit is not None or self._spot is not None) and not pointer.right
        if hit is not None:
            self._choose(pointer, hit)
        return hit is not None or self._spot is not None

    def _choose(self, pointer: Pointer, hit: ObjectKey) -> None:
        """Select the group of what was hit, or it alone with Ctrl and where a part of its group is selected."""
        selection = self._stage.selection
        whole = objects.with_groups(self._stage, [hit])
        if pointer.ctrl:
            selection.select_objects(selection.objects ^ {hit})
        elif pointer.shift and whole <= selection.objects:
            selection.select_objects(selection.objects - whole)
        elif pointer.shift:
            selection.select_objects(selection.objects | whole)
        elif hit not in selection.objects:
            inside = bool(selection.objects) and selection.objects < whole
            selection.select_objects([hit] if inside else whole)

    def double_click(self, pointer: Pointer) -> None:
        """Go into a group, or to the words or the anchors of an object."""
        hit = objects.at(self._stage, pointer.point)
        if hit is None:
            return
        if len(self._stage.selection.objects) > 1 or hit not in self._stage.selection.objects:
            self._stage.selection.select_objects([hit])
        elif not writing.edit(self._stage, hit) and anchors.edited(self._stage):
            self._stage.tool_wanted.emit("nodes")

    def drag(self, start: Pointer) -> ObjectDrag | None:
        """The drag that began with the press at ``start``; ``None`` when nothing is left to be dragged."""
        chosen = objects.selected(self._stage)
        box = objects.bounds(chosen)
        if box is None:
            return None
        if self._spot is not None:
            by, sentence = stretching(box, self._spot), objects.resize_text(chosen)
            copies = False
        else:
            by, sentence, copies = moving(start), objects.move_text(chosen), start.alt
        return ObjectDrag(
            self._stage, chosen, lambda at: objects.mapped(chosen, by(at)), sentence, copies
        )

    def hover(self, pointer: Pointer) -> Qt.CursorShape | None:
        """The mouse is at ``pointer``, over no annotation; the cursor that says what a press would do."""
        spot = self._spot_at(pointer)
        hit = objects.at(self._stage, pointer.point) if spot is None else None
        if hit != self._hovered:
            self._hovered = hit
            self._stage.refresh()
        if spot is not None:
            return CURSORS[spot]
        return Qt.CursorShape.SizeAllCursor if hit in self._stage.selection.objects else None

    def away(self) -> None:
        """There is nothing below the mouse."""
        self._hovered = None

    def paint(self, painter: QPainter) -> None:
        """Outlines of what is selected, and of what is below the mouse."""
        stage = self._stage
        if self._hovered is not None and self._hovered not in stage.selection.objects:
            draw_hovered(painter, stage, self._hovered)
        draw_chosen(painter, objects.shown_selected(stage), stage)

    def _spot_at(self, pointer: Pointer) -> Spot | None:
        box = objects.bounds(objects.selected(self._stage))
        return None if box is None else spot_at(box, self._stage.camera.viewport, pointer.view)


def draw_hovered(painter: QPainter, stage: Stage, key: ObjectKey) -> None:
    """The outline of an object that lies below the mouse."""
    each = stage.vector_object(key)
    if each is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        pen = line_pen(stage.colors.accent, 1.5)
        painter.strokePath(stage.camera.viewport.transform.map(object_path(each)), pen)


def draw_chosen(painter: QPainter, chosen: Objects, stage: Stage) -> None:
    """A thin box around each of ``chosen``, and one with handles around all of them."""
    box, view = objects.bounds(chosen), stage.camera.viewport
    if box is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    boxes = {box, *(box_of(each) for each in chosen.values())}
    for pen in (line_pen(DARK, 3), line_pen(stage.colors.accent, 1)):
        painter.setPen(pen)
        for each in boxes:
            painter.drawRect(pixel_rect(each, view))
    for place in box_spots(box, view).values():
        draw_handle(painter, place, stage.colors)


def moving(start: Pointer) -> Callable[[Pointer], Affine]:
    """With the mouse; along one axis with Shift."""

    def follow(pointer: Pointer) -> Affine:
        dx, dy = pointer.point.x - start.point.x, pointer.point.y - start.point.y
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        return affine.move(dx, dy)

    return follow


def stretching(box: Box, spot: Spot) -> Callable[[Pointer], Affine]:
    """One handle of ``box`` follows the mouse: Shift keeps its proportions, Alt its centre."""

    def follow(pointer: Pointer) -> Affine:
        now = resized(box, spot, pointer.point, keep_ratio=pointer.shift, from_centre=pointer.alt)
        across = max(now.width, _LEAST) / box.width if box.width else 1.0
        down = max(now.height, _LEAST) / box.height if box.height else 1.0
        return (across, 0.0, 0.0, down, now.x - across * box.x, now.y - down * box.y)

    return follow
