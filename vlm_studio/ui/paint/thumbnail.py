"""One layer, or the whole document, as a small picture; it costs the same few milliseconds however much there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.ui.paint.layer_painter import draw_annotations
from vlm_studio.ui.paint.picture import BlockImages, draw_checkerboard, draw_raster
from vlm_studio.ui.paint.stack import draw_stack
from vlm_studio.ui.paint.style import CHECKS, Style, category
from vlm_studio.ui.paint.vectors import draw_vectors
from vlm_studio.ui.paint.viewport import Viewport

_MOST = 40
"""More shapes than this cannot be told apart in so small a picture: every so many-th is drawn."""
_LONG = 200_000
"""Masks of longer run lengths are shown as the box around them: to read those takes too long."""


def thumbnail(document: Document, layer: str | None, side: int, ratio: float = 1.0) -> QImage:
    """A square of ``side`` device-independent pixels with the layer ``layer`` (or all that is visible) in it.

    The document is fitted into the square; what it does not cover is transparent. Raises ``KeyError`` for an
    unknown layer.
    """
    pixels = round(side * ratio)
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    view = _fitted(document, side, ratio)
    style = Style(bounds=document.bounds(), line=0.9, labels=False)
    page = view.rect(document.bounds())
    painter.setClipRect(QRectF(page.toAlignedRect()))
    _draw(painter, document, layer, view, style)
    painter.end()
    return image


def _draw(
    painter: QPainter, document: Document, id: str | None, view: Viewport, style: Style
) -> None:
    def shown(layer: AnnotationLayer) -> Sequence[Annotation]:
        return _telling(document.shown_annotations(layer))

    images = BlockImages()
    layer = document.layer(id) if id is not None else None
    if isinstance(layer, AnnotationLayer):
        several = shown(layer)
        for annotation in several:
            if isinstance(annotation.shape, Mask):
                colour = category(annotation.label).colour
                _draw_mask(painter, annotation.shape, colour, view)
        outlined = [a for a in several if not isinstance(a.shape, Mask)]
        draw_annotations(painter, outlined, view, style)
        return
    draw_checkerboard(painter, view.rect(document.bounds()), *CHECKS["small"])
    if isinstance(layer, RasterLayer):
        finest = document.rough.get(layer.block.path, 0)
        draw_raster(painter, layer, view, images, opacity=1.0, smooth=True, finest=finest)
    elif isinstance(layer, VectorLayer):
        draw_vectors(painter, layer, view, 1.0)
    elif layer is None:
        draw_stack(painter, document, view, style, images, shown)


def _fitted(document: Document, side: int, ratio: float) -> Viewport:
    scale = side / max(document.width, document.height)
    dx = (side - document.width * scale) / 2
    dy = (side - document.height * scale) / 2
    return Viewport(scale, dx, dy, side, side, ratio)


def _telling(annotations: Sequence[Annotation]) -> Sequence[Annotation]:
    """So many of ``annotations`` as say what it is about, from all over them."""
    return annotations[:: -(-len(annotations) // _MOST) or 1]


def _draw_mask(painter: QPainter, mask: Mask, colour: QColor, view: Viewport) -> None:
    """``mask`` looked at only where the picture has a pixel: no outline of it is made."""
    import numpy as np

    area = view.rect(mask.bounds())
    if len(mask.counts) > _LONG:
        painter.fillRect(area, colour)
        return
    left, top = area.left() * view.ratio, area.top() * view.ratio
    pixels = view.scale * view.ratio
    columns = np.arange(int(left), int(left + area.width() * view.ratio) + 1)
    rows = np.arange(int(top), int(top + area.height() * view.ratio) + 1)
    xs = np.floor((columns + 0.5) / pixels - view.dx / view.scale).astype(np.int64)
    ys = np.floor((rows + 0.5) / pixels - view.dy / view.scale).astype(np.int64)
    filled = np.where(mask.sampled(xs, ys), np.uint32(colour.rgba()), np.uint32(0))
    image = QImage(
        np.ascontiguousarray(filled).data,
        columns.size,
        rows.size,
        4 * columns.size,
        QImage.Format.Format_ARGB32,
    )
    image.setDevicePixelRatio(view.ratio)
    painter.drawImage(QPointF(columns[0] / view.ratio, rows[0] / view.ratio), image)
