"""Taking models out of the store."""

from __future__ import annotations

import shutil

from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card
from vlm_studio.models.found import added, forget
from vlm_studio.models.lock import locked
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import Context
from vlm_studio.words import text


def remove(store: ModelStore, id: str, context: Context | None = None) -> None:
    """Delete the files of the model ``id`` (or ``starter``); what is not there is not missed. A model in a folder
    that was added is only taken out of the list.

    Raises :class:`StudioError` when they cannot be deleted; they then stay as they were.
    """
    cards = [c for c in store.resolve(id) if c.in_folder or store.folder(c.id).exists()]
    try:
        for card in cards:
            if card.in_folder:
                _forget(store, card)
            else:
                with locked(store.root, context):
                    _remove(store, card)
    except OSError as error:
        raise StudioError(
            text(
                "{model} cannot be removed: its files are in use or protected.",
                model=", ".join(card.name for card in cards),
            )
        ) from error


def _forget(store: ModelStore, card: Card) -> None:
    if card.id in added(store.root):
        forget(store.root, card.id)
        store.folders.refresh()
    elif store.state(card.id) != "absent":
        raise StudioError(
            text("{model} is in the Hub's cache, which is only read here.", model=card.name)
        )


def _remove(store: ModelStore, card: Card) -> None:
    leaving = store.root / f".removed-{card.id}"
    shutil.rmtree(leaving, ignore_errors=True)
    # Renamed first, so that a model is never half there.
    store.folder(card.id).rename(leaving)
    shutil.rmtree(leaving, ignore_errors=True)
