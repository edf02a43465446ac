"""What a painting follows, taken from a layer of a document: its strokes, its poses, or its pixels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer, Layer, RasterLayer, VectorLayer
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.skeletons import Pose
from vlm_studio.tasks.design import Control, ControlKind
from vlm_studio.words import Text, text

FOLLOWED: Mapping[ControlKind, Text] = {
    "lineart": text("the lines that it followed"),
    "pose": text("the poses that it followed"),
    "edges": text("the edges that it followed"),
    "depth": text("the depth map that it followed"),
}


def can_follow(kind: ControlKind, document: Document, layer: Layer | None) -> bool:
    """Whether ``layer`` holds something of that kind now."""
    if kind == "lineart" and isinstance(layer, VectorLayer):
        return bool(layer.objects)
    if kind == "pose" and isinstance(layer, AnnotationLayer):
        return any(_poses(document, layer))
    return kind in ("edges", "depth") and isinstance(layer, RasterLayer)


def taken(
    control: Control, document: Document, layer: Layer, artboard: tuple[int, int, int, int]
) -> Control:
    """``control`` with what ``layer`` holds of it now, for an ``artboard``: x, y, width and height in the document."""
    x, y, _, _ = artboard
    found = msgspec.structs.replace(control, layer=layer.id, x=x, y=y)
    if isinstance(layer, VectorLayer):
        objects = tuple(each.moved(-x, -y) for each in layer.objects)
        return msgspec.structs.replace(found, objects=objects)
    if isinstance(layer, AnnotationLayer):
        poses = tuple(pose.moved(-x, -y) for pose in _poses(document, layer))
        return msgspec.structs.replace(found, poses=poses)
    seen = document.picture(layer.id)
    picture = PictureRef(seen.layers, *artboard, seen.sources) if seen is not None else None
    return msgspec.structs.replace(found, picture=picture)


def _poses(document: Document, layer: AnnotationLayer) -> Iterator[Pose]:
    for annotation in document.shown_annotations(layer):
        if isinstance(annotation.shape, Pose):
            yield annotation.shape
