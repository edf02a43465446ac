"""Which ControlNets go with a diffusion model, and what each of them follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.design import ControlKind

_SIGNS: Mapping[ControlKind, tuple[str, ...]] = {
    "lineart": ("lineart", "line-art", "scribble", "sketch", "softedge"),
    "pose": ("pose",),
    "depth": ("depth",),
    "edges": ("canny", "edge", "hed", "mlsd"),
}
"""Words in the name of a ControlNet that say what it follows: its settings do not."""


Controls = dict[ControlKind, tuple[str, ...]]
"""Ids of ControlNets, by what they follow."""


def controls_of(store: ModelStore, cards: Sequence[Card]) -> dict[str, Controls]:
    """The ControlNets that are here and made for models like each of ``cards``, by the id of that."""
    nets = [
        (net, _base(store, net))
        for net in store.cards()
        if net.architecture == "controlnet" and store.state(net.id) == "ready"
    ]
    return {card.id: _fitting(nets, _base(store, card)) for card in cards}


def _fitting(nets: Sequence[tuple[Card, str]], base: str) -> Controls:
    fitting = [net for net, made_for in nets if base and made_for == base]
    found = {kind: tuple(net.id for net in fitting if kind in kinds(net)) for kind in _SIGNS}
    return {kind: ids for kind, ids in found.items() if ids}


def kinds(card: Card) -> tuple[ControlKind, ...]:
    """What a ControlNet follows, by its name; one whose name says nothing may follow anything."""
    name = f"{card.id} {card.name}".casefold()
    said = tuple(kind for kind, signs in _SIGNS.items() if any(sign in name for sign in signs))
    return said or tuple(_SIGNS)


def _base(store: ModelStore, card: Card) -> str:
    known = store.folders.facts(card.id) if card.in_folder else None
    return known.inspected.base if known and known.inspected else ""
