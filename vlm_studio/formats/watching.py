"""Files that tell how far they were read."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import IO, Any

_STEP = 1 << 17


class WatchedFile:
    """Reads as ``file`` does; each of :attr:`listeners` hears how much of it was read, 0..1, and may raise to stop.

    They are called between two reads, when no decoder is at work.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._size = max(1, file.seek(0, os.SEEK_END))
        self._told = 0
        self.listeners: list[Callable[[float], None]] = []
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        """As the file's."""
        at = self._file.tell()
        if at - self._told >= _STEP:
            self._told = at
            for listener in self.listeners:
                listener(min(1.0, at / self._size))
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
