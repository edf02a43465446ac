"""Frames: a length of four bytes, the most significant first, and that many bytes of JSON.

A message whose JSON is over :data:`MAX_FRAME` (a document with thousands of outlines) is written to a file in
the folder that both sides share; its frame then has the top bit of the length set and holds the file's name.
Who reads such a frame deletes the file.
"""

from __future__ import annotations

import contextlib
import re
import struct
import uuid
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar

import msgspec

from vlm_studio.wire.messages import FromWorker, ToWorker

MAX_FRAME = 16 * 2**20
"""The longest JSON, in bytes, that a frame holds itself."""
MAX_SPILLED = 2**30
"""The longest JSON, in bytes, that is read from a file."""

TO_WORKER: msgspec.json.Decoder[ToWorker] = msgspec.json.Decoder(ToWorker)
FROM_WORKER: msgspec.json.Decoder[FromWorker] = msgspec.json.Decoder(FromWorker)

_LENGTH = struct.Struct(">I")
_SPILLED = 1 << 31
_NAME = re.compile(rb"[0-9a-f]{32}\.json")

M_co = TypeVar("M_co", covariant=True)
M = TypeVar("M")


class BrokenWire(Exception):  # noqa: N818 - it names a state, as JobCancelled does
    """The other side sent something that is no message, or sent it at the wrong time."""


class Decoder(Protocol[M_co]):
    """What of a ``msgspec.json.Decoder`` is used here."""

    def decode(self, data: bytes, /) -> M_co: ...


def encode_frame(message: ToWorker | FromWorker, folder: Path | None = None) -> bytes:
    """``message`` as a frame. One that is too long goes to a file in ``folder``.

    Raises ``ValueError`` when it is too long and there is no folder, ``OSError`` when the folder is full, and
    ``TypeError`` when it holds something that JSON cannot say.
    """
    data = msgspec.json.encode(message)
    if len(data) <= MAX_FRAME:
        return _LENGTH.pack(len(data)) + data
    if folder is None or len(data) > MAX_SPILLED:
        raise ValueError(f"a message of {len(data)} bytes is too long")
    file = folder / f"{uuid.uuid4().hex}.json"
    try:
        file.write_bytes(data)
    except OSError:
        file.unlink(missing_ok=True)
        raise
    name = file.name.encode()
    return _LENGTH.pack(_SPILLED | len(name)) + name


def write_all(stream: BinaryIO, data: bytes) -> None:
    """Write and flush; a raw stream may take several calls."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def read_frame(stream: BinaryIO, decoder: Decoder[M], folder: Path | None = None) -> M | None:
    """The next message, or ``None`` when the other side closed its end between two frames.

    Raises :class:`BrokenWire` for everything that is not a message of ``decoder``.
    """
    header = _read(stream, _LENGTH.size)
    if not header:
        return None
    if len(header) < _LENGTH.size:
        raise BrokenWire("the stream ended inside a frame")
    (length,) = _LENGTH.unpack(header)
    spilled = bool(length & _SPILLED)
    length &= ~_SPILLED
    if length > MAX_FRAME:
        raise BrokenWire(f"a frame of {length} bytes is over the limit")
    first = _read(stream, 1)
    if first != b"{" and not spilled:
        # Known at once: whoever sends no frames need not send as many bytes as their first four say.
        raise BrokenWire("a frame holds no message")
    body = first + _read(stream, length - 1)
    if len(body) < length:
        raise BrokenWire("the stream ended inside a frame")
    return _decoded(_unspilled(body, folder) if spilled else body, decoder)


def _decoded(data: bytes, decoder: Decoder[M]) -> M:
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenWire(f"not a message: {error}") from error


def _unspilled(name: bytes, folder: Path | None) -> bytes:
    if folder is None or not _NAME.fullmatch(name):
        raise BrokenWire("a frame names a file that it may not name")
    file = folder / name.decode()
    try:
        if file.stat().st_size > MAX_SPILLED:
            raise BrokenWire("a message in a file is over the limit")
        return file.read_bytes()
    except OSError as error:
        raise BrokenWire(f"a message in a file cannot be read: {error}") from error
    finally:
        with contextlib.suppress(OSError):
            file.unlink()


def _read(stream: BinaryIO, length: int) -> bytes:
    """``length`` bytes, or fewer when the stream ends."""
    pieces = []
    while length > 0:
        piece = stream.read(min(length, 1 << 20))
        if not piece:
            break
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)
