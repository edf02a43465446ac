"""An annotation layer: everything of it that is in sight, with less detail the more there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.ui.paint.chips import draw_chip
from vlm_studio.ui.paint.shapes import draw_shape, pixel_rect
from vlm_studio.ui.paint.style import Category, Style, category, line_pen
from vlm_studio.ui.paint.viewport import Viewport

CHIP_LIMIT = 250
"""With more annotations than this in sight there are no chips."""
_MANY = 1_000
"""From this many in sight on, boxes are drawn label by label, not one by one."""


def draw_annotations(
    painter: QPainter, annotations: Sequence[Annotation], view: Viewport, style: Style
) -> None:
    """Draw ``annotations`` (those in sight) in their order, chips on top. ``painter`` is in view coordinates."""
    crowd = max(style.crowd, len(annotations))
    painter.save()
    if crowd < _MANY:
        for annotation in annotations:
            draw_shape(painter, annotation, view, style)
    else:
        _draw_many(painter, annotations, view, style)
    if crowd <= CHIP_LIMIT:
        for annotation in annotations:
            draw_chip(painter, annotation, view, style)
    painter.restore()


def _draw_many(
    painter: QPainter, annotations: Sequence[Annotation], view: Viewport, style: Style
) -> None:
    """Boxes of one label at once, in two strokes; while the view moves in one thin stroke."""
    boxes: dict[str, list[QRect]] = {}
    for annotation in annotations:
        if isinstance(annotation.shape, Box):
            boxes.setdefault(annotation.label, []).append(pixel_rect(annotation.shape, view))
        else:
            draw_shape(painter, annotation, view, style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for label, rects in boxes.items():
        _draw_rects(painter, rects, category(label), style)


def _draw_rects(painter: QPainter, rects: list[QRect], look: Category, style: Style) -> None:
    if style.quick:
        painter.setPen(line_pen(look.colour, 1))
        painter.drawRects(rects)
        return
    painter.setPen(line_pen(look.halo, style.line + 2))
    painter.drawRects(rects)
    painter.setPen(line_pen(look.colour, style.line))
    painter.drawRects(rects)
