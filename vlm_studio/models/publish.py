"""Giving a file its final name only when every byte of it is there."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PART = ".part"


def write(target: Path, content: bytes) -> None:
    """Put ``content`` at ``target``, whole or not at all."""
    with opened(target) as file:
        file.write(content)


@contextlib.contextmanager
def opened(target: Path) -> Iterator[IO[bytes]]:
    """A file to write that becomes ``target`` when the block ends well, and vanishes when it does not."""
    part = target.with_name(target.name + PART)
    try:
        with part.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(target.parent)


def sweep(folder: Path) -> None:
    """Delete the parts that a killed process left in ``folder``."""
    for part in folder.glob(f"*{PART}"):
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
