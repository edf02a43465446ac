"""A part that is to be drawn or painted anew: which, and what is asked for; a :class:`StudioError` says why not."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

import msgspec

from vlm_studio.document import drawing
from vlm_studio.document.annotations import Area
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import AnnotationKey
from vlm_studio.document.layers import VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.jobs.accept import within
from vlm_studio.studio.painters import DesignModel
from vlm_studio.tasks.design import PaintRequest, Place, SketchRequest
from vlm_studio.tasks.names import DESIGN_MODELS
from vlm_studio.tasks.recreate import request_of
from vlm_studio.words import text

_COUNT, _PAINTINGS = 4, 2
_FEATHER = 8
"""Pixels over which a painted part fades in, inside of what is marked."""
_MARGIN = 0.1
"""Of the shorter side of what is selected, so that what comes is about as large: engines leave a margin."""


def marked(
    document: Document, objects: Collection[ObjectKey], annotations: Collection[AnnotationKey]
) -> tuple[VectorLayer, Box]:
    """The drawing and the area of it that is to be drawn anew: around ``objects``, else what ``annotations`` mark."""
    if objects:
        found = [each for key in objects if (each := drawing.found(document, key)) is not None]
        layer = document.layers.get(min(objects)[0])
        area = around(each.shape.bounds() for each in found)
        area = area.grown(max(1.0, _MARGIN * min(area.width, area.height)))
    else:
        area = _area(document, annotations)
        layer = drawing_in(document, annotations)
    if not isinstance(layer, VectorLayer):
        raise _nothing()
    if layer.locked:
        raise StudioError(text("{name} is locked.", name=layer.name))
    return layer, area


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all ``boxes``. Raises :class:`StudioError` when there are none."""
    corners = [corner for box in boxes for corner in box.corners]
    if not corners:
        raise _nothing()
    return Box.around(corners)


def _area(document: Document, annotations: Collection[AnnotationKey]) -> Box:
    shapes = [document.annotations(layer).get(id) for layer, id in annotations]
    return around(each.bounds() for each in shapes if each is not None)


def drawing_in(document: Document, annotations: Collection[AnnotationKey]) -> VectorLayer | None:
    """The topmost drawing with a stroke where ``annotations`` are."""
    area = _area(document, annotations)
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


def painting(
    document: Document,
    annotations: Collection[AnnotationKey],
    models: Sequence[DesignModel],
    words: str = "",
) -> PaintRequest:
    """A painting of ``words`` in what ``annotations`` mark of all visible pictures, by the first model that can do it."""
    shapes = [
        each.shape
        for layer, id in sorted(annotations)
        if (each := document.annotations(layer).get(id)) is not None
    ]
    areas = [shape for shape in shapes if isinstance(shape, Area)]
    picture = document.picture()
    if picture is None or not areas:
        raise _nothing()
    painter = next((m for m in models if m.abilities is not None and m.abilities.inpaint), None)
    if painter is None:
        raise StudioError(
            text("To paint a part of a picture anew, add a diffusion model that can do so.")
        )
    return PaintRequest(
        words,
        painter.card.id,
        picture.width,
        picture.height,
        count=_PAINTINGS,
        strength=1.0,
        picture=picture,
        inside=tuple(area.moved(-picture.x, -picture.y) for area in areas),
        feather=_FEATHER,
    )


def _nothing() -> StudioError:
    return StudioError(
        text("Select strokes of a drawing, or mark a place on it or on a picture with a shape.")
    )
