"""What the queue and the worker do in two places: encode a message, and write it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from vlm_studio.wire.frames import encode_frame, write_all
from vlm_studio.wire.messages import FromWorker, ToWorker


def write_frame(
    stream: BinaryIO, message: ToWorker | FromWorker, folder: Path | None = None
) -> None:
    """Write ``message`` to the end."""
    write_all(stream, encode_frame(message, folder))
