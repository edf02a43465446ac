"""A whole document as one picture."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.compose import paint
from vlm_studio.document.document import DocumentState
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.document.tree import Leaf
from vlm_studio.formats.painter import Look, Painter

Pixels = NDArray[np.uint8]


def merged(state: DocumentState, painter: Painter) -> Pixels:
    """Every visible layer in its place, RGBA of the document's size."""
    result = np.zeros((state.height, state.width, 4), np.uint8)
    for layer in _faded(state):
        if isinstance(layer, AnnotationLayer):
            _paint_annotations(result, state, [layer], Look(), painter)
        else:
            _paint(result, state, layer, painter)
    return result


def annotated(state: DocumentState, painter: Painter, look: Look) -> Pixels:
    """The visible raster and vector layers with all visible annotations on top, RGBA of the document's size."""
    result = np.zeros((state.height, state.width, 4), np.uint8)
    layers: list[AnnotationLayer] = []
    for layer in _faded(state):
        if isinstance(layer, AnnotationLayer):
            layers.append(layer)
        else:
            _paint(result, state, layer, painter)
    _paint_annotations(result, state, layers, look, painter)
    return result


def rasters(state: DocumentState) -> Pixels:
    """The visible raster layers, RGBA of the document's size."""
    result = np.zeros((state.height, state.width, 4), np.uint8)
    for layer in _faded(state):
        if isinstance(layer, RasterLayer):
            _paint_raster(result, layer)
    return result


def thumbnail(pixels: Pixels, side: int = 256) -> Pixels:
    """``pixels`` made to fit into ``side`` x ``side``."""
    height, width = pixels.shape[:2]
    # A coarse step by whole pixels first: a thumbnail needs no more of a large picture.
    step = max(1, max(width, height) // (4 * side))
    image = Image.fromarray(np.ascontiguousarray(pixels[::step, ::step]))
    image.thumbnail((side, side))
    return np.asarray(image)


def _faded(state: DocumentState) -> Iterator[Leaf]:
    """Visible layers from the bottom up, each at the opacity that it and its groups give it."""
    return (msgspec.structs.replace(leaf, opacity=faded) for leaf, faded in state.shown())


def _paint(
    result: Pixels, state: DocumentState, layer: RasterLayer | VectorLayer, painter: Painter
) -> None:
    if isinstance(layer, RasterLayer):
        _paint_raster(result, layer)
        return
    drawn = painter.draw_vectors(state, layer)
    if drawn is not None:
        pixels, x, y = drawn
        paint(result, pixels, x, y, 1.0, layer.blend)


def _paint_raster(result: Pixels, layer: RasterLayer) -> None:
    source = MappedBlock(layer.block).array()
    paint(result, source, layer.x, layer.y, layer.opacity, layer.blend)


def _paint_annotations(
    result: Pixels,
    state: DocumentState,
    layers: list[AnnotationLayer],
    look: Look,
    painter: Painter,
) -> None:
    drawn = painter.draw(state, layers, look) if layers else None
    if drawn is not None:
        pixels, x, y = drawn
        paint(result, pixels, x, y, 1.0, "svg:src-over")
