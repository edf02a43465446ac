"""A document's layers over each other, from the bottom up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer, RasterLayer
from vlm_studio.document.tree import Leaf
from vlm_studio.ui.paint.layer_painter import draw_layer
from vlm_studio.ui.paint.picture import BlockImages, blends, draw_raster
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.viewport import Viewport


def draw_stack(
    painter: QPainter,
    document: Document,
    view: Viewport,
    style: Style,
    images: BlockImages,
    annotations: Callable[[AnnotationLayer], Sequence[Annotation]],
) -> None:
    """Draw what of ``document`` is in sight; ``annotations`` gives those of a layer to be drawn."""
    layers = list(document.shown())
    if not any(isinstance(layer, RasterLayer) and blends(layer) for layer, _ in layers):
        _draw_layers(painter, layers, view, style, images, annotations)
        return
    # Blend modes mix with the layers below, never with the ground the document lies on.
    sheet = view.sheet()
    on_sheet = QPainter(sheet)
    _draw_layers(on_sheet, layers, view, style, images, annotations)
    on_sheet.end()
    painter.drawImage(QPoint(0, 0), sheet)


def _draw_layers(
    painter: QPainter,
    layers: Sequence[tuple[Leaf, float]],
    view: Viewport,
    style: Style,
    images: BlockImages,
    annotations: Callable[[AnnotationLayer], Sequence[Annotation]],
) -> None:
    for layer, opacity in layers:
        if isinstance(layer, RasterLayer):
            draw_raster(painter, layer, view, images, opacity=opacity, smooth=not style.quick)
        elif found := annotations(layer):
            draw_layer(painter, found, view, style, opacity)
