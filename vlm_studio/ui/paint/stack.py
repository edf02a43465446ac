"""A document's layers over each other, from the bottom up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer
from vlm_studio.ui.paint.layer_painter import draw_layer
from vlm_studio.ui.paint.picture import BlockImages, blends, draw_raster
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.viewport import Viewport

Leaf = RasterLayer | AnnotationLayer


def shown_layers(
    document: Document, parent: str = ROOT, opacity: float = 1.0
) -> Iterator[tuple[Leaf, float]]:
    """Visible layers that are no groups, from the bottom up, each with its opacity times its groups'."""
    for id in document.children(parent):
        layer = document.layer(id)
        if not layer.visible:
            continue
        faded = opacity * layer.opacity
        if isinstance(layer, GroupLayer):
            yield from shown_layers(document, id, faded)
        else:
            yield layer, faded


def draw_stack(
    painter: QPainter,
    document: Document,
    view: Viewport,
    style: Style,
    images: BlockImages,
    annotations: Callable[[AnnotationLayer], Sequence[Annotation]],
) -> None:
    """Draw what of ``document`` is in sight; ``annotations`` gives those of a layer to be drawn."""
    layers = list(shown_layers(document))
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
