"""Where there is room for pixels: in shared memory while they take a part of what is left of it, else on the disk.

Nothing of a block is read before somebody looks at it, and of a mip level only the pages in sight. A block on the
disk need not even fit into memory: the system writes back what was not looked at for long and lets go of it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

from vlm_studio.paths import pixels_folder

SHARE = 0.5
"""The part of the memory that is left which one block may take."""
_SMALL = 64 * 2**20
_SHARED = Path("/dev/shm")


def root() -> Path:
    """Where the folders of blocks are."""
    return _SHARED if os.access(_SHARED, os.W_OK) else Path(tempfile.gettempdir())


def beside(folder: Path) -> Path:
    """The folder on the disk for what is too large for ``folder``; there may be none yet."""
    return pixels_folder() / folder.name


def place(folder: Path, size: int) -> Path:
    """The folder for a block of ``size`` bytes: ``folder``, or the one :func:`beside` it, which is made.

    Raises ``OSError``.
    """
    if size <= _SMALL or folder.parent != _SHARED or size <= SHARE * _left(folder):
        return folder
    found = beside(folder)
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def room(folder: Path) -> int:
    """How many bytes a block in ``folder``, or beside it, can have at most."""
    if folder.parent != _SHARED:
        return shutil.disk_usage(folder).free
    disk = next(path for path in (beside(folder), *beside(folder).parents) if path.exists())
    return max(int(SHARE * _left(folder)), shutil.disk_usage(disk).free)


def reserve(file: IO[bytes], size: int) -> None:
    """Fill ``file`` with zeros. Space that is reserved now cannot turn into a SIGBUS when the map is written."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
    else:
        zeros = bytes(1 << 20)
        for start in range(0, size, len(zeros)):
            file.write(zeros[: size - start])


def _left(folder: Path) -> int:
    """Bytes of shared memory that are free, and are there: its limit promises more than a busy machine has."""
    return min(shutil.disk_usage(folder).free, _available())


def _available() -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0
