"""Vector objects in the hand of the select tool: picked, moved, stretched by the box around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen, QTransform

from vlm_studio.document.affine import IDENTITY, Affine
from vlm_studio.document.artboard import INK
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box
from vlm_studio.ui.canvas import anchors, objects, writing
from vlm_studio.ui.canvas.objects import Objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.handles import Spot
from vlm_studio.ui.canvas.tools.object_box import (
    Follow,
    Turn,
    cursor_of,
    draw_box,
    moving,
    spot_of,
    stretching,
    turning,
)
from vlm_studio.ui.paint.shapes import pixel_rect
from vlm_studio.ui.paint.style import DARK, line_pen
from vlm_studio.ui.paint.vector_hits import box_of
from vlm_studio.ui.paint.vector_paths import object_path
from vlm_studio.ui.paint.vectors import colour_of, draw_object
from vlm_studio.words import Text

_MANY = 200
"""More objects than this are drawn with less detail while they are in hand."""


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

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for each in self.drafts.values():
            draw_object(painter, each, self.stage.camera.viewport)


class BoxDrag(ObjectDrag):
    """Objects that follow the mouse together with the box around them."""

    def __init__(
        self, stage: Stage, start: Objects, box: Box, by: Follow, sentence: Text, *, copies: bool
    ) -> None:
        super().__init__(stage, start, lambda at: objects.mapped(start, by(at)), sentence, copies)
        self._box, self._follow, self._by = box, by, IDENTITY

    def move(self, pointer: Pointer) -> None:
        self._by = self._follow(pointer)
        if not self.copies:
            self.stage.lift(self.start.keys())
        self.stage.refresh()

    def finish(self) -> None:
        self.drafts = objects.mapped(self.start, self._by)
        super().finish()

    def paint(self, painter: QPainter) -> None:
        draw_mapped(painter, self.start, self._by, self.stage)
        draw_box(painter, self._box, self._by, self.stage)


def draw_mapped(painter: QPainter, several: Objects, by: Affine, stage: Stage) -> None:
    """``several`` as they are after ``by``; many of them as thin lines, which are ready in time."""
    view = stage.camera.viewport
    if len(several) <= _MANY:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for each in objects.mapped(several, by).values():
            draw_object(painter, each, view)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setTransform(QTransform(*by) * view.transform, combine=True)
    for each in several.values():
        pen = QPen(colour_of(each.stroke or each.fill or INK), 1)
        pen.setCosmetic(True)
        painter.strokePath(object_path(each), pen)
    painter.restore()


class ObjectHand:
    """What the select tool asks where there is no annotation."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hovered: ObjectKey | None = None
        self._spot: Spot | Turn | None = None
        self._known: tuple[object, Box | None] | None = None
        self._framed: tuple[object, Sequence[Box]] | None = None
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

    def click(self, pointer: Pointer) -> None:
        """A press and release at one place: of several things that are selected, the one there is meant."""
        hit = objects.at(self._stage, pointer.point) if self._spot is None else None
        if hit is not None and not (pointer.ctrl or pointer.shift or pointer.alt):
            whole = objects.with_groups(self._stage, [hit])
            if not self._stage.selection.objects <= whole:
                self._stage.selection.select_objects(whole)

    def double_click(self, pointer: Pointer) -> None:
        """Go into a group, or to the words or the anchors of an object."""
        hit = objects.at(self._stage, pointer.point)
        if hit is None:
            return
        if len(self._stage.selection.objects) > 1 or hit not in self._stage.selection.objects:
            self._stage.selection.select_objects([hit])
        elif not writing.edit(self._stage, hit) and anchors.edited(self._stage):
            self._stage.tool_wanted.emit("nodes")

    def drag(self, start: Pointer) -> BoxDrag | None:
        """The drag that began with the press at ``start``; ``None`` when nothing is left to be dragged."""
        chosen = objects.selected(self._stage)
        box = objects.bounds(chosen)
        if box is None:
            return None
        copies = self._spot is None and start.alt
        if self._spot == "turn":
            by, sentence = turning(box, start), objects.turn_text(chosen)
        elif self._spot is not None:
            by, sentence = stretching(box, self._spot), objects.resize_text(chosen)
        else:
            by, sentence = moving(start), objects.move_text(chosen)
        return BoxDrag(self._stage, chosen, box, by, sentence, copies=copies)

    def hover(self, pointer: Pointer) -> Qt.CursorShape | None:
        """The mouse is at ``pointer``, over no annotation; the cursor that says what a press would do."""
        spot = self._spot_at(pointer)
        hit = objects.at(self._stage, pointer.point) if spot is None else None
        if hit != self._hovered:
            self._hovered = hit
            self._stage.refresh()
        if spot is not None:
            return cursor_of(spot)
        return Qt.CursorShape.SizeAllCursor if hit in self._stage.selection.objects else None

    def away(self) -> None:
        """There is nothing below the mouse."""
        self._hovered = None

    def paint(self, painter: QPainter) -> None:
        """Outlines of what is selected, and of what is below the mouse."""
        stage = self._stage
        if self._hovered is not None and self._hovered not in stage.selection.objects:
            draw_hovered(painter, stage, self._hovered)
        draw_frames(painter, self._frames(), stage)

    def _spot_at(self, pointer: Pointer) -> Spot | Turn | None:
        box = self._box()
        view = self._stage.camera.viewport
        return None if box is None else spot_of(box, IDENTITY, view, pointer.view)

    def _frames(self) -> Sequence[Box]:
        """The box around each object that is selected; counted once as well."""
        stage = self._stage
        now = stage.scene.revision, stage.selection.objects
        if self._framed is None or self._framed[0] != now:
            self._framed = now, [box_of(each) for each in objects.shown_selected(stage).values()]
        return self._framed[1]

    def _box(self) -> Box | None:
        """The box around what can be edited; asked for whenever the mouse moves, so counted once."""
        stage = self._stage
        now = stage.scene.revision, stage.selection.objects
        if self._known is None or self._known[0] != now:
            self._known = now, objects.bounds(objects.selected(stage))
        return self._known[1]


def draw_hovered(painter: QPainter, stage: Stage, key: ObjectKey) -> None:
    """The outline of an object that lies below the mouse."""
    each = stage.vector_object(key)
    if each is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        pen = line_pen(stage.colors.accent, 1.5)
        painter.strokePath(stage.camera.viewport.transform.map(object_path(each)), pen)


def draw_frames(painter: QPainter, boxes: Sequence[Box], stage: Stage) -> None:
    """A thin line around each of ``boxes``, and one with handles around all of them."""
    if not boxes:
        return
    view, around = stage.camera.viewport, Box.around(c for box in boxes for c in box.corners)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rects = [pixel_rect(each, view) for each in {around, *boxes}]
    halo = (line_pen(DARK, 3),) if len(boxes) <= _MANY else ()
    for pen in (*halo, line_pen(stage.colors.accent, 1)):
        painter.setPen(pen)
        painter.drawRects(rects)
    draw_box(painter, around, IDENTITY, stage)
