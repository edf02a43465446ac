"""Pixels outside the Python heap: blocks in mapped files that processes hand to each other by name.

A block's file holds its mip levels one after the other, each half the size of the one before. The process
that owns the folder deletes blocks; whoever receives a :class:`Block` may only read it.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

import msgspec

from vlm_studio.document import space
from vlm_studio.document.mips import fill_mips, mip_levels
from vlm_studio.errors import StudioError
from vlm_studio.paths import pixels_folder
from vlm_studio.words import text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_SIDE = 65_535
MAX_PIXELS = 1 << 29
"""No picture with more pixels is opened or made: 2 GiB decoded."""
_PREFIX = "vlm_studio-"
_LOCK = "owner.lock"


class Block(msgspec.Struct, frozen=True):
    """The name of some pixels: ``channels`` is 4 (RGBA, straight alpha, sRGB) or 1 (a mask, 0..255).

    ``levels`` counts the mip levels in the file, the full size included.
    """

    path: str
    width: int
    height: int
    channels: int = 4
    levels: int = 1

    def level_size(self, level: int) -> tuple[int, int]:
        """Width and height of a mip level, rounded up, never below 1."""
        return max(1, -(-self.width >> level)), max(1, -(-self.height >> level))

    def level_span(self, level: int) -> tuple[int, int]:
        """Offset and length in bytes of a mip level inside the file."""
        sizes = [w * h * self.channels for w, h in map(self.level_size, range(level + 1))]
        return sum(sizes[:-1]), sizes[-1]

    @property
    def nbytes(self) -> int:
        """Size of the file."""
        return sum(self.level_span(self.levels - 1))


class MappedBlock:
    """A block mapped into this process; views stay valid as long as somebody holds them."""

    def __init__(self, block: Block, *, writable: bool = False) -> None:
        """Raises :class:`StudioError` when the file is gone or too short for what ``block`` says."""
        self.block = block
        access = mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
        try:
            with Path(block.path).open("r+b" if writable else "rb") as file:
                self._map = mmap.mmap(file.fileno(), block.nbytes, access=access)
        except (OSError, ValueError) as error:
            raise StudioError(text("The pixels of this layer are no longer there.")) from error

    def level(self, level: int = 0) -> memoryview:
        """The bytes of one mip level, row after row."""
        start, length = self.block.level_span(level)
        return memoryview(self._map)[start : start + length]

    def array(self, level: int = 0) -> NDArray[np.uint8]:
        """One mip level as an array of shape (H, W, 4) or (H, W)."""
        import numpy as np

        width, height = self.block.level_size(level)
        shape = (height, width, 4) if self.block.channels == 4 else (height, width)
        return np.frombuffer(self.level(level), np.uint8).reshape(shape)


class BlockFolder:
    """A private folder of blocks, in shared memory where there is any; large ones go beside it (see ``space``).

    The owner holds a lock on a file in it for as long as it lives, so that :func:`remove_dead_folders`
    can tell a dead process's folder from a live one's. A worker opens the same folder with ``owner=False``.
    """

    def __init__(self, path: Path, *, owner: bool) -> None:
        self.path = path
        self._lock: IO[bytes] | None = _new_lock(path / _LOCK) if owner else None

    @classmethod
    def create(cls) -> BlockFolder:
        """A new folder that belongs to this process."""
        return cls(Path(tempfile.mkdtemp(prefix=_PREFIX, dir=space.root())), owner=True)

    def new(self, width: int, height: int, channels: int = 4, levels: int = 1) -> Block:
        """Reserve a block of zeros. Raises :class:`StudioError` when there is no room or the size is absurd."""
        if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
            message = text(
                "{width} x {height} pixels is not a size that can be handled.",
                width=width,
                height=height,
            )
            raise StudioError(message)
        block = Block("", width, height, channels, levels)
        size = block.nbytes
        try:
            path = space.place(self.path, size) / f"{uuid.uuid4().hex}.px"
            _make(path, size)
        except OSError as error:
            room = space.room(self.path) >> 20
            message = text(
                "There is no room for {size} MiB of pixels; {room} MiB are free.",
                size=round(size / 2**20),
                room=room,
            )
            raise StudioError(message) from error
        return msgspec.structs.replace(block, path=str(path))

    def room(self) -> int:
        """How many bytes a new block can have at most."""
        return space.room(self.path)

    def store(self, pixels: NDArray[np.uint8], *, mips: bool = False) -> Block:
        """A new block with a copy of ``pixels``, (H, W, 4) or (H, W), and its mip levels when ``mips``."""
        height, width = pixels.shape[:2]
        channels = 4 if pixels.ndim == 3 else 1
        block = self.new(width, height, channels, mip_levels(width, height) if mips else 1)
        mapped = MappedBlock(block, writable=True)
        mapped.array()[:] = pixels
        fill_mips(mapped)
        return block

    def sweep(self, live: Iterable[str]) -> None:
        """Delete every block of this folder whose path is not in ``live``."""
        keep = set(live)
        files = (*self.path.glob("*.px"), *space.beside(self.path).glob("*.px"))
        self.delete(str(file) for file in files if str(file) not in keep)

    def delete(self, blocks: Iterable[str]) -> None:
        """Delete the blocks with these paths."""
        for path in blocks:
            with contextlib.suppress(OSError):  # Windows keeps a file somebody has mapped
                Path(path).unlink()

    def remove(self) -> None:
        """Delete the folder with everything in it."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        _remove(self.path)


def blocks_in(value: object) -> set[str]:
    """Paths of every block named anywhere inside a frozen value (a request, a result, a state)."""
    found: set[str] = set()
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, Block):
            found.add(part.path)
        elif isinstance(part, msgspec.Struct):
            left += [getattr(part, name) for name in part.__struct_fields__]
        elif isinstance(part, tuple):
            left += part
        elif isinstance(part, dict):
            left += part.values()
    return found


def remove_dead_folders() -> None:
    """Delete block folders whose owner is gone. One without a lock is only just being made."""
    for folder in space.root().glob(f"{_PREFIX}*"):
        try:
            lock = _lock(folder / _LOCK, "r+b")
        except OSError:
            continue
        lock.close()
        _remove(folder)
    for folder in pixels_folder().glob(f"{_PREFIX}*"):
        if not (space.root() / folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)


def lives(folder: Path) -> bool:
    """Whether the process that owns this block folder is there still."""
    try:
        _lock(folder / _LOCK, "r+b").close()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True
    return False


def _remove(folder: Path) -> None:
    shutil.rmtree(space.beside(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _make(path: Path, size: int) -> None:
    try:
        with path.open("xb") as file:
            space.reserve(file, size)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _new_lock(path: Path) -> IO[bytes]:
    """Make the file ``path``, which is locked from its first moment on."""
    if os.name == "nt":  # an open file cannot be renamed there
        return _lock(path, "xb")
    unnamed = path.with_suffix(".new")
    file = _lock(unnamed, "xb")
    unnamed.rename(path)
    return file


def _lock(path: Path, mode: Literal["r+b", "xb"]) -> IO[bytes]:
    """Open and lock ``path`` for this process or raise ``OSError``."""
    file = path.open(mode)
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    return file
