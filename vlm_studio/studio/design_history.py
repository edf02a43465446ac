"""Earlier descriptions with their settings, on this computer only."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec
from psygnal import Signal

from vlm_studio import kept, paths
from vlm_studio.document.layers import new_id
from vlm_studio.errors import StudioError
from vlm_studio.formats import fileops
from vlm_studio.log import logger
from vlm_studio.studio.design_wish import DesignWish

MOST = 500
"""Entries that are kept; the oldest go first."""
_ID = re.compile(r"[\w-]+", re.ASCII)


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One description; ``when`` is seconds since 1970, ``meaning`` a vector (float16) once it was searched for."""

    id: str
    wish: DesignWish
    when: float
    meaning: bytes = b""


class _Kept(msgspec.Struct):
    entries: tuple[Entry, ...] = ()


class DesignHistory:
    """The newest entry first. A file that cannot be read is kept as ``.bad``, and the history begins anew."""

    changed = Signal()

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "history.json"
        self._file = kept.Shared(self._path, _Kept)
        self.entries: tuple[Entry, ...] = ()
        self._look()

    def thumbnail(self, id: str) -> Path:
        """Where the small picture of an entry's first result is, or will be."""
        return self._folder / "thumbnails" / f"{id}.png"

    def remember(self, wish: DesignWish) -> Entry:
        """Keep ``wish`` as the newest; the same words with the same settings before are forgotten."""
        self._look()
        same = [entry for entry in self.entries if _alike(entry.wish, wish)]
        meaning = next(
            (entry.meaning for entry in self.entries if entry.wish.words == wish.words), b""
        )
        entry = Entry(new_id(), wish, time.time(), meaning)
        self._set((entry, *(each for each in self.entries if each not in same))[:MOST])
        return entry

    def forget(self, id: str) -> None:
        """One entry less."""
        self._look()
        self._set(tuple(entry for entry in self.entries if entry.id != id))

    def clear(self) -> None:
        """Nothing was ever asked for."""
        self._look()
        self._set(())

    def note_meanings(self, meanings: Mapping[str, bytes]) -> None:
        """What the words of these entries (by id) mean."""
        self._look()
        self.entries = tuple(
            msgspec.structs.replace(entry, meaning=meanings[entry.id])
            if entry.id in meanings
            else entry
            for entry in self.entries
        )
        self._write()

    def pictured(self) -> None:
        """An entry has its small picture now."""
        self.changed.emit()

    def _set(self, entries: tuple[Entry, ...]) -> None:
        gone = {entry.id for entry in self.entries} - {entry.id for entry in entries}
        self.entries = entries
        self._write()
        for id in gone:
            with contextlib.suppress(OSError):
                self.thumbnail(id).unlink(missing_ok=True)
        self.changed.emit()

    def _look(self) -> None:
        """What was asked for in another window since counts, too."""
        newer = self._file.newer()
        if newer is not None:
            # Files are called by the ids, and files of that name are deleted.
            self.entries = tuple(e for e in newer.entries if _ID.fullmatch(e.id))[:MOST]

    def _write(self) -> None:
        # A folder that cannot be written loses only the history.
        try:
            fileops.make_folder(self._folder)
            fileops.save_bytes(self._path, msgspec.json.encode(_Kept(self.entries)), durable=False)
            self._file.wrote()
        except StudioError as error:
            logger.warning("the history of descriptions was not kept: %s", error)


def _alike(one: DesignWish, other: DesignWish) -> bool:
    return msgspec.structs.replace(one, seed=0) == msgspec.structs.replace(other, seed=0)


def load() -> DesignHistory:
    """The history of this computer's user."""
    return DesignHistory(paths.design_folder())
