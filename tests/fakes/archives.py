"""Zip files that ordinary libraries refuse to write."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass
class Entry:
    """A member, with whatever lies about itself it is told to tell."""

    name: str | bytes
    data: bytes
    method: int = 8
    flags: int = 0
    attributes: int = 0o100644 << 16
    crc: int | None = None
    size: int | None = None
    """The size it claims unpacked."""
    local_name: bytes | None = None
    packed: bytes | None = None
    shares: int | None = None
    """Number of an earlier entry whose bytes it claims for itself."""

    def body(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflated(self.data) if self.method == 8 else self.data


def deflated(data: bytes) -> bytes:
    """Raw deflate."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    return deflate.compress(data) + deflate.flush()


@lru_cache
def zeros(size: int, wbits: int) -> bytes:
    """``size`` zero bytes, deflated; ``wbits`` as zlib wants it (15: zlib, -15: raw)."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, wbits)
    piece = bytes(1 << 20)
    return b"".join(deflate.compress(piece) for _ in range(size >> 20)) + deflate.flush()


def archive(entries: Iterable[Entry]) -> bytes:
    """The zip file of ``entries``, in their order."""
    out, directory, places = io.BytesIO(), io.BytesIO(), []
    for entry in entries:
        name = entry.name if isinstance(entry.name, bytes) else entry.name.encode()
        body = entry.body()
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        size = len(entry.data) if entry.size is None else entry.size
        common = struct.pack(
            "<HHHHHIII", 20, entry.flags | 0x800, entry.method, 0, 33, crc, len(body), size
        )
        place = out.tell() if entry.shares is None else places[entry.shares]
        places.append(place)
        if entry.shares is None:
            local = entry.local_name or name
            out.write(b"PK\x03\x04" + common + struct.pack("<HH", len(local), 0) + local + body)
        directory.write(
            b"PK\x01\x02" + struct.pack("<H", 0x031E) + common
            + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, entry.attributes, place) + name
        )  # fmt: skip
    start, body = out.tell(), directory.getvalue()
    end = struct.pack("<HHHHIIH", 0, 0, len(places), len(places), len(body), start, 0)
    return out.getvalue() + body + b"PK\x05\x06" + end


def entries_of(project: bytes) -> list[Entry]:
    """The members of a sound archive, to be tampered with."""
    with zipfile.ZipFile(io.BytesIO(project)) as sound:
        return [
            Entry(info.filename, sound.read(info), method=info.compress_type)
            for info in sound.infolist()
        ]
