"""A part of a drawing that is to be drawn anew: which, and what is asked for; a :class:`StudioError` says why not."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

import msgspec

from vlm_studio.document import drawing
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import AnnotationKey
from vlm_studio.document.layers import VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.jobs.accept import within
from vlm_studio.tasks.design import Place, SketchRequest
from vlm_studio.tasks.names import DESIGN_MODELS
from vlm_studio.tasks.recreate import request_of
from vlm_studio.words import text

_COUNT = 4
_MARGIN = 0.1
"""Of the shorter side of what is selected, so that what comes is about as large: engines leave a margin."""


def marked(
    document: Document, objects: Collection[ObjectKey], annotations: Collection[AnnotationKey]
) -> tuple[VectorLayer, Box]:
    """The drawing and the area of it that is to be drawn anew: around ``objects``, else what ``annotations`` mark."""
    if objects:
        found = [each for key in objects if (each := drawing.found(document, key)) is not None]
        layer = document.layers.get(min(objects)[0])
        area = _around(each.shape.bounds() for each in found)
        area = area.grown(max(1.0, _MARGIN * min(area.width, area.height)))
    else:
        shapes = [document.annotations(layer).get(id) for layer, id in annotations]
        area = _around(each.bounds() for each in shapes if each is not None)
        layer = _drawing_in(document, area)
    if not isinstance(layer, VectorLayer):
        raise _nothing()
    if layer.locked:
        raise StudioError(text("{name} is locked.", name=layer.name))
    return layer, area


def _around(boxes: Iterable[Box]) -> Box:
    corners = [corner for box in boxes for corner in box.corners]
    if not corners:
        raise _nothing()
    return Box.around(corners)


def _drawing_in(document: Document, area: Box) -> VectorLayer | None:
    """The topmost drawing with a stroke in ``area``."""
    shown = [layer for layer, _ in document.shown() if isinstance(layer, VectorLayer)]
    return next((layer for layer in reversed(shown) if within(layer, area)), None)


def request(layer: VectorLayer, area: Box, words: str) -> SketchRequest:
    """Sketches of ``words`` for ``area`` of ``layer``, by the model that made it if one did."""
    before = request_of(layer.provenance)
    if not isinstance(before, SketchRequest):
        before = SketchRequest(words, DESIGN_MODELS["text-to-sketch"])
    x, y = math.floor(area.x), math.floor(area.y)
    return msgspec.structs.replace(
        before,
        words=words,
        width=max(1, math.ceil(area.right) - x),
        height=max(1, math.ceil(area.bottom) - y),
        count=_COUNT,
        skip=0,
        like=(),
        place=Place(x, y, layer.id),
    )


def _nothing() -> StudioError:
    return StudioError(text("Select strokes of a drawing, or mark a place on it with a box."))
