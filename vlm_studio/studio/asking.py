"""What a person wants from a model, as a request; a :class:`StudioError` says why it cannot be asked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from vlm_studio.document import merging
from vlm_studio.document.document import ROOT, Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, new_id
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.tasks.design import DesignRequest, PaintRequest
from vlm_studio.tasks.names import DEFAULT_MODELS
from vlm_studio.tasks.requests import (
    BoxMasksRequest,
    DetectRequest,
    LabelledBox,
    PoseRequest,
    RestyleRequest,
    SegmentRequest,
    Style,
)
from vlm_studio.tasks.styles import FIRST
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.wire.work import CutOutRequest, MergeRequest, TraceRequest
from vlm_studio.words import text

Offered = (
    DetectRequest
    | SegmentRequest
    | PoseRequest
    | BoxMasksRequest
    | RestyleRequest
    | CutOutRequest
    | TraceRequest
)
"""Requests whose results become layers, now or when a person takes them."""


def picture_of(document: Document, selected: str | None = None) -> PictureRef:
    """What a model would look at now."""
    picture = document.picture(selected)
    if picture is None:
        raise StudioError(text("There is no visible picture to look at."))
    return picture


def whole_picture(
    document: Document,
    task: str,
    model: str,
    selected: str | None,
    *,
    overlap: float,
    labels: tuple[str, ...],
    cutout: bool,
    style: Style | None = None,
) -> Offered:
    """A ``task`` on the raster layer ``selected``, or on all that is visible. ``ValueError`` for another task."""
    picture = picture_of(document, selected)
    match task:
        case "object-detection":
            return DetectRequest(picture, model, labels, overlap)
        case "image-segmentation":
            return SegmentRequest(picture, model, cutout)
        case "keypoint-detection":
            return PoseRequest(picture, model)
        case "image-to-image":
            return RestyleRequest(picture, model, _apart(style or Style((FIRST,)), picture))
    raise ValueError(f"not a task that runs on a whole picture: {task}")


def _apart(style: Style, picture: PictureRef) -> Style:
    """``style``, unless its example is part of what is to be painted."""
    if style.example is not None and set(style.example.sources) & set(picture.sources):
        sentence = text(
            "Select the layer to paint: another one than {name}, whose style it gets.",
            name=style.title,
        )
        raise StudioError(sentence)
    return style


def masks_from_boxes(document: Document, layer: str, ids: Sequence[int] | None) -> BoxMasksRequest:
    """One labelled mask from each box of ``layer``: the given ones, or all that are shown."""
    picture = picture_of(document)
    owner = document.layer(layer)
    shown = document.shown_annotations(owner) if isinstance(owner, AnnotationLayer) else []
    boxes = tuple(
        LabelledBox(a.shape.moved(-picture.x, -picture.y), a.label, a.score)
        for a in shown
        if isinstance(a.shape, Box) and (ids is None or a.id in ids)
    )
    if not boxes:
        raise StudioError(text("There is no box to make a mask from."))
    return BoxMasksRequest(picture, DEFAULT_MODELS["mask-generation"], boxes)


def cut_out(document: Document, layer: str, annotation: int) -> CutOutRequest:
    """What is under one mask of ``layer``."""
    found = document.annotations(layer).get(annotation)
    if found is None or not isinstance(found.shape, Mask):
        raise StudioError(text("Select a mask to cut out."))
    picture = picture_of(document)
    return CutOutRequest(picture, found.shape.moved(-picture.x, -picture.y))


def trace(document: Document, layer: str, how: Tracing) -> TraceRequest:
    """The raster layer ``layer`` as paths."""
    return TraceRequest(picture_of(document, layer), how, new_id())


def merge(document: Document, ids: Sequence[str]) -> MergeRequest:
    """The raster layers ``ids`` as one layer."""
    picture = merging.picture(document, ids)
    if picture is None or len(ids) < 2:
        raise StudioError(text("There is no second picture to merge with."))
    return MergeRequest(picture, new_id())


def document_for(request: Offered) -> DocumentState:
    """A document of the picture that ``request`` looked at, for a result whose own document is closed."""
    return _document_of(request.picture)


def artboard_of(request: DesignRequest) -> DocumentState:
    """A document that is the artboard of ``request``, for designs whose own document is closed."""
    if isinstance(request, PaintRequest) and request.picture is not None:
        return _document_of(request.picture)
    name = str(text("Design"))
    return DocumentState(new_id(), name, request.width, request.height)


def on_artboard(request: DesignRequest) -> DesignRequest:
    """The same question in the document of :func:`artboard_of`."""
    request = msgspec.structs.replace(request, place=None)
    if isinstance(request, PaintRequest) and request.picture is not None:
        picture = msgspec.structs.replace(request.picture, x=0, y=0)
        return msgspec.structs.replace(request, picture=picture)
    return request


def _document_of(picture: PictureRef) -> DocumentState:
    layers = [
        RasterLayer(
            name=str(text("Picture")),
            block=placed.block,
            x=placed.x - picture.x,
            y=placed.y - picture.y,
            opacity=placed.opacity,
            blend=placed.blend,
        )
        for placed in picture.layers
    ]
    return DocumentState(
        id=new_id(),
        name=str(text("Result")),
        width=picture.width,
        height=picture.height,
        layers={layer.id: layer for layer in layers},
        children={ROOT: tuple(layer.id for layer in layers)},
    )


def at_origin(request: Offered) -> Offered:
    """The same question about the same picture, in the document of :func:`document_for`."""
    picture = msgspec.structs.replace(request.picture, x=0, y=0)
    return msgspec.structs.replace(request, picture=picture)
