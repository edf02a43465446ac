"""A whole document as a thumbnail, made from mip levels: no picture of the full size is put together for it."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from vlm_studio.document import affine
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.compose import paint
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.document.scaling import scaled
from vlm_studio.formats.merged import thumbnail
from vlm_studio.formats.painter import Look, Painter

Pixels = NDArray[np.uint8]

_DRAWN = 512
"""Pixels of the longer side, at least, at which a large document is put together."""


def small_picture(state: DocumentState, painter: Painter) -> Pixels:
    """Every visible layer in its place, RGBA that fits into 256 x 256."""
    level = 0
    while max(state.width, state.height) >> (level + 1) >= _DRAWN:
        level += 1
    page = _shrunk(state, level)
    result = np.zeros((page.height, page.width, 4), np.uint8)
    for layer, opacity in state.shown():
        if isinstance(layer, RasterLayer):
            pixels = _level(layer, level)
            paint(result, pixels, layer.x >> level, layer.y >> level, opacity, layer.blend)
        elif isinstance(layer, VectorLayer):
            drawn = painter.draw_vectors(page, _smaller(layer, opacity, page.width / state.width))
            if drawn is not None:
                paint(result, *drawn, 1.0, layer.blend)
        else:
            faded = msgspec.structs.replace(layer, opacity=opacity)
            _draw(result, state, page, faded, painter)
    return thumbnail(result)


def _shrunk(state: DocumentState, level: int) -> DocumentState:
    """``state`` without annotations and with the size that it has at a mip level."""
    width, height = max(1, state.width >> level), max(1, state.height >> level)
    return msgspec.structs.replace(state, width=width, height=height, annotations={})


def _level(layer: RasterLayer, level: int) -> Pixels:
    mapped = MappedBlock(layer.block)
    finest = min(level, layer.block.levels - 1)
    step = 1 << (level - finest)
    return mapped.array(finest)[::step, ::step]


def _smaller(layer: VectorLayer, opacity: float, by: float) -> VectorLayer:
    objects = tuple(each.mapped(affine.scale(by, by)) for each in layer.objects)
    return msgspec.structs.replace(layer, objects=objects, opacity=opacity)


def _draw(
    result: Pixels,
    state: DocumentState,
    page: DocumentState,
    layer: AnnotationLayer,
    painter: Painter,
) -> None:
    before, after = Box(0, 0, state.width, state.height), Box(0, 0, page.width, page.height)

    def smaller(annotation: Annotation) -> Annotation:
        shape = scaled(annotation.shape, before, after)
        return msgspec.structs.replace(annotation, shape=shape)

    if page.width != state.width:
        several = tuple(map(smaller, state.shown_annotations(layer)))
    else:
        several = state.shown_annotations(layer)
    shown = msgspec.structs.replace(page, annotations={layer.id: several})
    drawn = painter.draw(shown, [layer], Look(labels=False))
    if drawn is not None:
        pixels, x, y = drawn
        paint(result, pixels, x, y, 1.0, "svg:src-over")
