"""From a request to paintings: what is checked and lent before anything is painted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.diffusion.engine import ControlNet, Diffusion
from vlm_studio.inference.diffusion.room import refuse_without_room
from vlm_studio.inference.diffusion.work import LOADED, Work
from vlm_studio.inference.results import cannot
from vlm_studio.models.card import Card
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import MAX_COUNT, MAX_WORDS, Designs, PaintRequest
from vlm_studio.words import text


def paint(request: PaintRequest, card: Card, context: Context, cache: EngineCache) -> Designs:
    """The pictures that ``request`` asks for, in the order of their seeds; the same for the same request on the same
    device.

    Raises :class:`StudioError` when it cannot be done, with the reason.
    """
    _check(request)
    if card.architecture == "diffusers":
        refuse_without_room(request, card, cache)
    context.checkpoint(0.0, text("Loading the model"))
    with ExitStack() as leases:
        engine = leases.enter_context(cache.lease(card, request.device))
        if not isinstance(engine, Diffusion):
            raise cannot(card, request)
        models = [one.model for one in request.controls]
        nets = {
            model: leases.enter_context(_net(cache, model, request.device))
            for model in dict.fromkeys(models)
        }
        context.checkpoint(LOADED, text("Reading the picture"))
        return Designs(
            tuple(Work(request, card, engine, [nets[model] for model in models], context).designs())
        )


@contextmanager
def _net(cache: EngineCache, model: str, device: str) -> Iterator[ControlNet]:
    card = cache.store.card(model)
    with cache.lease(card, device) as engine:
        if not isinstance(engine, ControlNet):
            raise StudioError(text("{model} is no ControlNet.", model=card.name))
        yield engine


def _check(request: PaintRequest) -> None:
    if not request.words.strip() and request.picture is None:
        raise StudioError(text("Say what to paint."))
    for words in (request.words, request.negative):
        if len(words) > MAX_WORDS:
            raise StudioError(
                text(
                    "A description has at most {most} characters; this one has {count}.",
                    most=MAX_WORDS,
                    count=len(words),
                )
            )
    if not 1 <= request.count <= MAX_COUNT:
        raise StudioError(text("Ask for one to {most} pictures at once.", most=MAX_COUNT))
