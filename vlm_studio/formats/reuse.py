"""Pixels do not change, so their PNG is made once: later saves copy it from where it was written or read last."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

from vlm_studio.errors import StudioError
from vlm_studio.formats.archive import Archive, MemberError

_LIMIT = 4_000
MAX_PNG = 2 << 30
"""Bytes of one picture in an archive."""


class Written(NamedTuple):
    """A PNG member of an archive, and the SHA-256 of its bytes."""

    archive: Path
    member: str
    sha256: str


_known: OrderedDict[str, Written] = OrderedDict()


def remember(block: str, written: Written) -> None:
    """The pixels of the block at path ``block`` stand in ``written``."""
    _known[block] = written
    _known.move_to_end(block)
    while len(_known) > _LIMIT:
        _known.popitem(last=False)


def find(block: str) -> tuple[bytes, str] | None:
    """The PNG of a block and its SHA-256, if it is still where it was, byte for byte."""
    written = _known.get(block)
    if written is None:
        return None
    try:
        with written.archive.open("rb") as file:
            data = Archive(file, written.archive.name).read(written.member, MAX_PNG)
    except (OSError, StudioError, MemberError):
        return None
    if hashlib.sha256(data).hexdigest() != written.sha256:
        return None
    return data, written.sha256
