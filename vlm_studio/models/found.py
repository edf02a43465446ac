"""Diffusion models in folders that are not the store's: those a person added, and those of the Hub's cache.

They are used where they lie; nothing is copied. Which folders were added stands in the store, in ``folders.json``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

import msgspec

from vlm_studio import kept
from vlm_studio.errors import StudioError
from vlm_studio.models import diffusers_folder, hub_cache, publish
from vlm_studio.models.diffusers_folder import Kind
from vlm_studio.models.lock import locked
from vlm_studio.words import text

LIST = "folders.json"
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_LONGEST_ID = 48


class Found(msgspec.Struct, frozen=True):
    """A model in the ``folder``. ``repo`` and ``revision`` say where the Hub's cache has it from, if it has."""

    id: str
    name: str
    folder: Path
    kind: Kind
    class_name: str
    repo: str = ""
    revision: str = ""


def listed(root: Path) -> int | None:
    """Another number after the list of added folders was changed, by whichever process."""
    try:
        return (root / LIST).stat().st_mtime_ns
    except OSError:
        return None


def added(root: Path) -> dict[str, Path]:
    """The folders that were added to the store at ``root``, by the models' ids. A damaged list is put aside."""
    rows = kept.load(root / LIST, dict[str, str]) or {}
    return {id: Path(folder) for id, folder in rows.items() if _ID.fullmatch(id)}


def find(root: Path, cards: Mapping[str, str]) -> Iterator[Found]:
    """Every diffusion model there is on this computer; cheap. ``cards`` are ids of the catalogue by their
    repository on the Hub: a model from there is that card's.
    """
    taken: set[str] = set(cards.values())
    for id, folder in added(root).items():
        taken.add(id)
        # A folder that is gone, as on a disk that is not plugged in, stays in the list.
        what = _named(folder) or diffusers_folder.Named("pipeline", "")
        yield Found(id, folder.name, folder, what.kind, what.class_name)
    for snapshot in hub_cache.snapshots(hub_cache.cache_folder()):
        known = _named(snapshot.folder)
        if known is not None:
            id = cards.get(snapshot.repo) or free_id(snapshot.repo, taken)
            taken.add(id)
            yield Found(
                id, snapshot.repo, snapshot.folder, known.kind, known.class_name, snapshot.repo, snapshot.revision
            )  # fmt: skip


def free_id(name: str, taken: Container[str]) -> str:
    """An id after ``name`` (the last part of a path) that is not ``taken``."""
    plain = re.sub(r"[^a-z0-9.]+", "-", name.rsplit("/", 1)[-1].lower()).strip("-.")
    start = plain[:_LONGEST_ID].strip("-.") or "model"
    numbers = (f"{start}-{number}" for number in range(2, 10_000))
    return next(id for id in (start, *numbers) if id not in taken)


def remember(root: Path, id: str, folder: Path) -> None:
    """Put ``folder`` into the list of the store at ``root`` as the model ``id``."""
    if not _ID.fullmatch(id):
        raise StudioError(
            text("{id} is no id: small letters, digits, dots and hyphens, 64 at most.", id=id)
        )
    with locked(root, None):
        _write(root, {**added(root), id: str(folder)})


def forget(root: Path, id: str) -> None:
    """Take the model ``id`` out of the list; its folder stays as it is."""
    with locked(root, None):
        _write(root, {other: str(folder) for other, folder in added(root).items() if other != id})


def _write(root: Path, folders: Mapping[str, str | Path]) -> None:
    plain = {id: str(folder) for id, folder in folders.items()}
    publish.write(root / LIST, msgspec.json.format(msgspec.json.encode(plain), indent=2))


def _named(folder: Path) -> diffusers_folder.Named | None:
    try:
        return diffusers_folder.named(folder)
    except (StudioError, OSError):
        return None
