"""Refusing what there is no memory for, before anything is loaded."""

from __future__ import annotations

from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.describing import describe
from vlm_studio.inference.diffusion.memory import free_bytes
from vlm_studio.inference.engines import device_for
from vlm_studio.models.card import Card
from vlm_studio.models.fit import fit, refusal
from vlm_studio.tasks.design import PaintRequest


def refuse_without_room(request: PaintRequest, card: Card, cache: EngineCache) -> None:
    """Raises :class:`StudioError` with numbers when ``card`` cannot do ``request`` with the memory that is free."""
    known = describe(card.id, cache.store)
    if known.inspected is None or known.abilities is None:
        return  # loading it says what is wrong
    device = device_for(card.architecture, request.device).name
    # Inside a mask the artboard is the picture.
    shape = request.picture if request.picture is not None and request.inside else request
    found = fit(
        known.inspected,
        known.abilities,
        shape.width,
        shape.height,
        free_bytes(device),
        size=4 if device == "cpu" else 2,
        loaded=card.id in cache.loaded(),
        offloads=device == "cuda",
    )
    if found.verdict == "too large":
        raise StudioError(refusal(card.name, shape.width, shape.height, found))
