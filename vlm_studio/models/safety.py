"""Which files may be loaded at all, by what is in them and not by what they are called.

A pickle can run any code when it is read, so none is accepted, in whatever wrapping: as it is, in a torch
archive, in an old torch tar. Accepted are safetensors, ONNX, TFLite, Darknet weights and plain text.
"""

from __future__ import annotations

import io
import json
import os
import pickletools
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from vlm_studio.errors import StudioError
from vlm_studio.words import text

_HEAD = 1 << 20
_ENOUGH = 100  # opcodes in a row, each finding on the stack what it needs, are no accident
_MAX_HEADER = 100_000_000
_MAX_TEXT = 16 << 20
_MAX_FIELDS = 10_000  # of an ONNX model at its top level, where about ten are usual


def refuse_unsafe(path: Path, name: str) -> None:
    """Raise :class:`StudioError` unless the file at ``path`` is what a file called ``name`` must be."""
    suffix = Path(name).suffix.lower()
    with path.open("rb") as file:
        if _is_pickle(file):
            raise StudioError(
                text("{file} is a pickle, which could run any code. It was refused.", file=name)
            )
        check = _CHECKS.get(suffix)
        if check is None or not check(file, os.fstat(file.fileno()).st_size):
            raise StudioError(
                text(
                    "{file} is not a model file that can be used: safetensors, ONNX or TFLite.",
                    file=name,
                )
            )


def _is_pickle(file: IO[bytes]) -> bool:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _zip_holds_pickle(file)
    return _is_tar(file) or _starts_as_pickle(head)


def _zip_holds_pickle(file: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.lower().endswith((".pkl", ".pickle")) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _is_tar(file: IO[bytes]) -> bool:
    """Whether it is a tar, which only torch before version 0.4 wrote models in, with pickles inside."""
    try:
        header = file.read(tarfile.BLOCKSIZE)
        tarfile.TarInfo.frombuf(header, "utf-8", "replace")
    except (tarfile.TarError, ValueError):
        return False
    finally:
        file.seek(0)
    return True


def _starts_as_pickle(head: bytes) -> bool:
    """Whether ``head`` is a whole pickle, a long run of one, or has the mark of one and goes on like one."""
    enough = 2 if head[:1] == b"\x80" else _ENOUGH
    stack: list[pickletools.StackObject] = []
    try:
        for count, (opcode, _, _) in enumerate(pickletools.genops(io.BytesIO(head)), 1):
            if opcode.name == "STOP":
                return len(stack) == 1
            _step(stack, opcode)
            if count == enough:
                return True
    except Exception:  # genops says in many ways that it met something else
        return False
    return False


def _step(stack: list[pickletools.StackObject], opcode: pickletools.OpcodeInfo) -> None:
    """What ``opcode`` does to the stack, by kind only. Raises ``IndexError`` where nothing is left to take."""
    if pickletools.markobject in opcode.stack_before:
        while stack.pop() is not pickletools.markobject:
            continue
    taken = opcode.stack_before
    if pickletools.markobject in taken:
        taken = taken[: taken.index(pickletools.markobject)]
    for _ in taken:
        stack.pop()
    stack.extend(opcode.stack_after)


def _is_safetensors(file: IO[bytes], size: int) -> bool:
    length = int.from_bytes(file.read(8), "little")
    if not 2 <= length <= min(_MAX_HEADER, size - 8):
        return False
    try:
        header = json.loads(file.read(length))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict)


def _is_tflite(file: IO[bytes], size: int) -> bool:
    return file.read(8)[4:] == b"TFL3"


def _is_onnx(file: IO[bytes], size: int) -> bool:
    """Whether the file is a protobuf message with ONNX's IR version first to be found and a graph."""
    fields = set()
    for _ in range(_MAX_FIELDS):
        if file.tell() == size:
            break
        key = _varint(file)
        if key is None:
            return False
        if key & 7 == 0:
            if _varint(file) is None:
                return False
        elif key & 7 == 2:
            length = _varint(file)
            if length is None or file.tell() + length > size:
                return False
            file.seek(length, os.SEEK_CUR)
        else:
            return False
        fields.add(key)
    ir_version, graph = 1 << 3, 7 << 3 | 2
    return {ir_version, graph} <= fields


def _varint(file: IO[bytes]) -> int | None:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return value
    return None


def _is_darknet(file: IO[bytes], size: int) -> bool:
    header = file.read(12)
    if len(header) < 12:
        return False
    major, minor, _ = struct.unpack("<iii", header)
    return 0 <= major < 10 and 0 <= minor < 10 and size % 4 == 0


def _is_text(file: IO[bytes], size: int) -> bool:
    if size > _MAX_TEXT:
        return False
    try:
        return "\x00" not in file.read().decode("utf-8")
    except UnicodeDecodeError:
        return False


_CHECKS: Mapping[str, Callable[[IO[bytes], int], bool]] = {
    ".safetensors": _is_safetensors,
    ".onnx": _is_onnx,
    ".tflite": _is_tflite,
    ".weights": _is_darknet,
    ".cfg": _is_text,
    ".names": _is_text,
    ".txt": _is_text,
    ".json": _is_text,
}
