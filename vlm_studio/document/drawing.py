"""Changes of the objects in vector layers, as functions from a document to a :class:`Change`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from vlm_studio.document.document import Document
from vlm_studio.document.history import Change, Swap
from vlm_studio.document.layers import Layer, VectorLayer
from vlm_studio.document.vectors import Path, VectorObject
from vlm_studio.words import Text

ObjectKey = tuple[str, int]
"""Layer and id of an object."""


class Filling(msgspec.Struct, frozen=True):
    """What a click fills: the object with the id ``recolours``, or a new ``path`` (even-odd) at ``index``; or neither.

    There is neither where nothing bounds the place.
    """

    recolours: int | None = None
    path: Path | None = None
    index: int = 0


def found(document: Document, key: ObjectKey) -> VectorObject | None:
    """The object that ``key`` names, if it is there."""
    layer = document.layers.get(key[0])
    objects = layer.objects if isinstance(layer, VectorLayer) else ()
    return next((each for each in objects if each.id == key[1]), None)


def found_all(document: Document, keys: Iterable[ObjectKey]) -> dict[ObjectKey, VectorObject]:
    """Those of the objects that ``keys`` name that are there, from the bottom up in each layer."""
    wanted = set(keys)
    layers = (document.layers.get(id) for id in sorted({layer for layer, _ in wanted}))
    return {
        (layer.id, each.id): each
        for layer in layers
        if isinstance(layer, VectorLayer)
        for each in layer.objects
        if (layer.id, each.id) in wanted
    }


def set_objects(
    document: Document, values: Mapping[ObjectKey, VectorObject | None], text: Text
) -> Change:
    """Put ``values`` in the place of the objects with their keys; ``None`` takes one out."""
    return _with(
        document,
        {key[0] for key in values},
        lambda layer, each: values.get((layer, each.id), each),
        text,
    )


def remove_objects(document: Document, keys: Iterable[ObjectKey], text: Text) -> Change:
    """Take objects out of their layers."""
    return set_objects(document, dict.fromkeys(keys), text)


def add_objects(
    document: Document, layer: VectorLayer, objects: Sequence[VectorObject], text: Text
) -> tuple[Change, tuple[int, ...]]:
    """Put ``objects`` on top of those in ``layer``; and the ids they get."""
    first = max((each.id for each in layer.objects), default=0) + 1
    fresh = tuple(msgspec.structs.replace(each, id=id) for id, each in enumerate(objects, first))
    after = msgspec.structs.replace(layer, objects=layer.objects + fresh)
    change = Change(text, layers={layer.id: Swap(layer, after)})
    return change, tuple(each.id for each in fresh)


def fill(
    document: Document, layer: VectorLayer, filling: Filling, colour: str, text: Text
) -> Change | None:
    """Fill what a click means with ``colour``; ``None`` when it means nothing, or it looks like that already."""
    if filling.recolours is not None:
        each = found(document, (layer.id, filling.recolours))
        if each is None or each.fill == colour:
            return None
        painted = msgspec.structs.replace(each, fill=colour)
        return set_objects(document, {(layer.id, each.id): painted}, text)
    if filling.path is None:
        return None
    id = max((each.id for each in layer.objects), default=0) + 1
    new = VectorObject(id, filling.path, fill=colour, rule="evenodd")
    objects = (*layer.objects[: filling.index], new, *layer.objects[filling.index :])
    after = msgspec.structs.replace(layer, objects=objects)
    return Change(text, layers={layer.id: Swap(layer, after)})


def _with(
    document: Document,
    layers: Iterable[str],
    become: Callable[[str, VectorObject], VectorObject | None],
    text: Text,
) -> Change:
    swaps: dict[str, Swap[Layer]] = {}
    for id in sorted(layers):
        before = document.layer(id)
        if isinstance(before, VectorLayer):
            several = (become(id, each) for each in before.objects)
            objects = tuple(each for each in several if each is not None)
            swaps[id] = Swap(before, msgspec.structs.replace(before, objects=objects))
    return Change(text, layers=swaps)
