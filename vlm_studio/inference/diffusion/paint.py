"""From a request to paintings: what is checked and lent before anything is painted."""

from __future__ import annotations

from contextlib import ExitStack
from typing import cast

from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.diffusion.engine import ControlNet, Diffusion
from vlm_studio.inference.diffusion.room import refuse_without_room
from vlm_studio.inference.diffusion.work import LOADED, Work
from vlm_studio.inference.results import cannot
from vlm_studio.models.card import Card
from vlm_studio.sketch.description import within
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import MAX_COUNT, MAX_STEPS, MAX_WORDS, Designs, PaintRequest
from vlm_studio.words import text


def paint(request: PaintRequest, card: Card, context: Context, cache: EngineCache) -> Designs:
    """The pictures that ``request`` asks for, in the order of their seeds; the same for the same request on the same
    device.

    Raises :class:`StudioError` when it cannot be done, with the reason.
    """
    _check(request)
    if card.architecture != "diffusers":
        raise cannot(card, request)
    refuse_without_room(request, card, cache)
    context.checkpoint(0.0, text("Loading the model"))
    with ExitStack() as leases:
        engine = cast("Diffusion", leases.enter_context(cache.lease(card, request.device)))
        nets = _nets(request, cache, leases)
        context.checkpoint(LOADED, text("Reading the picture"))
        return Work(request, card, engine, nets, context).designs()


def _nets(request: PaintRequest, cache: EngineCache, leases: ExitStack) -> list[ControlNet]:
    """One for each control; two may be the same, and an engine is lent once."""
    lent: dict[str, ControlNet] = {}
    for one in request.controls:
        if one.model not in lent:
            card = cache.store.card(one.model)
            if card.architecture != "controlnet":
                raise StudioError(text("{model} is no ControlNet.", model=card.name))
            engine = leases.enter_context(cache.lease(card, request.device))
            lent[one.model] = cast("ControlNet", engine)
    return [lent[one.model] for one in request.controls]


def _check(request: PaintRequest) -> None:
    if not request.words.strip() and request.picture is None:
        raise StudioError(text("Say what to paint."))
    for words in (request.words, request.negative):
        within(words, MAX_WORDS)
    if not 1 <= request.count <= MAX_COUNT:
        raise StudioError(text("Ask for one to {most} pictures at once.", most=MAX_COUNT))
    if not 0 <= request.steps <= MAX_STEPS:
        raise StudioError(text("A picture is painted in at most {most} steps.", most=MAX_STEPS))
