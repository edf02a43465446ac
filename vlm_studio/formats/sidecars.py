"""Where the annotations of a picture in a folder are kept: a project beside it, which says in short what it holds."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import msgspec

from vlm_studio.document.document import DocumentState
from vlm_studio.errors import StudioError
from vlm_studio.filenames import PROJECT_SUFFIX

_KEY = "image_list"
"""Of a project's further fields."""
_MAX_JSON = 64 << 20
_LONGEST = 255
"""Bytes of a file name."""


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """What tells one version of a file from another without reading it: bytes and nanoseconds."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of the file at ``path``. Raises ``OSError``."""
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns)


class Summary(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a sidecar holds: ``runs`` names every wish that was done on the picture, ``by_hand`` counts annotations.

    ``picture`` is the picture file as it was when the sidecar was begun.
    """

    picture: Stamp | None = None
    runs: tuple[str, ...] = ()
    by_hand: int = 0


class Member(msgspec.Struct, frozen=True, array_like=True):
    """A picture file and its sidecar."""

    picture: str
    sidecar: str


class _Manifest(msgspec.Struct):
    image_list: Summary = Summary()


def sidecar(picture: Path, folder: Path | None = None) -> Path:
    """The project that belongs to ``picture``: beside it, or in ``folder``."""
    return (folder or picture.parent) / sidecar_name(picture.name)


def sidecar_name(picture: str) -> str:
    """The file name of the project that belongs to the picture of this name."""
    whole = picture + PROJECT_SUFFIX
    if len(os.fsencode(whole)) <= _LONGEST:
        return whole
    # The suffix would make it longer than a name may be: the end gives way to a hash of the whole.
    said = hashlib.sha256(os.fsencode(picture)).hexdigest()[:12]
    room = _LONGEST - len(f"-{said}{PROJECT_SUFFIX}")
    return f"{os.fsencode(picture)[:room].decode(errors='ignore')}-{said}{PROJECT_SUFFIX}"


def summary(extra: dict[str, Any]) -> Summary:
    """What a document's further fields say of it; nothing when they do not."""
    try:
        return msgspec.convert(extra.get(_KEY, {}), Summary)
    except msgspec.ValidationError:
        return Summary()


def noted(extra: dict[str, Any], said: Summary) -> dict[str, Any]:
    """Further fields that say ``said``."""
    return {**extra, _KEY: msgspec.to_builtins(said)}


def counted(state: DocumentState) -> DocumentState:
    """``state`` with its summary brought up to date, if it has one."""
    if _KEY not in state.extra:
        return state
    hands = sum(a.by_hand for several in state.annotations.values() for a in several)
    said = msgspec.structs.replace(summary(state.extra), by_hand=hands)
    return msgspec.structs.replace(state, extra=noted(state.extra, said))


def read_summary(path: Path) -> Summary | None:
    """What the sidecar at ``path`` says of itself; ``None`` when there is none that can be read."""
    from vlm_studio.formats.archive import Archive, MemberError

    try:
        with path.open("rb") as file:
            data = Archive(file, path.name).read("document.json", _MAX_JSON)
        return msgspec.json.decode(data, type=_Manifest).image_list
    except (OSError, StudioError, MemberError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
