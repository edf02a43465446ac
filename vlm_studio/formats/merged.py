"""A whole document as one picture."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.compose import blend
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer
from vlm_studio.formats.painter import Look, Painter

Pixels = NDArray[np.uint8]
_ROWS = 256
_PLAIN = "svg:src-over"


def shown(
    state: DocumentState, parent: str = ROOT, opacity: float = 1.0
) -> Iterator[RasterLayer | AnnotationLayer]:
    """Visible layers from the bottom up, each at the opacity that it and its groups give it."""
    for id in state.children.get(parent, ()):
        layer = state.layers[id]
        if not layer.visible:
            continue
        strength = opacity * layer.opacity
        if isinstance(layer, GroupLayer):
            yield from shown(state, id, strength)
        else:
            yield msgspec.structs.replace(layer, opacity=strength)


def merged(state: DocumentState, painter: Painter) -> Pixels:
    """Every visible layer in its place, RGBA of the document's size."""
    result = np.zeros((state.height, state.width, 4), np.uint8)
    for layer in shown(state):
        if isinstance(layer, RasterLayer):
            _paint_raster(result, layer)
        else:
            _paint_annotations(result, state, [layer], Look(), painter)
    return result


def annotated(state: DocumentState, painter: Painter, look: Look) -> Pixels:
    """The visible raster layers with all visible annotations on top, RGBA of the document's size."""
    result = rasters(state)
    layers = [layer for layer in shown(state) if isinstance(layer, AnnotationLayer)]
    _paint_annotations(result, state, layers, look, painter)
    return result


def rasters(state: DocumentState) -> Pixels:
    """The visible raster layers, RGBA of the document's size."""
    result = np.zeros((state.height, state.width, 4), np.uint8)
    for layer in shown(state):
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
        paint(result, pixels, x, y, 1.0, _PLAIN)


def paint(result: Pixels, source: Pixels, x: int, y: int, opacity: float, mode: str) -> None:
    """Put RGBA ``source`` with its top-left corner at ``x, y`` onto ``result``, in place."""
    height, width = result.shape[:2]
    left, right = max(0, x), min(width, x + source.shape[1])
    top, bottom = max(0, y), min(height, y + source.shape[0])
    if right <= left or bottom <= top or opacity == 0:
        return
    for start in range(top, bottom, _ROWS):
        stop = min(start + _ROWS, bottom)
        backdrop = result[start:stop, left:right]
        piece = source[start - y : stop - y, left - x : right - x]
        backdrop[:] = _over(backdrop, piece, opacity, mode)


def _over(backdrop: Pixels, piece: Pixels, opacity: float, mode: str) -> Pixels:
    if mode != _PLAIN or opacity != 1:
        return blend(backdrop, piece, opacity, mode)
    if piece[..., 3].min() == 255:
        return piece
    # Pillow does the most frequent case ten times faster than floats.
    below = Image.fromarray(np.ascontiguousarray(backdrop))
    above = Image.fromarray(np.ascontiguousarray(piece))
    return np.asarray(Image.alpha_composite(below, above))
