"""An annotation layer: everything of it that is in sight, with less detail the more there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box, Polygon
from vlm_studio.ui.paint.chips import draw_chip
from vlm_studio.ui.paint.paths import polygon_points
from vlm_studio.ui.paint.shapes import draw_shape, pixel_rect
from vlm_studio.ui.paint.style import Category, Style, category, line_pen
from vlm_studio.ui.paint.viewport import Viewport

CHIP_LIMIT = 250
"""With more annotations than this in sight there are no chips."""
_MANY = 1_000
"""From this many in sight on, shapes are drawn label by label in plain lines."""


def draw_layer(
    painter: QPainter,
    annotations: Sequence[Annotation],
    view: Viewport,
    style: Style,
    opacity: float,
) -> None:
    """As :func:`draw_annotations`, the whole layer faded to ``opacity`` 0..1, as it would be when flattened."""
    if opacity >= 1:
        draw_annotations(painter, annotations, view, style)
        return
    sheet = view.sheet()
    on_sheet = QPainter(sheet)
    draw_annotations(on_sheet, annotations, view, style)
    on_sheet.end()
    painter.setOpacity(opacity)
    painter.drawImage(QPoint(0, 0), sheet)
    painter.setOpacity(1.0)


def draw_annotations(
    painter: QPainter, annotations: Sequence[Annotation], view: Viewport, style: Style
) -> None:
    """Draw ``annotations`` (those in sight) in their order, chips on top. ``painter`` is in view coordinates."""
    crowd = 0 if style.all_detail else max(style.crowd, len(annotations))
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
    boxes: dict[str, list[QRect]] = {}
    polygons: dict[str, list[Polygon]] = {}
    for annotation in annotations:
        match annotation.shape:
            case Box() as box:
                boxes.setdefault(annotation.label, []).append(pixel_rect(box, view))
            case Polygon() as polygon:
                polygons.setdefault(annotation.label, []).append(polygon)
            case _:
                draw_shape(painter, annotation, view, style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for label, rects in boxes.items():
        _draw_rects(painter, rects, category(label), style)
    painter.setTransform(view.transform, combine=True)
    for label, outlines in polygons.items():
        _draw_outlines(painter, outlines, category(label), view, style)


def _draw_rects(painter: QPainter, rects: list[QRect], look: Category, style: Style) -> None:
    if style.quick:
        painter.setPen(line_pen(look.colour, 1))
        painter.drawRects(rects)
        return
    painter.setPen(line_pen(look.halo, style.line + 2))
    painter.drawRects(rects)
    painter.setPen(line_pen(look.colour, style.line))
    painter.drawRects(rects)


def _draw_outlines(
    painter: QPainter, outlines: Iterable[Polygon], look: Category, view: Viewport, style: Style
) -> None:
    """``painter`` is in document pixels. Thin lines, as Qt draws those many times faster than others."""
    pen = QPen(look.colour, view.ratio if style.quick else view.ratio * style.line / 1.5)
    pen.setCosmetic(True)
    painter.setPen(pen)
    for outline in outlines:
        painter.drawPolygon(polygon_points(outline))
