"""Values that the program wrote as JSON, read back only if they are whole: nobody knows what is there by now."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from vlm_studio.log import logger

_T = TypeVar("_T")
_LONGEST = 64 << 20
"""Bytes that are read of one: nothing that was written here is longer."""


class DamagedError(ValueError):
    """What is there is not what was written."""


def read(path: Path, kind: type[_T]) -> _T:
    """The value of ``kind`` that ``path`` holds as JSON. Raises :class:`DamagedError`, or ``OSError`` when it cannot
    be read.
    """
    with path.open("rb") as file:
        content = file.read(_LONGEST + 1)
    if len(content) > _LONGEST:
        raise DamagedError("too long")
    return decoded(content, kind)


def decoded(content: bytes, kind: type[_T]) -> _T:
    """The value of ``kind`` in ``content``. Raises :class:`DamagedError`."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedError(str(error)) from error


def load(path: Path, kind: type[_T]) -> _T | None:
    """The same, or ``None``; a damaged file is put aside as ``.bad``, so that it is not written over."""
    try:
        return read(path, kind)
    except OSError:
        return None
    except DamagedError:
        logger.warning("%s is damaged; it is kept as .bad", path)
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".bad"))
        return None


class Shared(Generic[_T]):
    """A file that several windows, each a program of its own, read and write: none undoes what another one wrote."""

    def __init__(self, path: Path, kind: type[_T]) -> None:
        self._path, self._kind = path, kind
        self._seen: tuple[int, ...] = ()

    def newer(self) -> _T | None:
        """What is there, unless it is what was read or written here last; damage as in :func:`load`."""
        now = _stamp(self._path)
        if now == self._seen:
            return None
        self._seen = now
        return load(self._path, self._kind)

    def wrote(self) -> None:
        """What is there now is from here."""
        self._seen = _stamp(self._path)


def _stamp(path: Path) -> tuple[int, ...]:
    """Another one for each content; empty where nothing is."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
