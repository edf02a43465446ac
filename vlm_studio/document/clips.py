"""Layers on their way from one document to another, and what of a document is shown as a picture of its own."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

import msgspec

from vlm_studio.document import grouping
from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import Change, Swap
from vlm_studio.document.layers import AnnotationLayer, Layer, RasterLayer, VectorLayer, new_id
from vlm_studio.document.tree import ROOT
from vlm_studio.document.vectors import VectorObject
from vlm_studio.words import Text

_MARGIN = 2.0
"""Pixels around shapes that their lines need."""


def taken(document: Document, ids: Iterable[str]) -> DocumentState:
    """The layers ``ids`` alone, groups with everything in them, as a document of the same size."""
    outer = grouping.outermost(document, ids)
    layers = {layer.id: layer for layer in outer}
    layers |= {inner.id: inner for layer in outer for inner in document.walk(layer.id)}
    state = document.snapshot()
    children = {id: members for id, members in state.children.items() if id in layers}
    return msgspec.structs.replace(
        state,
        layers=layers,
        children={**children, ROOT: tuple(layer.id for layer in outer)},
        annotations={id: found for id, found in state.annotations.items() if id in layers},
    )


def whole(state: DocumentState) -> bool:
    """Whether ``state`` has layers, each in one place of its tree."""
    listed = [id for members in state.children.values() for id in members]
    if sorted(listed) != sorted(state.layers) or not set(state.annotations) <= set(state.layers):
        return False
    return {layer.id for layer in state.walk()} == set(state.layers) != set()


def without(state: DocumentState, gone: Collection[str]) -> DocumentState:
    """``state`` without the layers ``gone``, which have no members."""
    return msgspec.structs.replace(
        state,
        layers={id: layer for id, layer in state.layers.items() if id not in gone},
        children={
            id: tuple(member for member in members if member not in gone)
            for id, members in state.children.items()
        },
    )


def pasted(
    document: Document, state: DocumentState, above: str | None, text: Text
) -> tuple[Change, tuple[str, ...]]:
    """Put the layers of ``state`` right above the layer ``above`` (by default on top); and their new ids."""
    fresh = {id: new_id() for id in state.layers}
    copies = [grouping.copied(layer, fresh, layer.name) for layer in state.layers.values()]
    outer = tuple(fresh[id] for id in state.children.get(ROOT, ()))
    parent = document.parent(above) if above in document.layers and above else ROOT
    siblings = document.children(parent)
    at = siblings.index(above) + 1 if above in siblings else len(siblings)
    children = {
        fresh[id]: Swap(None, tuple(fresh[member] for member in members))
        for id, members in state.children.items()
        if id != ROOT and members
    }
    children[parent] = Swap(siblings, siblings[:at] + outer + siblings[at:])
    annotations = {
        (fresh[id], a.id): Swap(None, a) for id, found in state.annotations.items() for a in found
    }
    layers: dict[str, Swap[Layer]] = {copy.id: Swap(None, copy) for copy in copies}
    return Change(text, layers=layers, children=children, annotations=annotations), outer


def renewed(state: DocumentState) -> DocumentState:
    """``state`` as a document of its own: every id is another one."""
    empty = Document.empty(state.name, state.width, state.height)
    change, _ = pasted(empty, state, None, Text(""))
    empty.apply(change)
    return empty.snapshot()


def unhidden(state: DocumentState) -> DocumentState:
    """``state`` with its outermost layers shown."""
    shown = {
        id: msgspec.structs.replace(state.layers[id], visible=True) for id in state.children[ROOT]
    }
    return msgspec.structs.replace(state, layers={**state.layers, **shown})


def pictured(state: DocumentState) -> DocumentState | None:
    """``state`` cut down to where something is, its outermost layers shown; ``None`` when nothing is anywhere."""
    state = unhidden(state)
    boxes = [
        Box(leaf.x, leaf.y, leaf.block.width, leaf.block.height)
        for leaf, _ in state.shown()
        if isinstance(leaf, RasterLayer)
    ]
    boxes += [
        each.bounds().grown(_MARGIN)
        for leaf, _ in state.shown()
        if isinstance(leaf, VectorLayer)
        for each in leaf.objects
    ]
    boxes += [annotation.bounds().grown(_MARGIN) for annotation in state.objects()]
    if not boxes:
        return None
    return _cropped(state, Box.around(corner for box in boxes for corner in box.corners))


def picture_of(annotations: Iterable[Annotation]) -> DocumentState:
    """``annotations`` alone, to be drawn; their ids may be those of several layers."""
    layer = AnnotationLayer(name="", filter=Filter(score=0.0))
    return DocumentState(
        new_id(), "", 1, 1, {layer.id: layer}, {ROOT: (layer.id,)}, {layer.id: tuple(annotations)}
    )


def drawing_of(objects: Iterable[VectorObject]) -> DocumentState:
    """``objects`` alone, to be drawn; they may be those of several layers."""
    layer = VectorLayer(name="", objects=tuple(objects))
    return DocumentState(new_id(), "", 1, 1, {layer.id: layer}, {ROOT: (layer.id,)})


def _cropped(state: DocumentState, box: Box) -> DocumentState:
    """What ``state`` holds in ``box``, made whole pixels larger where needed."""
    x, y = math.floor(box.x), math.floor(box.y)
    layers = {id: _moved(layer, -x, -y) for id, layer in state.layers.items()}
    annotations = {
        id: tuple(msgspec.structs.replace(a, shape=a.shape.moved(-x, -y)) for a in found)
        for id, found in state.annotations.items()
    }
    return msgspec.structs.replace(
        state,
        width=math.ceil(box.right) - x,
        height=math.ceil(box.bottom) - y,
        layers=layers,
        annotations=annotations,
    )


def _moved(layer: Layer, dx: int, dy: int) -> Layer:
    """``layer`` with its pixels and vectors so much further right and down."""
    if isinstance(layer, RasterLayer):
        return msgspec.structs.replace(layer, x=layer.x + dx, y=layer.y + dy)
    if isinstance(layer, VectorLayer):
        moved = tuple(each.moved(dx, dy) for each in layer.objects)
        return msgspec.structs.replace(layer, objects=moved)
    return layer
