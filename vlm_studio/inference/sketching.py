"""Line sketches of what a description says, by whatever model can draw them."""

from __future__ import annotations

from typing import cast

from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.design import designs
from vlm_studio.inference.finder import Finder, IconLibrary
from vlm_studio.inference.results import cannot
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import Designs, SketchRequest
from vlm_studio.words import text

ENCODER = "all-minilm-l6-v2"
"""The model that understands descriptions."""


def sketch(request: SketchRequest, card: Card, context: Context, cache: EngineCache) -> Designs:
    """The sketches that ``request`` asks for, the best first; the same for the same request.

    Raises :class:`StudioError` when its words cannot be understood, nothing fits them, or files are missing.
    """
    if "text-to-sketch" not in card.tasks:
        raise cannot(card, request)
    _need(cache.store, card.id, ENCODER)
    context.checkpoint(0.0, text("Loading the model"))
    encoder = cache.store.card(ENCODER)
    with cache.lease(encoder, "cpu") as words, cache.lease(card, "cpu") as engine:
        sentences = cast("Sentences", words)
        if isinstance(engine, IconLibrary):
            finder = Finder(engine, sentences, paths.home() / "sketches", context.checkpoint)
            return designs(request, card, finder)
        raise cannot(card, request)


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
