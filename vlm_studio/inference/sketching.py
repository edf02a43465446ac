"""Line sketches of what a description says, by whatever model can draw them, laid out on the artboard."""

from __future__ import annotations

from typing import cast

import msgspec

from vlm_studio.document.artboard import laid_out
from vlm_studio.document.lettering import Lettered, lettered
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.engines import Drawn, Illustrator
from vlm_studio.inference.results import cannot, sketch_provenance
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.sketch.description import checked, within
from vlm_studio.sketch.quotes import Quoted, quoted
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import MAX_COUNT, MAX_WORDS, Design, Designs, SketchRequest
from vlm_studio.tasks.names import ENCODER
from vlm_studio.words import text


def sketch(request: SketchRequest, card: Card, context: Context, cache: EngineCache) -> Designs:
    """The sketches that ``request`` asks for, the best first; the same for the same request.

    Raises :class:`StudioError` when its words cannot be understood, nothing fits them, or files are missing.
    """
    if "text-to-sketch" not in card.tasks:
        raise cannot(card, request)
    if not 1 <= request.count <= MAX_COUNT or request.skip < 0:
        raise StudioError(text("Ask for one to {most} pictures at once.", most=MAX_COUNT))
    said = quoted(within(request.words, MAX_WORDS))
    written = lettered(said, request.width, request.height, request.ink)
    drawn = [_words_alone(said)] if said.words and not said.rest else []
    if not drawn:
        wanted = msgspec.structs.replace(request, words=checked(said.rest))
        drawn = _drawn(wanted, card, context, cache)
    return Designs(tuple(_design(one, written, request, card, i) for i, one in enumerate(drawn)))


def _words_alone(said: Quoted) -> Drawn:
    return Drawn("composed", (), 0.0, " ".join(said.words))


def _drawn(request: SketchRequest, card: Card, context: Context, cache: EngineCache) -> list[Drawn]:
    _need(cache.store, card.id, ENCODER)
    context.checkpoint(0.0, text("Loading the model"))
    encoder = cache.store.card(ENCODER)
    with cache.lease(encoder, "cpu") as words, cache.lease(card, "cpu") as engine:
        if not isinstance(engine, Illustrator):
            raise cannot(card, request)
        return engine.draw(request, cast("Sentences", words), context.checkpoint)


def _design(
    drawn: Drawn, written: Lettered, request: SketchRequest, card: Card, number: int
) -> Design:
    pen = drawn.pen * request.pen
    return Design(
        kind=drawn.kind,
        width=request.width,
        height=request.height,
        provenance=sketch_provenance(card, request, number, **drawn.more),
        title=drawn.title,
        objects=(
            *written.objects,
            *laid_out(drawn.groups, pen, written.room, request.ink, 1 + len(written.objects)),
        ),
        credit=drawn.credit,
        score=drawn.score,
        near=drawn.near,
        lacking=drawn.lacking,
    )


def _need(store: ModelStore, *models: str) -> None:
    """Raises :class:`StudioError` with the way to get those of ``models`` that are not there."""
    lacking = [id for id in models if store.state(id) == "absent"]
    if lacking:
        command = " && ".join(f"vlm-studio models pull {id}" for id in lacking)
        raise StudioError(
            text(
                "Sketches need files that are not on this computer yet. Get them with: {command}",
                command=command,
            )
        )
