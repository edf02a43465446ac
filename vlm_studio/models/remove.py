"""Taking models out of the store."""

from __future__ import annotations

import shutil

from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card
from vlm_studio.models.lock import locked
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import Context
from vlm_studio.words import text


def remove(store: ModelStore, id: str, context: Context | None = None) -> None:
    """Delete the files of the model ``id`` (or ``starter``); what is not there is not missed.

    Raises :class:`StudioError` when they cannot be deleted; they then stay as they were.
    """
    cards = [card for card in store.resolve(id) if store.folder(card.id).exists()]
    if cards:
        try:
            with locked(store.root, context):
                for card in cards:
                    _remove(store, card)
        except OSError as error:
            raise StudioError(
                text(
                    "{model} cannot be removed: its files are in use or protected.",
                    model=", ".join(card.name for card in cards),
                )
            ) from error


def _remove(store: ModelStore, card: Card) -> None:
    leaving = store.root / f".removed-{card.id}"
    shutil.rmtree(leaving, ignore_errors=True)
    # Renamed first, so that a model is never half there.
    store.folder(card.id).rename(leaving)
    shutil.rmtree(leaving, ignore_errors=True)
