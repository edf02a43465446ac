"""What is in a safetensors file, from its header alone, and whether it is one at all."""

from __future__ import annotations

import hashlib
import math
import os
from pathlib import Path
from typing import IO

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.models.safety import refuse_unsafe
from vlm_studio.words import Text, text

BYTES = {"F64": 8, "F32": 4, "BF16": 2, "F16": 2, "I64": 8, "I32": 4, "I16": 2}
"""Bytes of a number, by safetensors' names; other kinds of numbers have one."""
_LONGEST_HEADER = 100_000_000
_SAMPLES, _SAMPLE = 16, 4096


class Weights(msgspec.Struct, frozen=True):
    """``numbers`` counts all numbers of a file by their kind (``F16``); ``print`` is a hash of samples of it."""

    numbers: dict[str, int]
    print: str


class _Tensor(msgspec.Struct, frozen=True):
    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]


def read_header(path: Path) -> Weights:
    """What the safetensors file at ``path`` holds. The numbers themselves are not read.

    Raises :class:`StudioError` with one sentence that says what it is instead, or what is wrong with it.
    """
    try:
        with path.open("rb") as file:
            _refuse_impostor(path.name, file.read(512))
        refuse_unsafe(path, path.name)
        with path.open("rb") as file:
            return _read(path.name, file)
    except FileNotFoundError as error:
        raise StudioError(_absent(path)) from error
    except OSError as error:
        raise StudioError(text("{file} cannot be read.", file=path.name)) from error


def _absent(path: Path) -> Text:
    if path.is_symlink():
        return text("{file} is a link to a file that is not there.", file=path.name)
    return text("{file} is not there.", file=path.name)


def _refuse_impostor(name: str, head: bytes) -> None:
    """Refuse what often stands in place of weights that were not fetched."""
    if head.startswith(b"version https://git-lfs"):
        raise StudioError(
            text("{file} is only Git LFS's note about the weights; fetch them with git lfs pull.", file=name)
        )  # fmt: skip
    if head.lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise StudioError(
            text("{file} is a web page, not weights: its download failed.", file=name)
        )


def _read(name: str, file: IO[bytes]) -> Weights:
    size = os.fstat(file.fileno()).st_size
    length = int.from_bytes(file.read(8), "little")
    if not 2 <= length <= min(_LONGEST_HEADER, size - 8):
        raise _damaged(name)
    header = file.read(length)
    try:
        rows = msgspec.json.decode(header, type=dict[str, msgspec.Raw])
        rows.pop("__metadata__", None)
        tensors = [msgspec.json.decode(row, type=_Tensor) for row in rows.values()]
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _damaged(name) from error
    if max((t.data_offsets[1] for t in tensors), default=0) != size - 8 - length:
        raise _damaged(name)
    return Weights(_counted(name, tensors), _print_of(file, header, size))


def _counted(name: str, tensors: list[_Tensor]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for tensor in tensors:
        count = math.prod(tensor.shape)
        first, last = tensor.data_offsets
        if min(tensor.shape, default=0) < 0 or last - first != count * BYTES.get(tensor.dtype, 1):
            raise _damaged(name)
        numbers[tensor.dtype] = numbers.get(tensor.dtype, 0) + count
    return numbers


def _print_of(file: IO[bytes], header: bytes, size: int) -> str:
    """A hash that other weights of the same shapes do not have, without reading gigabytes."""
    digest = hashlib.sha256(header)
    start = 8 + len(header)
    for number in range(_SAMPLES):
        file.seek(start + (size - start) * number // _SAMPLES)
        digest.update(file.read(_SAMPLE))
    return digest.hexdigest()


def _damaged(name: str) -> StudioError:
    return StudioError(text("{file} is damaged or cut short.", file=name))
