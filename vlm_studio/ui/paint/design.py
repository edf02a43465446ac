"""A design as a small picture on white paper."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.tasks.design import Design
from vlm_studio.ui.paint.picture import BlockImages, draw_raster
from vlm_studio.ui.paint.style import WHITE
from vlm_studio.ui.paint.vectors import draw_vectors
from vlm_studio.ui.paint.viewport import Viewport


def design_image(design: Design, side: int, ratio: float = 1.0) -> QImage:
    """The artboard of ``design``, fitted into a square of ``side`` device-independent pixels; around it nothing."""
    pixels = round(side * ratio)
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    view = _fitted(design, side, ratio)
    page = QRectF(view.rect(Box(0, 0, design.width, design.height)).toAlignedRect())
    painter.setClipRect(page)
    painter.fillRect(page, WHITE)
    if design.placed is not None:
        placed = design.placed
        layer = RasterLayer(name="", block=placed.block, x=placed.x, y=placed.y)
        draw_raster(painter, layer, view, BlockImages(), opacity=1.0, smooth=True)
    draw_vectors(painter, VectorLayer(name="", objects=design.objects), view, 1.0)
    painter.end()
    return image


def _fitted(design: Design, side: int, ratio: float) -> Viewport:
    scale = side / max(design.width, design.height)
    dx = (side - design.width * scale) / 2
    dy = (side - design.height * scale) / 2
    return Viewport(scale, dx, dy, side, side, ratio)
