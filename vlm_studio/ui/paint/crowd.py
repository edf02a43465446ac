"""Thousands of shapes: label by label, in plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box, Polygon
from vlm_studio.ui.paint.paths import coarse_points, polygon_points
from vlm_studio.ui.paint.shapes import draw_shape, pixel_rect
from vlm_studio.ui.paint.style import Category, Style, category, line_pen
from vlm_studio.ui.paint.viewport import Viewport

MANY = 1_000
"""From this many in sight on, shapes are drawn in plain lines."""
_DENSE = 10_000
"""From this many on, outlines are as thin as can be and have no more corners than can be seen."""
_SORTED, _RECTS, _OUTLINES = 300, 100, 16
"""So many are dealt with before there is time for something else."""

V = TypeVar("V")


def batches(values: Sequence[V], size: int) -> Iterator[Sequence[V]]:
    """``values`` cut into pieces of ``size``."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def crowd_steps(
    painter: QPainter,
    annotations: Sequence[Annotation],
    view: Viewport,
    style: Style,
    crowd: int,
) -> Iterator[None]:
    """Draw ``annotations``, some with each step. ``painter`` is in view coordinates, and is left with another state.

    ``crowd`` is how many there are in sight altogether.
    """
    boxes: dict[str, list[QRect]] = {}
    polygons: dict[str, list[Polygon]] = {}
    for several in batches(annotations, _SORTED):
        for annotation in several:
            match annotation.shape:
                case Box() as box:
                    boxes.setdefault(annotation.label, []).append(pixel_rect(box, view))
                case Polygon() as polygon:
                    polygons.setdefault(annotation.label, []).append(polygon)
                case _:
                    draw_shape(painter, annotation, view, style)
        yield
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for label, rects in boxes.items():
        yield from _rect_steps(painter, rects, category(label), style)
    painter.setTransform(view.transform, combine=True)
    for label, outlines in polygons.items():
        yield from _outline_steps(painter, outlines, category(label), view, style, crowd)


def _rect_steps(
    painter: QPainter, rects: list[QRect], look: Category, style: Style
) -> Iterator[None]:
    plain = [line_pen(look.colour, 1)]
    lined = [line_pen(look.halo, style.line + 2), line_pen(look.colour, style.line)]
    for pen in plain if style.quick else lined:
        painter.setPen(pen)
        for several in batches(rects, _RECTS):
            painter.drawRects(several)
            yield


def _outline_steps(
    painter: QPainter,
    outlines: list[Polygon],
    look: Category,
    view: Viewport,
    style: Style,
    crowd: int,
) -> Iterator[None]:
    """``painter`` is in document pixels. Thin lines, as Qt draws those many times faster than others."""
    coarse = style.quick or crowd >= _DENSE
    pen = QPen(look.colour, 1.0 if coarse else view.ratio * style.line / 1.5)
    pen.setCosmetic(True)
    painter.setPen(pen)
    for several in batches(outlines, _OUTLINES):
        for outline in several:
            points = coarse_points(outline, view) if coarse else polygon_points(outline)
            painter.drawPolygon(points)
        yield
