"""The changes people make, as functions from a document to a :class:`Change`; nothing is done until it is pushed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.history import Change, Swap
from vlm_studio.document.layers import AnnotationLayer, Layer, RasterLayer, VectorLayer
from vlm_studio.words import Text, text


def set_layers(document: Document, ids: Iterable[str], text: Text, **values: Any) -> Change:
    """Give every layer of ``ids`` the properties ``values`` (``name="Cats"``, ``visible=False``, ...)."""
    swaps: dict[str, Swap[Layer]] = {}
    for id in ids:
        before = document.layer(id)
        swaps[id] = Swap(before, msgspec.structs.replace(before, **values))
    return Change(text, layers=swaps)


def set_visible(document: Document, wanted: Mapping[str, bool], text: Text) -> Change:
    """Show and hide layers, each as ``wanted`` says by its id."""
    swaps: dict[str, Swap[Layer]] = {}
    for id, visible in wanted.items():
        before = document.layer(id)
        swaps[id] = Swap(before, msgspec.structs.replace(before, visible=visible))
    return Change(text, layers=swaps)


def insert_layers(
    document: Document,
    layers: Sequence[Layer],
    text: Text,
    *,
    annotations: Mapping[str, Iterable[Annotation]] | None = None,
    parent: str = ROOT,
    index: int | None = None,
) -> Change:
    """Put ``layers`` (from the bottom up) into ``parent`` at ``index``, on top by default."""
    siblings = document.children(parent)
    at = len(siblings) if index is None else index
    ids = tuple(layer.id for layer in layers)
    return Change(
        text,
        layers={layer.id: Swap(None, layer) for layer in layers},
        children={parent: Swap(siblings, siblings[:at] + ids + siblings[at:])},
        annotations={
            (layer, annotation.id): Swap(None, annotation)
            for layer, several in (annotations or {}).items()
            for annotation in several
        },
    )


def insert_picture(
    document: Document, block: Block, name: str, centre: Point | None = None
) -> Change:
    """Put ``block`` on a new layer on top, its middle at ``centre`` or in the document's middle."""
    middle = centre or document.bounds().centre
    x, y = round(middle.x - block.width / 2), round(middle.y - block.height / 2)
    layer = RasterLayer(name=name, block=block, x=x, y=y)
    return insert_layers(document, [layer], text("Add {name}", name=name))


def insert_drawing(
    document: Document,
    drawn: VectorLayer,
    size: tuple[int, int],
    centre: Point | None = None,
) -> Change:
    """Put the new layer ``drawn`` on top, the middle of their picture of ``size`` as in :func:`insert_picture`."""
    middle = centre or document.bounds().centre
    dx, dy = round(middle.x - size[0] / 2), round(middle.y - size[1] / 2)
    objects = tuple(each.moved(dx, dy) for each in drawn.objects)
    layer = msgspec.structs.replace(drawn, objects=objects)
    return insert_layers(document, [layer], text("Add {name}", name=layer.name))


def replace_block(document: Document, layer: RasterLayer, block: Block, text: Text) -> Change:
    """Give a raster layer other pixels, their middle where that of the old ones was."""
    x = layer.x + (layer.block.width - block.width) // 2
    y = layer.y + (layer.block.height - block.height) // 2
    return set_layers(document, [layer.id], text, block=block, x=x, y=y, provenance=None)


def remove_layers(document: Document, ids: Iterable[str], text: Text) -> Change:
    """Take layers away, groups with everything in them."""
    gone = {id: document.layer(id) for id in ids}
    for id in list(gone):
        gone |= {layer.id: layer for layer in document.walk(id)}
    children = {}
    for parent in {document.parent(id) for id in gone} | set(gone):
        before = document.children(parent)
        after = () if parent in gone else tuple(id for id in before if id not in gone)
        if before != after:
            children[parent] = Swap(before, after)
    return Change(
        text,
        layers={id: Swap(layer, None) for id, layer in gone.items()},
        children=children,
        annotations={
            (id, key): Swap(annotation, None)
            for id in gone
            for key, annotation in document.annotations(id).items()
        },
    )


def move_layers(
    document: Document, ids: Sequence[str], parent: str, index: int, text: Text
) -> Change:
    """Put layers, in their given order, into ``parent`` so that the first lands at ``index`` of what was there.

    Raises ``ValueError`` when a group would land inside itself.
    """
    holder = parent
    while holder != ROOT:
        if holder in ids:
            raise ValueError("a group cannot be moved into itself")
        holder = document.parent(holder)
    moving = set(ids)
    after = {}
    for old in {document.parent(id) for id in ids} | {parent}:
        after[old] = tuple(id for id in document.children(old) if id not in moving)
    at = sum(id not in moving for id in document.children(parent)[:index])
    after[parent] = after[parent][:at] + tuple(ids) + after[parent][at:]
    return Change(
        text, children={id: Swap(document.children(id), new) for id, new in after.items()}
    )


def set_annotations(
    document: Document, layer: str, values: Iterable[Annotation], text: Text
) -> Change:
    """Put ``values`` into ``layer``, each in place of the annotation with its id or as a new one."""
    before = document.annotations(layer)
    swaps = {(layer, a.id): Swap(before.get(a.id), a) for a in values}
    return Change(text, annotations=swaps)


def edit_annotations(
    document: Document, layer: str, values: Iterable[Annotation], text: Text
) -> Change:
    """As :func:`set_annotations`, for changes made by hand: what came from a model is marked as edited."""
    marked = (
        msgspec.structs.replace(a, edited=True) if a.provenance is not None else a for a in values
    )
    return set_annotations(document, layer, marked, text)


def remove_annotations(document: Document, layer: str, ids: Iterable[int], text: Text) -> Change:
    """Delete annotations; the layer remembers predictions among them, so that a re-run leaves them out."""
    before = document.annotations(layer)
    gone = [before[id] for id in ids]
    predictions = tuple(a for a in gone if a.provenance is not None)
    layers: dict[str, Swap[Layer]] = {}
    owner = document.layer(layer)
    if predictions and isinstance(owner, AnnotationLayer):
        layers[layer] = Swap(
            owner, msgspec.structs.replace(owner, removed=owner.removed + predictions)
        )
    return Change(text, layers=layers, annotations={(layer, a.id): Swap(a, None) for a in gone})
