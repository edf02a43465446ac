"""Changes of the objects in vector layers, as functions from a document to a :class:`Change`."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

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
    """Put ``objects`` on top of those in ``layer``; and the ids they get. Groups among them stay their own."""
    fresh = numbered(layer, objects)
    after = msgspec.structs.replace(layer, objects=layer.objects + fresh)
    change = Change(text, layers={layer.id: Swap(layer, after)})
    return change, tuple(each.id for each in fresh)


def numbered(layer: VectorLayer, objects: Sequence[VectorObject]) -> tuple[VectorObject, ...]:
    """``objects`` with ids and groups that ``layer`` has not."""
    first = max((each.id for each in layer.objects), default=0) + 1
    counts = Counter(each.group for each in objects if each.group)
    several = sorted(group for group, count in counts.items() if count > 1)
    groups = dict(zip(several, itertools.count(new_group(layer)), strict=False))
    return tuple(
        msgspec.structs.replace(each, id=id, group=groups.get(each.group, 0))
        for id, each in enumerate(objects, first)
    )


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


def new_group(layer: VectorLayer) -> int:
    """A group that no object of ``layer`` is in."""
    return max((each.group for each in layer.objects), default=0) + 1


def group_objects(document: Document, keys: Iterable[ObjectKey], text: Text) -> Change:
    """Make one group of the objects in each layer; a group within another one is not kept."""
    return _regrouped(document, keys, new_group, text)


def ungroup_objects(document: Document, keys: Iterable[ObjectKey], text: Text) -> Change:
    """Take objects out of their groups."""
    return _regrouped(document, keys, lambda _: 0, text)


def _regrouped(
    document: Document,
    keys: Iterable[ObjectKey],
    group: Callable[[VectorLayer], int],
    text: Text,
) -> Change:
    found = found_all(document, keys)
    layers = (document.layer(id) for id in {layer for layer, _ in found})
    groups = {layer.id: group(layer) for layer in layers if isinstance(layer, VectorLayer)}
    values = {
        key: msgspec.structs.replace(each, group=groups[key[0]]) for key, each in found.items()
    }
    return set_objects(document, values, text)


def reorder_objects(
    document: Document,
    keys: Iterable[ObjectKey],
    order: Callable[[Sequence[int], Collection[int]], Sequence[int]],
    text: Text,
) -> Change:
    """Put the objects of each layer in another ``order`` of all ids, told which of them are meant."""
    swaps: dict[str, Swap[Layer]] = {}
    chosen = set(keys)
    for id in sorted({layer for layer, _ in chosen}):
        before = document.layers.get(id)
        if isinstance(before, VectorLayer):
            known = {each.id: each for each in before.objects}
            ids = order(list(known), {each for layer, each in chosen if layer == id})
            after = msgspec.structs.replace(before, objects=tuple(known[each] for each in ids))
            swaps[id] = Swap(before, after)
    return Change(text, layers=swaps)


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


def outline_strokes(document: Document, outlines: Mapping[ObjectKey, Path], text: Text) -> Change:
    """Fill ``outlines`` in the colours of the strokes they are the outlines of; what is filled stays below them."""
    swaps: dict[str, Swap[Layer]] = {}
    for id in sorted({layer for layer, _ in outlines}):
        before = document.layers.get(id)
        if isinstance(before, VectorLayer):
            fresh = itertools.count(max(each.id for each in before.objects) + 1)
            objects = tuple(
                made
                for each in before.objects
                for made in _outlined(each, outlines.get((id, each.id)), fresh)
            )
            swaps[id] = Swap(before, msgspec.structs.replace(before, objects=objects))
    return Change(text, layers=swaps)


def _outlined(
    each: VectorObject, outline: Path | None, fresh: Iterator[int]
) -> Iterator[VectorObject]:
    if outline is None:
        yield each
        return
    id = each.id
    if each.fill is not None:
        yield msgspec.structs.replace(each, stroke=None)
        id = next(fresh)
    yield msgspec.structs.replace(
        each, id=id, shape=outline, fill=each.stroke, stroke=None, rule="evenodd"
    )
