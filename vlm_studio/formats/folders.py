"""The pictures of a folder, in the order a person expects."""

from __future__ import annotations

import contextlib
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.formats.sidecars import Stamp, sidecar_name
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.formats.fileops import FileOps

PICTURE_SUFFIXES = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".webp",
        ".avif",
        ".tif",
        ".tiff",
        ".bmp",
        ".gif",
        ".heic",
        ".heif",
    ]
)
"""Files that are taken out of a folder; a file that is named itself is tried whatever it is called."""


class ListedPicture(msgspec.Struct, frozen=True, array_like=True):
    """One picture file, and its sidecar if it has one, which may not be ``beside`` it."""

    name: str
    stamp: Stamp
    sidecar: Stamp | None = None
    beside: bool = True


def listed(folder: Path, sidecars: Path | None = None) -> tuple[ListedPicture, ...]:
    """The pictures in ``folder`` by name, numbers in names by their value; ``sidecars`` is a second place for those.

    Names that are not text are passed over. Raises :class:`~vlm_studio.errors.StudioError`.
    """
    try:
        found = dict(_files(folder))
    except OSError as error:
        reason = error.strerror or str(error)
        message = text("{name} cannot be read: {reason}.", name=folder.name, reason=reason)
        raise StudioError(message) from error
    everywhere = dict(found)
    if sidecars is not None:
        with contextlib.suppress(OSError):
            everywhere |= dict(_files(sidecars))
    names = [name for name in found if Path(name).suffix.lower() in PICTURE_SUFFIXES]
    return tuple(
        ListedPicture(name, found[name], everywhere.get(kept), kept in found)
        for name in sorted(names, key=natural)
        for kept in (sidecar_name(name),)
    )


def _files(folder: Path) -> Iterator[tuple[str, Stamp]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            # One that vanishes meanwhile, or cannot be looked at, is none.
            with contextlib.suppress(OSError, UnicodeEncodeError):
                entry.name.encode()
                if entry.is_file():
                    found = entry.stat()
                    yield entry.name, Stamp(found.st_size, found.st_mtime_ns)


def natural(name: str) -> tuple[tuple[object, ...], str]:
    """A key that sorts ``picture 9`` before ``picture 10``."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple(int(part) if i % 2 else part for i, part in enumerate(parts)), name


def writable(folder: Path, ops: FileOps | None = None) -> bool:
    """Whether a file can be made in ``folder``; one is made and removed."""
    from vlm_studio.formats.fileops import FileOps

    ops = ops or FileOps()
    trial = folder / f".vlm_studio-{uuid.uuid4().hex}.tmp"
    try:
        ops.close(ops.create(trial))
        ops.unlink(trial)
    except OSError:
        return False
    return True
