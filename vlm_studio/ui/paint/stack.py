"""A document's layers over each other, from the bottom up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.document.tree import Leaf
from vlm_studio.ui.paint.chip_places import ChipGround
from vlm_studio.ui.paint.layer_painter import layer_steps
from vlm_studio.ui.paint.picture import BlockImages, blends, draw_raster
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.vectors import vector_steps
from vlm_studio.ui.paint.viewport import Viewport

Shown = Callable[[AnnotationLayer], Sequence[Annotation]]
"""Which annotations of a layer are to be drawn."""


def draw_stack(
    painter: QPainter,
    document: Document,
    view: Viewport,
    style: Style,
    images: BlockImages,
    annotations: Shown,
) -> None:
    """Draw what of ``document`` is in sight; ``annotations`` gives those of a layer to be drawn."""
    for _ in stack_steps(painter, document, view, style, images, annotations):
        pass


def stack_steps(
    painter: QPainter,
    document: Document,
    view: Viewport,
    style: Style,
    images: BlockImages,
    annotations: Shown,
    lifted: Collection[ObjectKey] = (),
    *,
    vectors: bool = True,
    covered: Collection[str] = (),
) -> Iterator[None]:
    """:func:`draw_stack` a little at a time, without the vector objects ``lifted``, or without ``vectors`` at all.

    Layers with the ids ``covered`` are left out.
    """
    shown = (each for each in document.shown() if each[0].id not in covered)
    layers = [each for each in shown if vectors or not isinstance(each[0], VectorLayer)]
    rest = (document.rough, view, style, images, annotations, lifted)
    if not any(not isinstance(layer, AnnotationLayer) and blends(layer) for layer, _ in layers):
        yield from _layer_steps(painter, layers, *rest)
        return
    # Blend modes mix with the layers below, never with the ground the document lies on.
    sheet = view.sheet()
    on_sheet = QPainter(sheet)
    try:
        yield from _layer_steps(on_sheet, layers, *rest)
    finally:
        on_sheet.end()
    painter.drawImage(QPoint(0, 0), sheet)


def _layer_steps(
    painter: QPainter,
    layers: Sequence[tuple[Leaf, float]],
    rough: Mapping[str, int],
    view: Viewport,
    style: Style,
    images: BlockImages,
    annotations: Shown,
    lifted: Collection[ObjectKey],
) -> Iterator[None]:
    ground = ChipGround()
    for layer, opacity in layers:
        if isinstance(layer, RasterLayer):
            finest, smooth = rough.get(layer.block.path, 0), style.smooth
            draw_raster(painter, layer, view, images, opacity=opacity, smooth=smooth, finest=finest)
            yield
        elif isinstance(layer, VectorLayer):
            left_out = {id for owner, id in lifted if owner == layer.id}
            yield from vector_steps(painter, layer, view, opacity, left_out, quick=style.quick)
        elif found := annotations(layer):
            yield from layer_steps(painter, found, view, style, opacity, ground)
