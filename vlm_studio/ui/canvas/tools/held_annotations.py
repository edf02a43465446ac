"""Annotations in the hand of the transform tool: stretched and moved inside the document, in whole pixels."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QTransform

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.masks import Mask
from vlm_studio.document.scaling import scaled
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.drags import Drafts, kept_in, resized, substantial
from vlm_studio.ui.canvas.tools.handles import CURSORS, Spot, box_spots, draw_handle, spot_at
from vlm_studio.ui.canvas.tools.held import Hold
from vlm_studio.ui.paint.layer_painter import draw_annotations
from vlm_studio.ui.paint.shapes import pixel_rect, shape_path
from vlm_studio.ui.paint.style import DARK, category, line_pen
from vlm_studio.words import Text, plural_text, text


class HeldAnnotations:
    """Their shapes are scaled from the box that was around them to the one that is now."""

    def __init__(self, stage: Stage, start: Drafts, around: Box) -> None:
        self.start = start
        self._stage = stage
        self._before = self._now = around

    @classmethod
    def of(cls, stage: Stage) -> HeldAnnotations | None:
        """Those that are selected, if any can be edited."""
        start, around = stage.selected(), commands.bounds_of_selected(stage)
        return cls(stage, start, around) if start and around is not None else None

    def hold(self, pointer: Pointer) -> Hold | None:
        base, first = self._now, pointer.point
        spot = spot_at(base, self._stage.camera.viewport, pointer.view)
        if spot is not None:
            return Hold(CURSORS[spot], partial(self._stretch, base, spot))
        if base.contains(first):
            return Hold(Qt.CursorShape.SizeAllCursor, partial(self._move, base, first))
        return None

    def _stretch(self, base: Box, spot: Spot, at: Pointer) -> None:
        place = self._stage.clamped(at.point)
        box = resized(base, spot, place, keep_ratio=at.shift, from_centre=at.alt)
        self._now = substantial(box, self._stage)

    def _move(self, base: Box, first: Point, at: Pointer) -> None:
        self._now = self._moved(base, at.point.x - first.x, at.point.y - first.y)

    def move_by(self, dx: int, dy: int) -> None:
        self._now = self._moved(self._now, dx, dy)

    def shape_by(self, dx: int, dy: int) -> None:
        """The right and the lower side move."""
        document, base = self._stage.document, self._now
        width = min(max(base.width + dx, 1.0), max(base.width, document.width - base.x))
        height = min(max(base.height + dy, 1.0), max(base.height, document.height - base.y))
        self._now = Box(base.x, base.y, width, height)

    def put_back(self) -> None:
        self._now = self._before

    def _moved(self, base: Box, dx: float, dy: float) -> Box:
        document = self._stage.document
        dx = kept_in(dx, base.x, base.right, document.width)
        dy = kept_in(dy, base.y, base.bottom, document.height)
        return base.moved(float(round(dx)), float(round(dy)))

    def apply(self) -> None:
        if self._now != self._before:
            values = {key: self._scaled(a) for key, a in self.start.items()}
            self._stage.edit(values, _sentence(self.start))

    def _scaled(self, annotation: Annotation) -> Annotation:
        shape = scaled(annotation.shape, self._before, self._now)
        return msgspec.structs.replace(annotation, shape=shape)

    def measured(self) -> tuple[Box, str]:
        return self._now, f"{round(self._now.width)} × {round(self._now.height)}"

    # Painting ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        stage, view = self._stage, self._stage.camera.viewport
        masks = [a for a in self.start.values() if isinstance(a.shape, Mask)]
        others = [self._scaled(a) for a in self.start.values() if not isinstance(a.shape, Mask)]
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

    def _paint_mask(self, painter: QPainter, annotation: Annotation) -> None:
        """As the outline is stretched: the pixels are only counted anew at the end."""
        view = self._stage.camera.viewport
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
