"""Staged designs on the disk, so that none is lost with the window: a folder for each document of each window.

They stay until they are taken or thrown away, the newest longest. What a window has that lives is nobody else's.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import msgspec

from vlm_studio import kept
from vlm_studio.document.blocks import BlockFolder, lives
from vlm_studio.formats import fileops
from vlm_studio.formats.staged_files import OWNER, delete, ids, move, read, size, write
from vlm_studio.models.lock import locked
from vlm_studio.tasks.staged import MOST, Owner, Staged

_BYTES = 256 << 20
"""Of all of them together, about."""
_SECONDS = 60 * 24 * 3600
"""After so long nobody comes back for them."""


def keep(
    root: Path, owner: Owner, designs: Sequence[Staged] = (), gone: Collection[str] = ()
) -> None:
    """Write ``designs`` of the document ``owner`` under ``root`` and delete those with the ids ``gone``.

    Raises :class:`~vlm_studio.errors.StudioError`.
    """
    folder = _folder(root, owner)
    for id in gone:
        delete(folder, id)
    if designs:
        fileops.make_folder(folder)
        _say(folder, owner)  # first: what nobody owns is never found again
        for staged in designs:
            write(folder, staged)
        _prune(root, folder)
    elif folder.is_dir():
        if ids(folder):
            _say(folder, owner)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def find(
    root: Path, owner: Owner, open: Collection[str], blocks: BlockFolder
) -> tuple[Staged, ...]:
    """The designs that wait for ``owner``, the oldest first: also what waited for it, or for its file under another id,
    in windows that are gone, which becomes its own. Those of the documents with the ids ``open`` are left alone.
    """
    folder = _folder(root, owner)
    with locked(root, None):
        for other, theirs in _left(root, owner.window, open):
            same = theirs.document == owner.document or (owner.file and theirs.file == owner.file)
            if same and other != folder:
                _adopt(other, folder, owner)
    return _read_all(folder, ids(folder), blocks)


def bring(
    root: Path, owner: Owner, open: Collection[str], blocks: BlockFolder
) -> tuple[Staged, ...]:
    """What waits for documents that cannot be opened again becomes that of ``owner``: these designs, the oldest first."""
    folder, brought = _folder(root, owner), list[str]()
    with locked(root, None):
        for other, theirs in _left(root, owner.window, open):
            if other != folder and _lost(theirs):
                brought += _adopt(other, folder, owner)
    return _read_all(folder, sorted(brought), blocks)


def claim(root: Path, window: str, open: Collection[str]) -> tuple[int, int]:
    """How many designs wait for documents that cannot be opened again, and how many of them nobody was told of yet.

    From now on they are offered in this ``window`` only, as long as it lives.
    """
    count = untold = 0
    with locked(root, None):
        for other, theirs in list(_left(root, window, open)):
            if theirs.document in open or not _lost(theirs):
                continue
            found = _claimed(root, other, theirs, window)
            count += found
            untold += 0 if theirs.told else found
    return count, untold


def _claimed(root: Path, other: Path, theirs: Owner, window: str) -> int:
    """What is in the folder ``other`` is offered in ``window``: so many designs."""
    owner = msgspec.structs.replace(theirs, window=window, told=True)
    folder = _folder(root, owner)
    if other != folder:
        _adopt(other, folder, owner)
    elif not theirs.told:
        _say(folder, owner)
    return len(ids(folder))


def _left(root: Path, window: str, open: Collection[str]) -> Iterator[tuple[Path, Owner]]:
    """What was left behind: by windows that are gone, or by documents that are closed in this one."""
    for folder, owner in _owners(root):
        ours = owner.window == window
        if not (owner.document in open if ours else _living(owner)):
            yield folder, owner


def _living(owner: Owner) -> bool:
    return bool(owner.window) and lives(Path(owner.window))


def _lost(owner: Owner) -> bool:
    return not owner.file or not Path(owner.file).exists()


def _folder(root: Path, owner: Owner) -> Path:
    # The id may come from a file: it is no name to be trusted.
    name = f"{owner.window}\n{owner.document}"
    return root / hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()[:24]


def _owners(root: Path) -> Iterator[tuple[Path, Owner]]:
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        with contextlib.suppress(OSError, kept.DamagedError):
            yield folder, kept.read(folder / OWNER, Owner)


def _say(folder: Path, owner: Owner) -> None:
    fileops.save_bytes(folder / OWNER, msgspec.json.encode(owner), durable=False)


def _adopt(other: Path, folder: Path, owner: Owner) -> list[str]:
    """What is in the folder ``other`` is that of ``owner`` now; the designs' ids. What cannot be moved stays for later."""
    found = ids(other)
    if found:
        fileops.make_folder(folder)
        _say(folder, owner)  # first: wherever this ends too early, both folders are found again
    for id in found:
        move(id, other, folder)
    if not ids(other):
        shutil.rmtree(other, ignore_errors=True)
    return found


def _read_all(folder: Path, several: Sequence[str], blocks: BlockFolder) -> tuple[Staged, ...]:
    found = (read(folder, id, blocks) for id in several)
    return tuple(staged for staged in found if staged is not None)


def _prune(root: Path, now: Path) -> None:
    """Delete the oldest designs beyond the bounds, those of living windows last, and folders that nobody wrote to for
    long but ``now``.
    """
    for id in ids(now)[:-MOST]:
        delete(now, id)
    there: list[tuple[bool, str, Path, int]] = []
    for folder, owner in _owners(root):
        living = _living(owner)
        if folder != now and not living and _age(folder) > _SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
        there += [(living, id, folder, size(folder, id)) for id in ids(folder)]
    total = sum(each[-1] for each in there)
    for _, id, folder, bytes in sorted(there):
        if total <= _BYTES:
            break
        delete(folder, id)
        total -= bytes


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:  # another window was faster
        return 0.0
