"""Zip archives that may be damaged or hostile: members are read one by one under limits, never extracted."""

from __future__ import annotations

import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from vlm_studio.errors import StudioError
from vlm_studio.words import text

MAX_MEMBERS = 5_000
MAX_DIRECTORY = 4 << 20
MAX_TOTAL = 16 << 30
"""Bytes of all members together, unpacked."""
MAX_RATIO = 250
"""How much smaller than its content a member of more than a few bytes may be."""

_RATIO_FROM = 1 << 20
_PIECE = 1 << 20
_LOCAL_HEADER = 30
_FILE, _FOLDER = 0o100000, 0o040000
_DEVICES = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}


class MemberError(Exception):
    """A member is not there, or is not what the archive says it is."""


class Archive:
    """The members of an open zip file that keep the rules. ``left_out`` names the others."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        """Raises :class:`~vlm_studio.errors.StudioError`, which calls the file ``name``."""
        try:
            _check_directory(file)
            self._zip = zipfile.ZipFile(file)
        except _ZIP_ERRORS as error:
            message = text("{name} is damaged: its list of contents cannot be read.", name=name)
            raise StudioError(message) from error
        infos = self._zip.infolist()
        if sum(info.file_size for info in infos) > MAX_TOTAL:
            raise StudioError(text("{name} is too large once unpacked.", name=name))
        sound = _rule_keepers(infos)
        names = {id(info): info.orig_filename for info in infos if id(info) not in sound}
        self.left_out = tuple(sorted({repr(name)[1:-1] for name in names.values()}))
        self._members = {
            info.filename: info for info in infos if id(info) in sound and not info.is_dir()
        }

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def read(self, name: str, limit: int) -> bytes:
        """A whole member, its checksum checked. Raises :class:`MemberError`."""
        info = self._info(name)
        if info.file_size > limit:
            raise MemberError(f"{name} is larger than {limit} bytes")
        try:
            with self._zip.open(info) as member:
                # In pieces: asked for everything, zipfile unpacks whatever is there before it looks at the size.
                return b"".join(iter(lambda: member.read(_PIECE), b""))
        except _ZIP_ERRORS as error:
            raise MemberError(f"{name} is damaged") from error

    def head(self, name: str, count: int) -> bytes:
        """The first bytes of a member, unchecked. Raises :class:`MemberError`."""
        try:
            with self._zip.open(self._info(name)) as member:
                return member.read(count)
        except _ZIP_ERRORS as error:
            raise MemberError(f"{name} is damaged") from error

    def _info(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._members[name]
        except KeyError as error:
            raise MemberError(f"{name} is missing") from error


_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
)


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a list of contents that would take long to read. Raises ``ValueError``."""
    file.seek(0, 2)
    size = file.tell()
    tail_start = max(0, size - 65_557)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        raise ValueError("no end record")
    count, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    if count == 0xFFFF or length == 0xFFFFFFFF or tail[at + 16 : at + 20] == b"\xff" * 4:
        count, length = _large_directory(file, tail[at - 20 : at] if at >= 20 else b"")
    if count > MAX_MEMBERS or length > MAX_DIRECTORY:
        raise ValueError("too many members")
    file.seek(0)


def _large_directory(file: IO[bytes], locator: bytes) -> tuple[int, int]:
    # Zip64: the end record points to a larger one.
    if locator[:4] != b"PK\x06\x07":
        raise ValueError("no zip64 locator")
    (offset,) = struct.unpack("<Q", locator[8:16])
    file.seek(offset)
    record = file.read(56)
    if record[:4] != b"PK\x06\x06":
        raise ValueError("no zip64 end record")
    count, length = struct.unpack("<QQ", record[32:48])
    return count, length


def _rule_keepers(infos: list[zipfile.ZipInfo]) -> set[int]:
    """``id`` of every member that keeps all rules."""
    folded = Counter(_folded(info.filename) for info in infos)
    overlapping = _overlapping(infos)
    return {
        id(info)
        for info in infos
        if folded[_folded(info.filename)] == 1
        and id(info) not in overlapping
        and _sound_name(info.orig_filename)
        and _sound_member(info)
    }


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.rstrip("/")).casefold()


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """``id`` of every member whose bytes begin before those of the one before it end, and of that one."""
    found = set()
    furthest, end = None, 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if furthest is not None and info.header_offset < end:
            found |= {id(furthest), id(info)}
        own_end = info.header_offset + _LOCAL_HEADER + len(info.orig_filename) + info.compress_size
        if own_end > end:
            furthest, end = info, own_end
    return found


def _sound_name(name: str) -> bool:
    """Whether a name means the same, and something harmless, on every system."""
    parts = PurePosixPath(name).parts
    return (
        0 < len(name) <= 1024
        and name.isprintable()
        and not any(mark in name for mark in '\\:*?"<>|')
        and not name.startswith("/")
        and "//" not in name
        and not any(part == ".." or part.rstrip(". ") != part for part in parts)
        and not any(part.split(".")[0].lower() in _DEVICES for part in parts)
    )


def _sound_member(info: zipfile.ZipInfo) -> bool:
    kind = info.external_attr >> 16 & 0o170000
    plain = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    too_good = info.file_size > max(_RATIO_FROM, info.compress_size * MAX_RATIO)
    return kind in (0, _FILE, _FOLDER) and plain and not info.flag_bits & 1 and not too_good
