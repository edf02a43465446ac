"""Writing files so that a crash, a full disk or a power cut leaves the old one or the new one, never a part.

Every call to the system goes through one :class:`FileOps`, so that a test can fail any of them.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from vlm_studio.errors import StudioError
from vlm_studio.log import logger
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from typing_extensions import Buffer

T = TypeVar("T")

_TEMP = ".vlm_studio-{key}-{id}.tmp"
_BUFFER = 1 << 20


class FileOps:
    """The system calls of saving, each raising ``OSError`` when it fails."""

    def create(self, path: Path) -> int:
        """Create ``path``, which must not exist, for writing; returns its descriptor, locked."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o666)
        _lock(descriptor, wait=True)
        if os.name != "nt" and os.fstat(descriptor).st_nlink == 0:
            # Before the lock was there, somebody took the file for a dead saver's and removed it.
            os.close(descriptor)
            raise InterruptedError
        return descriptor

    def write(self, descriptor: int, data: Buffer) -> int:
        """Write some of ``data``; returns how many bytes were taken."""
        return os.write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        """Wait until what was written is on the disk."""
        os.fsync(descriptor)

    def verify(self, path: Path, check: Callable[[Path], None]) -> None:
        """Read ``path`` back with ``check``, which raises what is wrong."""
        check(path)

    def copy_mode(self, source: Path, descriptor: int, target: Path) -> None:
        """Give the new file the permissions of the one it replaces."""
        mode = source.stat().st_mode & 0o7777
        if os.fstat(descriptor).st_mode & 0o7777 == mode:
            return
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)
        else:
            target.chmod(mode)

    def link(self, source: Path, target: Path) -> None:
        """Give ``source`` the further name ``target``, or copy it where files have only one name."""
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:
            shutil.copy2(source, target)

    def replace(self, source: Path, target: Path) -> None:
        """Rename ``source`` to ``target`` in one step."""
        source.replace(target)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def fsync_folder(self, folder: Path) -> None:
        """Wait until the names in ``folder`` are on the disk."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def unlink(self, path: Path) -> None:
        path.unlink(missing_ok=True)


class _Sink(io.RawIOBase):
    """A descriptor as a stream that keeps on after short and interrupted writes, and stops at the first failure."""

    def __init__(self, ops: FileOps, descriptor: int) -> None:
        super().__init__()
        self._ops = ops
        self._descriptor = descriptor
        self.failed = False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return os.lseek(self._descriptor, offset, whence)

    def write(self, data: Buffer, /) -> int:
        view = memoryview(data).cast("B")
        # After a failure the streams above still empty their buffers while they close; nobody wants those bytes.
        done = len(view) if self.failed else 0
        while done < len(view):
            done += self._some(view[done:])
        return done

    def _some(self, data: memoryview) -> int:
        try:
            taken = _again(self._ops.write, self._descriptor, data)
        except BaseException:
            self.failed = True
            raise
        if taken == 0:
            self.failed = True
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return taken


def save(
    path: Path,
    write: Callable[[IO[bytes]], None],
    ops: FileOps | None = None,
    *,
    check: Callable[[Path], None] | None = None,
    backup: bool = False,
    durable: bool = True,
) -> None:
    """Put what ``write`` writes in place of ``path``, in one step.

    ``check`` reads the new file before it takes the old one's place and raises when it is not right; ``backup``
    keeps the old one as ``NAME~``. ``durable=False`` leaves it to the system when the bytes reach the disk: for
    files that can be made again. Raises :class:`~vlm_studio.errors.StudioError`; then the old file is untouched and
    nothing else is left behind.
    """
    ops = ops or FileOps()
    try:
        path = path.resolve()  # a link stays a link, to the new content
        _check_target(path)
        remove_leftovers(path)
        _save(path, write, ops, check, backup, durable)
    except OSError as error:
        raise StudioError(_sentence(path, error)) from error


def save_bytes(
    path: Path, data: bytes, ops: FileOps | None = None, *, durable: bool = True
) -> None:
    """:func:`save` of a file that is made already."""

    def write(file: IO[bytes]) -> None:
        file.write(data)

    save(path, write, ops, durable=durable)


def make_folder(folder: Path) -> None:
    """Make ``folder`` and those around it, if they are not there. Raises :class:`~vlm_studio.errors.StudioError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        message = text(
            "The folder {name} cannot be made: {reason}.", name=str(folder), reason=reason
        )
        raise StudioError(message) from error


def _save(
    path: Path,
    write: Callable[[IO[bytes]], None],
    ops: FileOps,
    check: Callable[[Path], None] | None,
    backup: bool,
    durable: bool,
) -> None:
    temp = _temp_beside(path)
    descriptor = -1
    try:
        descriptor = _again(ops.create, temp)
        _fill(descriptor, write, ops)
        if path.exists():
            _again(ops.copy_mode, path, descriptor, temp)
        if durable:
            _again(ops.fsync, descriptor)
        if check is not None:
            _again(ops.verify, temp, check)
        if backup and path.exists():
            _keep_backup(path, ops)
        if os.name == "nt":  # an open file cannot be renamed there
            descriptor = _closed(descriptor, ops)
        _again(ops.replace, temp, path)
    except BaseException:
        _closed(descriptor, ops)
        _discard(temp, ops)
        raise
    _closed(descriptor, ops)
    if durable:
        _settle(path.parent, ops)


def _fill(descriptor: int, write: Callable[[IO[bytes]], None], ops: FileOps) -> None:
    sink = _Sink(ops, descriptor)
    with io.BufferedWriter(sink, _BUFFER) as stream:
        try:
            write(stream)
            stream.flush()
        except BaseException:
            sink.failed = True
            raise


def _keep_backup(path: Path, ops: FileOps) -> None:
    """Give the present file its second name; the one before loses it only now, when the new file is complete."""
    backup = path.with_name(path.name + "~")
    try:
        _again(ops.unlink, backup)
        _again(ops.link, path, backup)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise


def _closed(descriptor: int, ops: FileOps) -> int:
    """Close a descriptor if there is one; returns none (-1). What it reports was on the disk before."""
    if descriptor >= 0:
        try:
            ops.close(descriptor)
        except OSError:
            logger.warning("closing a saved file failed", exc_info=True)
            with contextlib.suppress(OSError):
                os.close(descriptor)
    return -1


def _discard(temp: Path, ops: FileOps) -> None:
    for _ in range(3):
        try:
            return ops.unlink(temp)
        except OSError:
            logger.warning("a temporary file was not removed: %s", temp, exc_info=True)
    return None


def _settle(folder: Path, ops: FileOps) -> None:
    # The file is in place already; a disk that cannot say when the name is durable is no failure of the save.
    try:
        _again(ops.fsync_folder, folder)
    except OSError:
        logger.warning("the folder could not be flushed to the disk: %s", folder, exc_info=True)


def _again(call: Callable[..., T], *args: object) -> T:
    """``call(*args)``, repeated while a signal interrupts it."""
    while True:
        try:
            return call(*args)
        except InterruptedError:
            continue


def _check_target(path: Path) -> None:
    if path.is_dir():
        raise StudioError(text("{name} is a folder.", name=path.name))
    if path.exists() and not os.access(path, os.W_OK):
        raise StudioError(text("{name} is write-protected.", name=path.name))


def _sentence(path: Path, error: OSError) -> Text:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return text(
            "{name} was not saved: there is not enough room, {free} MiB are free.",
            name=path.name,
            free=_free(path.parent),
        )
    if isinstance(error, FileNotFoundError):
        return text(
            "{name} was not saved: the folder {folder} does not exist.",
            name=path.name,
            folder=str(path.parent),
        )
    reason = error.strerror or str(error)
    return text("{name} was not saved: {reason}.", name=path.name, reason=reason)


def _free(folder: Path) -> int:
    with contextlib.suppress(OSError):
        return shutil.disk_usage(folder).free // 2**20
    return 0


# Leftovers ---------------------------------------------------------------------------------------


def _key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]


def _temp_beside(path: Path) -> Path:
    # A name of its own length: a long file name would not bear a suffix.
    return path.with_name(_TEMP.format(key=_key(path), id=uuid.uuid4().hex[:12]))


def remove_leftovers(path: Path) -> None:
    """Delete what savers of ``path`` left beside it when they died; what a living one writes is locked and stays."""
    with contextlib.suppress(OSError):
        for temp in list(_leftovers(path)):
            with contextlib.suppress(OSError):
                _remove_dead(temp)


def _leftovers(path: Path) -> Iterator[Path]:
    return path.parent.glob(_TEMP.format(key=_key(path), id="*"))


def _remove_dead(temp: Path) -> None:
    descriptor = os.open(temp, os.O_RDWR)
    try:
        if os.name == "nt" or _lock(descriptor, wait=False):
            if os.name == "nt":
                os.close(descriptor)
                descriptor = -1
            temp.unlink()
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _lock(descriptor: int, *, wait: bool) -> bool:
    """Lock an open file for this process; ``False`` when somebody else has it."""
    if os.name == "nt":  # open files cannot be deleted there, which is all that the lock is for
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return wait
    return True
