"""One writer of a folder at a time, over all processes of the machine."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from vlm_studio.tasks.context import Context
from vlm_studio.words import text

_PAUSE = 0.1


@contextlib.contextmanager
def locked(root: Path, context: Context | None) -> Iterator[None]:
    """Hold the folder ``root`` for writing; waits for another holder, and while it waits the job can be cancelled.

    Where the file system knows no locks nobody waits.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("a+b") as file:
        while not _taken(file):
            if context is not None:
                context.checkpoint(None, text("Waiting for another change of the model store"))
            time.sleep(_PAUSE)
        yield  # closing the file gives the lock back


def _taken(file: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks
        return True
    return True
