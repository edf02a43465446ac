"""Taking models out of the store."""

from __future__ import annotations

import shutil

from vlm_studio.errors import StudioError
from vlm_studio.models.lock import locked
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import Context
from vlm_studio.words import text


def remove(store: ModelStore, id: str, context: Context | None = None) -> None:
    """Delete the files of the model ``id`` (or ``starter``); what is not there is not missed.

    Raises :class:`StudioError` when they cannot be deleted; they then stay as they were.
    """
    cards = store.resolve(id)
    with locked(store.root, context):
        for card in cards:
            folder = store.folder(card.id)
            leaving = store.root / f".removed-{card.id}"
            shutil.rmtree(leaving, ignore_errors=True)
            try:
                # Renamed first, so that a model is never half there.
                if folder.exists():
                    folder.rename(leaving)
            except OSError as error:
                raise StudioError(
                    text(
                        "{model} cannot be removed: its files are in use or protected.",
                        model=card.name,
                    )
                ) from error
            shutil.rmtree(leaving, ignore_errors=True)
