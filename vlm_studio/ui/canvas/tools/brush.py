"""Paint on masks, and erase from them."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from vlm_studio.document import edits, mask_runs
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Point
from vlm_studio.document.history import AnnotationKey
from vlm_studio.document.masks import Mask
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Mods, Pointer
from vlm_studio.ui.canvas.tools.shape import ShapeTool
from vlm_studio.ui.canvas.tools.stroke_preview import StrokePreview
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.style import DARK, WHITE, category, soft_pen
from vlm_studio.words import Text, text

_SEEN = 3.0
"""A ring with a smaller radius in the view needs a cross in its middle to be found."""


class BrushTool(ShapeTool):
    """A stroke adds to the selected mask; with none selected it is a new one. Shift goes on from the last stroke."""

    name = "brush"
    by_keys = "drag"
    gestures = (
        Gesture(text("Make a stroke"), text("Drag")),
        Gesture(text("Size the brush"), text("Alt and drag with the right button")),
        Gesture(text("Go straight on"), text("Shift and click")),
    )
    erases: ClassVar[bool] = False

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stroke: mask_runs.Stroke | None = None
        self._preview: StrokePreview | None = None
        self._target: AnnotationKey | None = None
        self._last: Point | None = None
        """Where the last stroke ended."""
        self._at: QPointF | None = None
        """Where the ring is, in the view."""
        self._sizing: tuple[QPointF, int] | None = None
        """Where a drag for another size began, and the size then."""

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.BlankCursor

    @property
    def dragging(self) -> bool:
        return self._stroke is not None

    @property
    def _radius(self) -> float:
        return self.stage.options.now.brush / 2

    # The mouse ---------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        self._at = pointer.view
        if pointer.right:
            if pointer.alt:
                self._sizing = pointer.view, self.stage.options.now.brush
            return
        self.withdraw()
        if self._take_hold(pointer):
            self._begin(pointer)
        self.stage.refresh()

    def _take_hold(self, pointer: Pointer) -> bool:
        """Find the mask to work on; ``False`` when there is nothing to be done here."""
        stage = self.stage
        masks = {key for key, a in stage.shown_selected().items() if isinstance(a.shape, Mask)}
        self._target = next(iter(masks)) if len(masks) == 1 else None
        if self._target is not None and not stage.editable(self._target[0]):
            stage.failed.emit(text("The layer of this mask is locked."))
            return False
        return True

    def _begin(self, pointer: Pointer) -> None:
        stage, document = self.stage, self.stage.document
        start = self._last if pointer.shift and self._last is not None else pointer.point
        found = stage.annotation(self._target) if self._target is not None else None
        base = found.shape if found is not None and isinstance(found.shape, Mask) else None
        label = found.label if found is not None else stage.last_label
        self._preview = StrokePreview(base, category(label), self._radius, erases=self.erases)
        self._stroke = mask_runs.Stroke(start, self._radius, document.width, document.height)
        self._preview.to(start)
        if self._target is not None:
            stage.lift({self._target})
        if start != pointer.point:
            self._go_on(pointer.point)

    def move(self, pointer: Pointer) -> None:
        self._at = pointer.view
        if self._sizing is not None:
            start, size = self._sizing
            self._at = start
            off = pointer.view.x() - start.x()
            self.stage.options.size_brush(size + self.stage.reach(2 * off))
        elif self._stroke is not None:
            self._go_on(pointer.point)
        self.stage.refresh()

    def _go_on(self, point: Point) -> None:
        if self._stroke is not None and self._preview is not None and point != self._stroke.end:
            self._stroke.to(point)
            self._preview.to(point)

    def release(self, pointer: Pointer) -> None:
        self._sizing = None
        self._at = pointer.view
        if self._stroke is not None and not pointer.right:
            self._go_on(pointer.point)
            self._last = self._stroke.end
            stroke = self._stroke.mask()
            target = self._target
            self._drop()
            if stroke is not None:
                self._apply(stroke, target)
        self.stage.refresh()

    def double_click(self, pointer: Pointer) -> None:
        self.press(pointer)

    def wheel(self, notches: float, modifiers: Mods) -> bool:
        if modifiers != Mods.ControlModifier:
            return False
        self.stage.options.step_brush(notches)
        self.stage.refresh()
        return True

    def away(self) -> None:
        if not self.dragging and self._sizing is None:
            self._at = None
            self.stage.refresh()

    # What a stroke does ------------------------------------------------------------------------

    def _apply(self, stroke: Mask, target: AnnotationKey | None) -> None:
        found = self.stage.annotation(target) if target is not None else None
        if target is None or found is None:
            self.propose(stroke)
        elif isinstance(found.shape, Mask):
            self._change(target, found, found.shape, stroke)

    def _change(self, key: AnnotationKey, found: Annotation, mask: Mask, stroke: Mask) -> None:
        painted = msgspec.structs.replace(found, shape=mask_runs.united(mask, stroke))
        label = commands.named(found)
        self.stage.edit({key: painted}, text("Paint on {label}", label=label))

    # The end -----------------------------------------------------------------------------------

    def cancel(self) -> bool:
        had = self.dragging or self._sizing is not None
        self._drop()
        return super().cancel() or had

    def leave(self) -> None:
        super().leave()
        self._at = None

    def _drop(self) -> None:
        self._stroke = self._preview = self._target = self._sizing = None
        self.stage.lift(())
        self.stage.refresh()

    def disturbed(self) -> None:
        """A stroke for a new mask stands on nothing that could be gone."""
        if self._target is not None:
            self.cancel()

    # Painting ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if self._preview is not None:
            self._preview.paint(painter, self.stage.camera.viewport)
        if self._at is not None:
            self._paint_ring(painter, self._at)

    def _paint_ring(self, painter: QPainter, place: QPointF) -> None:
        radius = self._radius * self.stage.camera.scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (soft_pen(DARK, 3), soft_pen(WHITE, 1.25)):
            painter.setPen(pen)
            painter.drawEllipse(place, radius, radius)
            if radius < _SEEN:
                for off in (QPointF(1, 0), QPointF(0, 1)):
                    painter.drawLine(place + off * 4, place + off * 9)
                    painter.drawLine(place - off * 4, place - off * 9)


class EraserTool(BrushTool):
    """A stroke takes away from the selected mask, or from the one it begins on."""

    name = "eraser"
    erases = True

    def _take_hold(self, pointer: Pointer) -> bool:
        stage = self.stage
        if not super()._take_hold(pointer):
            return False
        if self._target is None:
            hits = stage.scene.hits(pointer.point, stage.reach(), frozenset())
            masks = [key for key in hits if self._is_mask(key) and stage.editable(key[0])]
            if not masks:
                stage.failed.emit(text("Select a mask to erase from, or begin on one."))
                return False
            self._target = masks[0]
            stage.selection.select(masks[:1])
        return True

    def _is_mask(self, key: AnnotationKey) -> bool:
        found = self.stage.annotation(key)
        return found is not None and isinstance(found.shape, Mask)

    def _change(self, key: AnnotationKey, found: Annotation, mask: Mask, stroke: Mask) -> None:
        left = mask_runs.without(mask, stroke)
        sentence: Text = text("Erase from {label}", label=commands.named(found))
        if left is not None:
            erased = msgspec.structs.replace(found, shape=left)
            self.stage.edit({key: erased}, sentence)
            return
        layer, id = key
        self.stage.push(edits.remove_annotations(self.stage.document, layer, [id], sentence))
