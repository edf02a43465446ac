"""Reading and writing the safetensors format (https://github.com/huggingface/safetensors): a JSON header, then raw numbers."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vlm_studio.errors import StudioError
from vlm_studio.words import text

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TYPES = {"F16": "<f2", "F32": "<f4", "I64": "<i8", "U8": "|u1"}


def read(content: bytes) -> dict[str, NDArray[Any]]:
    """The tensors by name; they share ``content``. Raises :class:`StudioError` when it is another format or cut short."""
    import numpy as np

    found: dict[str, NDArray[Any]] = {}
    try:
        header, start = _header(content)
        for name, row in header.items():
            if name != "__metadata__":
                first, last = row["data_offsets"]
                numbers = np.frombuffer(content[start + first : start + last], _TYPES[row["dtype"]])
                found[name] = numbers.reshape(row["shape"])
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise StudioError(
            text("These weights are not whole, or not in the safetensors format.")
        ) from error
    return found


def metadata(content: bytes) -> dict[str, str]:
    """What the file says about itself."""
    try:
        return dict(_header(content)[0].get("__metadata__", {}))
    except (ValueError, TypeError, struct.error) as error:
        raise StudioError(
            text("These weights are not whole, or not in the safetensors format.")
        ) from error


def _header(content: bytes) -> tuple[dict[str, Any], int]:
    (size,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + size])
    if not isinstance(header, dict):
        raise ValueError("the header is no object")
    return header, 8 + size


def write(tensors: Mapping[str, NDArray[Any]], about: Mapping[str, str]) -> bytes:
    """``tensors`` in the order of their names, the same bytes for the same numbers."""
    names = {kind: name for name, kind in _TYPES.items()}
    header: dict[str, Any] = {"__metadata__": dict(about)}
    parts, place = [], 0
    for name in sorted(tensors):
        raw = tensors[name].tobytes()
        row = {"dtype": names[tensors[name].dtype.str], "shape": list(tensors[name].shape)}
        header[name] = {**row, "data_offsets": [place, place + len(raw)]}
        parts.append(raw)
        place += len(raw)
    head = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    head += b" " * (-len(head) % 8)
    return struct.pack("<Q", len(head)) + head + b"".join(parts)
