"""Annotations drawn into pixels, for files; works in a process without a window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, VectorLayer
from vlm_studio.formats.painter import Look
from vlm_studio.ui.paint.chip_places import ChipGround, chip_places
from vlm_studio.ui.paint.layer_painter import draw_layer
from vlm_studio.ui.paint.legend import draw_legend, legend_rect
from vlm_studio.ui.paint.style import Style, chip_font
from vlm_studio.ui.paint.vectors import draw_vectors
from vlm_studio.ui.paint.viewport import Viewport

_Layers = Sequence[tuple[AnnotationLayer, tuple[Annotation, ...]]]
_TEXT, _TEXT_PER_LINE = 8.0, 2.0
"""Chips grow with the lines, but slower: lines of 2 and 8 pixels go with text of 12 and 24."""


class QtPainter:
    """The :class:`~vlm_studio.formats.painter.Painter` that paints as the canvas does."""

    def __init__(self) -> None:
        # Text needs an application; where there is no window there need not be a screen either.
        self._application = QGuiApplication.instance() or QGuiApplication(
            ["vlm-studio", "-platform", "offscreen"]
        )

    def draw(
        self, state: DocumentState, layers: Sequence[AnnotationLayer], look: Look
    ) -> tuple[NDArray[np.uint8], int, int] | None:
        """See :class:`~vlm_studio.formats.painter.Painter`."""
        shown = [(layer, state.shown_annotations(layer)) for layer in layers]
        page = Box(0, 0, state.width, state.height)
        style = _style(page, look)
        view = Viewport(1.0, 0.0, 0.0, state.width, state.height)
        legend = _legend_of(shown) if look.legend else Counter()
        area = _area(shown, legend, view, style)
        if area.isEmpty():
            return None
        at = Viewport(1.0, -area.x(), -area.y(), area.width(), area.height())
        image = at.sheet()
        painter = QPainter(image)
        ground = ChipGround()
        for layer, several in shown:
            draw_layer(painter, several, at, style, layer.opacity, ground)
        if legend:
            painter.translate(-area.topLeft())
            draw_legend(painter, legend, _obstacles(shown), style)
        painter.end()
        return _cropped(image, area)

    def draw_vectors(
        self, state: DocumentState, layer: VectorLayer
    ) -> tuple[NDArray[np.uint8], int, int] | None:
        """See :class:`~vlm_studio.formats.painter.Painter`."""
        area = QRect(0, 0, state.width, state.height)
        view = Viewport(1.0, 0.0, 0.0, state.width, state.height)
        image = view.sheet()
        painter = QPainter(image)
        covering = msgspec.structs.replace(layer, blend="svg:src-over")
        draw_vectors(painter, covering, view, layer.opacity)
        painter.end()
        return _cropped(image, area)


def _style(page: Box, look: Look) -> Style:
    font = chip_font(QFont(), _TEXT + look.line_width * _TEXT_PER_LINE)
    return Style(bounds=page, line=look.line_width, labels=look.labels, font=font, all_detail=True)


def _legend_of(shown: _Layers) -> Counter[str]:
    return Counter(a.label for _, annotations in shown for a in annotations if a.label)


def _obstacles(shown: _Layers) -> list[Box]:
    return [a.bounds() for _, annotations in shown for a in annotations]


def _area(shown: _Layers, legend: Counter[str], view: Viewport, style: Style) -> QRect:
    """Everything that could be painted on, inside the document."""
    whole, margin, ground = QRectF(), 2 * style.line + 2, ChipGround()
    for _, several in shown:
        for annotation in several:
            rect = view.rect(annotation.bounds())
            whole |= rect.adjusted(-margin, -margin, margin, margin)
        for chip in chip_places(several, view, style, ground):
            whole |= chip or QRectF()
    if legend:
        whole |= legend_rect(legend, _obstacles(shown), style)
    return whole.toAlignedRect() & view.rect(style.bounds).toRect()


def _cropped(image: QImage, area: QRect) -> tuple[NDArray[np.uint8], int, int] | None:
    """The painted part as straight RGBA, and where it lies."""
    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(straight.constBits(), np.uint8).reshape(straight.height(), -1)
    pixels = rows[:, : straight.width() * 4].reshape(straight.height(), straight.width(), 4)
    alpha = pixels[..., 3] > 0
    lines, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not lines.size:
        return None
    top, left = int(lines[0]), int(columns[0])
    crop = pixels[top : int(lines[-1]) + 1, left : int(columns[-1]) + 1].copy()
    return crop, area.x() + left, area.y() + top
