"""Changes to several layers at once: groups, copies with everything in them, and the order of layers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from vlm_studio.document.document import Document
from vlm_studio.document.history import Change, Swap
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, new_id
from vlm_studio.document.tree import ROOT
from vlm_studio.words import Text

K = TypeVar("K")


def from_the_top(document: Document, parent: str = ROOT, depth: int = 0) -> list[tuple[str, int]]:
    """Every layer as the panel lists it, with how deep it lies: from the top down, a group before its members."""
    listed = []
    for id in reversed(document.children(parent)):
        listed += [(id, depth), *from_the_top(document, id, depth + 1)]
    return listed


def outermost(document: Document, ids: Iterable[str]) -> list[Layer]:
    """The layers ``ids`` from the bottom up, without those that lie in a group among them."""
    chosen = set(ids)
    inside = {layer.id for id in chosen for layer in document.walk(id)}
    return [layer for layer in document.walk() if layer.id in chosen - inside]


def alone(document: Document, id: str) -> dict[str, bool]:
    """Which layers are to be visible and which not, so that of all there is only ``id`` can be seen."""
    wanted: dict[str, bool] = {}
    while id != ROOT:
        parent = document.parent(id)
        wanted |= {each: each == id for each in document.children(parent)}
        id = parent
    return wanted


def group(document: Document, ids: Iterable[str], layer: GroupLayer, text: Text) -> Change:
    """Put layers, their order kept, into the new group ``layer`` where the topmost of them is.

    Raises ``ValueError`` when there are none.
    """
    members = tuple(member.id for member in outermost(document, ids))
    if not members:
        raise ValueError("a group needs members")
    top = members[-1]
    children: dict[str, tuple[str, ...]] = {layer.id: members}
    for parent in {document.parent(id) for id in members}:
        named = (layer.id if id == top else id for id in document.children(parent))
        children[parent] = tuple(id for id in named if id not in members)
    return Change(text, layers={layer.id: Swap(None, layer)}, children=_swaps(document, children))


def ungroup(document: Document, ids: Iterable[str], text: Text) -> Change:
    """Put the members of the outermost groups among ``ids`` in their place.

    Members take on how faded and how hidden their group was, so that nothing looks different; a group's
    own blend mode is not shown and is let go.
    """
    groups = {
        layer.id: layer for layer in outermost(document, ids) if isinstance(layer, GroupLayer)
    }
    layers: dict[str, Swap[Layer]] = {}
    children: dict[str, tuple[str, ...]] = {}
    for id, holder in groups.items():
        layers[id] = Swap(holder, None)
        children[id] = ()
        for member in map(document.layer, document.children(id)):
            layers[member.id] = Swap(member, _freed(member, holder))
    for parent in {document.parent(id) for id in groups}:
        children[parent] = tuple(
            each
            for id in document.children(parent)
            for each in (document.children(id) if id in groups else (id,))
        )
    return Change(text, layers=layers, children=_swaps(document, children))


def _freed(member: Layer, holder: GroupLayer) -> Layer:
    opacity, visible = member.opacity * holder.opacity, member.visible and holder.visible
    return msgspec.structs.replace(member, opacity=opacity, visible=visible)


def duplicate(
    document: Document, ids: Iterable[str], name: Callable[[str], str], text: Text
) -> tuple[Change, tuple[str, ...]]:
    """Copy layers, groups with everything in them, each to right above itself; and the ids of the copies.

    Every copy has a fresh id; ``name`` makes the name of an outermost copy from that of its original.
    Predictions copied together with the layers they were made from belong to the copies of those.
    """
    originals = outermost(document, ids)
    inner = [layer for original in originals for layer in document.walk(original.id)]
    fresh = {layer.id: new_id() for layer in (*originals, *inner)}
    copies = [copied(layer, fresh, name(layer.name)) for layer in originals]
    copies += [copied(layer, fresh, layer.name) for layer in inner]
    children = {fresh[id]: tuple(fresh[member] for member in document.children(id)) for id in fresh}
    for parent in {document.parent(layer.id) for layer in originals}:
        children[parent] = tuple(
            each
            for id in document.children(parent)
            for each in ((id, fresh[id]) if id in fresh else (id,))
        )
    annotations = {
        (copy, key): Swap(None, annotation)
        for id, copy in fresh.items()
        for key, annotation in document.annotations(id).items()
    }
    change = Change(
        text,
        layers={copy.id: Swap(None, copy) for copy in copies},
        children=_swaps(document, children),
        annotations=annotations,
    )
    return change, tuple(fresh[layer.id] for layer in originals)


def copied(layer: Layer, fresh: Mapping[str, str], name: str) -> Layer:
    """``layer`` under its id in ``fresh``; predictions of layers that are copied too belong to their copies."""
    copy: Layer = msgspec.structs.replace(layer, id=fresh[layer.id], name=name)
    if isinstance(copy, AnnotationLayer) and copy.source is not None:
        layers = tuple(fresh.get(id, id) for id in copy.source.layers)
        source = msgspec.structs.replace(copy.source, layers=layers)
        return msgspec.structs.replace(copy, source=source)
    return copy


def shift(document: Document, ids: Iterable[str], by: int, text: Text) -> Change:
    """Move layers one place up (1) or down (-1) among their siblings; those at the end stay there."""
    return _reordered(document, ids, lambda siblings, moving: shifted(siblings, moving, by), text)


def to_end(document: Document, ids: Iterable[str], text: Text, *, top: bool) -> Change:
    """Move layers, their order kept, above or below all their siblings."""

    return _reordered(
        document, ids, lambda siblings, moving: at_end(siblings, moving, top=top), text
    )


def at_end(siblings: Sequence[K], moving: Collection[K], *, top: bool) -> Sequence[K]:
    """``siblings`` with those that are ``moving`` above or below all others."""
    return sorted(siblings, key=lambda id: (id in moving) == top)


def shifted(siblings: Sequence[K], moving: Collection[K], by: int) -> Sequence[K]:
    """``siblings`` with those that are ``moving`` one place up (1) or down (-1), as far as there is one."""
    order = list(siblings)
    places = range(len(order) - 1)
    for lower in reversed(places) if by > 0 else places:
        here, there = (lower, lower + 1) if by > 0 else (lower + 1, lower)
        if order[here] in moving and order[there] not in moving:
            order[here], order[there] = order[there], order[here]
    return order


def _reordered(
    document: Document,
    ids: Iterable[str],
    order: Callable[[Sequence[str], set[str]], Sequence[str]],
    text: Text,
) -> Change:
    moving = {layer.id for layer in outermost(document, ids)}
    parents = {document.parent(id) for id in moving}
    children = {parent: tuple(order(document.children(parent), moving)) for parent in parents}
    return Change(text, children=_swaps(document, children))


def _swaps(
    document: Document, children: Mapping[str, tuple[str, ...]]
) -> dict[str, Swap[tuple[str, ...]]]:
    return {parent: Swap(document.children(parent), ids) for parent, ids in children.items()}
