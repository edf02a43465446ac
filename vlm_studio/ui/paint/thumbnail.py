"""One layer, or the whole document, as a small picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer, RasterLayer
from vlm_studio.ui.paint.layer_painter import draw_annotations
from vlm_studio.ui.paint.picture import BlockImages, draw_checkerboard, draw_raster
from vlm_studio.ui.paint.stack import draw_stack
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.viewport import Viewport

_SQUARES = QColor("#ffffff"), QColor("#e2e4e8")


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
        return document.shown_annotations(layer)

    images = BlockImages()
    layer = document.layer(id) if id is not None else None
    if isinstance(layer, AnnotationLayer):
        draw_annotations(painter, shown(layer), view, style)
        return
    draw_checkerboard(painter, view.rect(document.bounds()), *_SQUARES)
    if isinstance(layer, RasterLayer):
        draw_raster(painter, layer, view, images, opacity=1.0, smooth=True)
    elif layer is None:
        draw_stack(painter, document, view, style, images, shown)


def _fitted(document: Document, side: int, ratio: float) -> Viewport:
    scale = side / max(document.width, document.height)
    dx = (side - document.width * scale) / 2
    dy = (side - document.height * scale) / 2
    return Viewport(scale, dx, dy, side, side, ratio)
