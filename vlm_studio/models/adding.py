"""Telling the store of a diffusion model in a folder somewhere on this computer."""

from __future__ import annotations

from pathlib import Path

from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card
from vlm_studio.models.found import added, free_id, remember
from vlm_studio.models.store import ModelStore
from vlm_studio.words import text


def add(store: ModelStore, folder: Path, id: str = "") -> Card:
    """Use the model in ``folder`` from now on, where it lies, as ``id`` or a name made from the folder's.

    Raises :class:`StudioError` when it is not whole or not safe, or the id is that of another model; the store then
    stays as it was.
    """
    folder = folder.expanduser().absolute()
    if not folder.is_dir():
        raise StudioError(text("There is no folder {folder}.", folder=str(folder)))
    problem = store.folders.look(folder).problem
    if problem is not None:
        raise StudioError(problem)
    id = id or _id_of(store, folder)
    _refuse_taken(store, folder, id)
    try:
        remember(store.root, id, folder)
    except OSError as error:
        raise StudioError(
            text(
                "The models could not be stored in {folder}: {reason}.",
                folder=str(store.root),
                reason=error.strerror or str(error),
            )
        ) from error
    store.folders.refresh()
    return store.card(id)


def _id_of(store: ModelStore, folder: Path) -> str:
    """The id that ``folder`` has already, or a free one."""
    known = next((id for id, other in added(store.root).items() if other == folder), None)
    return known or free_id(folder.name, {card.id for card in store.cards()})


def _refuse_taken(store: ModelStore, folder: Path, id: str) -> None:
    there = added(store.root).get(id)
    ours = any(card.id == id and not card.in_folder for card in store.cards())
    if ours or there not in (None, folder):
        raise StudioError(text("There is a model {id} already; choose another id.", id=id))
