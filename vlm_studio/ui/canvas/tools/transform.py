"""Stretch and move everything that is selected, by the box around it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.document.scaling import scaled
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.badge import draw_badge
from vlm_studio.ui.canvas.tools.base import ARROWS, Mods, Pointer, Tool, is_enter, is_undo
from vlm_studio.ui.canvas.tools.drags import Drafts, resized, substantial
from vlm_studio.ui.canvas.tools.handles import CURSORS, box_spots, draw_handle, spot_at
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.layer_painter import draw_annotations
from vlm_studio.ui.paint.shapes import pixel_rect, shape_path
from vlm_studio.ui.paint.style import DARK, category, line_pen
from vlm_studio.words import Text, plural_text, text


class TransformTool(Tool):
    """Taken up for a selection, and put away by Enter, which makes one step of it, or by Esc, which makes none."""

    name = "transform"
    gestures = (
        Gesture(text("Keep the proportions"), text("Shift and drag")),
        Gesture(text("Stretch from the centre"), text("Alt and drag")),
        Gesture(text("Stretch without a mouse"), text("Ctrl and arrows")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._start: Drafts = {}
        self._before = self._now = Box(0, 0, 1, 1)
        self._follow: Callable[[Pointer], Box] | None = None
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
        self._start = self.stage.selected()
        box = commands.bounds_of_selected(self.stage)
        if box is not None:
            self._before = self._now = box
        self.stage.lift(self._start.keys())

    # The mouse ---------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        if pointer.right or not self._start:
            return
        base, view = self._now, self.stage.camera.viewport
        spot = spot_at(base, view, pointer.view)
        if spot is not None:
            self._follow = lambda at: self._stretched(base, spot, at)
        elif base.contains(pointer.point):
            self._follow = lambda at: self._moved(
                base, at.point.x - pointer.point.x, at.point.y - pointer.point.y
            )

    def move(self, pointer: Pointer) -> None:
        self._last = pointer
        if self._follow is not None:
            self._now = self._follow(pointer)
            self.stage.refresh()
        else:
            self._look(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._follow is not None:
            self._now, self._follow = self._follow(pointer), None
        self._look(pointer)
        self.stage.refresh()

    def modifiers_changed(self, modifiers: Mods) -> None:
        if self._follow is not None and self._last is not None:
            last = self._last
            self.move(Pointer(last.view, last.point, last.button, modifiers))

    def _look(self, pointer: Pointer) -> None:
        spot = spot_at(self._now, self.stage.camera.viewport, pointer.view)
        inside = self._now.contains(pointer.point)
        arrow, move = Qt.CursorShape.ArrowCursor, Qt.CursorShape.SizeAllCursor
        self._cursor = CURSORS[spot] if spot is not None else move if inside else arrow
        self.stage.cursor_changed.emit()

    def _stretched(self, base: Box, spot: tuple[float, float], at: Pointer) -> Box:
        place = self.stage.clamped(at.point)
        box = resized(base, spot, place, keep_ratio=at.shift, from_centre=at.alt)
        return substantial(box, self.stage)

    def _grown(self, base: Box, dx: int, dy: int) -> Box:
        """With its right and lower side moved: what a hand without a mouse does."""
        document = self.stage.document
        width = min(max(base.width + dx, 1.0), max(base.width, document.width - base.x))
        height = min(max(base.height + dy, 1.0), max(base.height, document.height - base.y))
        return Box(base.x, base.y, width, height)

    def _moved(self, base: Box, dx: float, dy: float) -> Box:
        document = self.stage.document
        right, down = document.width - base.right, document.height - base.bottom
        dx = min(max(dx, min(0.0, -base.x)), max(0.0, right))
        dy = min(max(dy, min(0.0, -base.y)), max(0.0, down))
        return base.moved(float(round(dx)), float(round(dy)))

    # Keys and the end --------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        return event.key() in ARROWS or is_enter(event) or is_undo(event)

    def key(self, event: QKeyEvent) -> bool:
        if is_enter(event):
            return self.finish()
        if is_undo(event):
            self._now = self._before
        elif event.key() in ARROWS:
            far = 10 if event.modifiers() & Mods.ShiftModifier else 1
            dx, dy = (step * far for step in ARROWS[Qt.Key(event.key())])
            if event.modifiers() & Mods.ControlModifier:
                self._now = self._grown(self._now, dx, dy)
            else:
                self._now = self._moved(self._now, dx, dy)
        else:
            return False
        self.stage.refresh()
        return True

    def finish(self) -> bool:
        start, before, now = self._start, self._before, self._now
        self._drop()
        if start and now != before:
            values = {
                key: msgspec.structs.replace(a, shape=scaled(a.shape, before, now))
                for key, a in start.items()
            }
            self.stage.edit(values, _sentence(start))
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

    # Painting ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        stage, view = self.stage, self.stage.camera.viewport
        masks = [a for a in self._start.values() if isinstance(a.shape, Mask)]
        others = [
            msgspec.structs.replace(a, shape=scaled(a.shape, self._before, self._now))
            for a in self._start.values()
            if not isinstance(a.shape, Mask)
        ]
        draw_annotations(painter, others, view, stage.style)
        for annotation in masks:
            self._paint_mask(painter, annotation)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (line_pen(DARK, 3), line_pen(stage.colors.accent, 1)):
            painter.setPen(pen)
            painter.drawRect(pixel_rect(self._now, view))
        for spot in box_spots(self._now, view).values():
            draw_handle(painter, spot, stage.colors)
        if self.dragging:
            size = f"{round(self._now.width)} × {round(self._now.height)}"
            draw_badge(painter, size, view.rect(self._now).bottomRight(), stage)

    def _paint_mask(self, painter: QPainter, annotation: Annotation) -> None:
        """As the outline is stretched: the pixels are only counted anew at the end."""
        view = self.stage.camera.viewport
        old, new = view.rect(self._before), view.rect(self._now)
        across = new.width() / old.width() if old.width() else 1.0
        down = new.height() / old.height() if old.height() else 1.0
        left, top = new.x() - old.x() * across, new.y() - old.y() * down
        path = QTransform(across, 0, 0, down, left, top).map(shape_path(annotation.shape, view))
        look = category(annotation.label)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillPath(path, look.mask_fill)
        painter.strokePath(path, line_pen(look.colour, 1))


def _sentence(chosen: Drafts) -> Text:
    if len(chosen) == 1:
        [annotation] = chosen.values()
        return text("Transform {label}", label=commands.named(annotation))
    return plural_text("Transform {n} annotation", "Transform {n} annotations", len(chosen))
