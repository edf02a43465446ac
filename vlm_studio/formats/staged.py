"""Staged designs on the disk, so that none is lost with the window: a folder for each document, two files a design.

They stay until they are taken or thrown away, the newest longest. A file that is damaged is left out.
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
from vlm_studio.document.blocks import MAX_SIDE, BlockFolder, MappedBlock
from vlm_studio.document.vectors import MAX_OBJECTS, MAX_SEGMENTS, segments, sound
from vlm_studio.errors import StudioError
from vlm_studio.formats import fileops
from vlm_studio.log import logger
from vlm_studio.tasks.design import PaintRequest
from vlm_studio.tasks.staged import MOST, Owner, Staged

_BYTES = 256 << 20
"""Of all of them together, about."""
_SECONDS = 60 * 24 * 3600
"""After so long nobody comes back for them."""
_OWNER = "owner.json"


def keep(
    root: Path, owner: Owner, designs: Sequence[Staged] = (), gone: Collection[str] = ()
) -> None:
    """Write ``designs`` of the document ``owner`` under ``root`` and delete those with the ids ``gone``.

    Raises :class:`~vlm_studio.errors.StudioError`.
    """
    folder = _folder(root, owner.document)
    for id in gone:
        _delete(folder, id)
    if designs:
        fileops.make_folder(folder)
        for staged in designs:
            _write(folder, staged)
        _say(folder, owner)
        _prune(root, folder)
    elif folder.is_dir():
        if _ids(folder):
            _say(folder, owner)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def find(
    root: Path, owner: Owner, open: Collection[str], blocks: BlockFolder, *, earlier: bool = False
) -> tuple[Staged, ...]:
    """The designs that wait for ``owner``, the oldest first: also of its file under another id, which become its own.

    Those of the documents with the ids ``open`` are left alone. With ``earlier`` all others that nobody can come
    back for become its own, too.
    """
    folder = _folder(root, owner.document)
    for other, theirs in _owners(root):
        if other == folder or theirs.document in open:
            continue
        if (owner.file and theirs.file == owner.file) or (earlier and _lost(theirs)):
            _adopt(other, folder, owner)
    return tuple(found for id in _ids(folder) if (found := _read(folder, id, blocks)) is not None)


def earlier(root: Path, open: Collection[str]) -> int:
    """How many designs wait for documents that cannot be opened again."""
    lost = [
        folder for folder, owner in _owners(root) if owner.document not in open and _lost(owner)
    ]
    return sum(len(_ids(folder)) for folder in lost)


def _lost(owner: Owner) -> bool:
    return not owner.file or not Path(owner.file).exists()


def _folder(root: Path, document: str) -> Path:
    # The id may come from a file: it is no name to be trusted.
    return root / hashlib.sha256(document.encode(errors="surrogateescape")).hexdigest()[:24]


def _owners(root: Path) -> Iterator[tuple[Path, Owner]]:
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        with contextlib.suppress(OSError, kept.DamagedError):
            yield folder, kept.read(folder / _OWNER, Owner)


def _say(folder: Path, owner: Owner) -> None:
    fileops.save_bytes(folder / _OWNER, msgspec.json.encode(owner), durable=False)


def _adopt(other: Path, folder: Path, owner: Owner) -> None:
    fileops.make_folder(folder)
    for id in _ids(other):
        for suffix in (".png", ".json"):  # a design is there once its JSON is
            with contextlib.suppress(OSError):
                (other / f"{id}{suffix}").replace(folder / f"{id}{suffix}")
    shutil.rmtree(other, ignore_errors=True)
    _say(folder, owner)


def _ids(folder: Path) -> list[str]:
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    return sorted(
        name.removesuffix(".json") for name in names if name.endswith(".json") and name != _OWNER
    )


def _delete(folder: Path, id: str) -> None:
    for suffix in (".json", ".png"):
        with contextlib.suppress(OSError):
            (folder / f"{id}{suffix}").unlink()


def _write(folder: Path, staged: Staged) -> None:
    placed, request = staged.design.placed, staged.request
    if placed is not None:
        from vlm_studio.formats.png import write_png

        pixels = MappedBlock(placed.block).array()
        fileops.save(
            folder / f"{staged.id}.png", lambda file: write_png(pixels, file), durable=False
        )
    if isinstance(request, PaintRequest) and (request.picture or request.mask or request.controls):
        staged = msgspec.structs.replace(staged, request=None)
    fileops.save_bytes(folder / f"{staged.id}.json", msgspec.json.encode(staged), durable=False)


def _read(folder: Path, id: str, blocks: BlockFolder) -> Staged | None:
    try:
        staged = kept.read(folder / f"{id}.json", Staged)
        _check(staged, id)
        return _with_pixels(staged, folder / f"{id}.png", blocks)
    except (OSError, ValueError, StudioError):
        logger.warning("the staged design %s could not be read", id, exc_info=True)
        return None


def _check(staged: Staged, id: str) -> None:
    """Raises ``ValueError`` where something would surprise whoever draws it."""
    design = staged.design
    objects = design.objects
    sizes = (design.width, design.height)
    if staged.id != id or not all(0 < side <= MAX_SIDE for side in sizes):
        raise ValueError("not what was written")
    if max(abs(staged.x), abs(staged.y)) > 10 * MAX_SIDE:
        raise ValueError("too far away")
    if len(objects) > MAX_OBJECTS or segments(objects) > MAX_SEGMENTS:
        raise ValueError("too many objects")
    if len({each.id for each in objects}) < len(objects) or not all(map(sound, objects)):
        raise ValueError("damaged objects")


def _with_pixels(staged: Staged, path: Path, blocks: BlockFolder) -> Staged:
    placed = staged.design.placed
    if placed is None:
        return staged
    from vlm_studio.formats.images import decode

    placed = msgspec.structs.replace(placed, block=decode(path, blocks).block)
    return msgspec.structs.replace(
        staged, design=msgspec.structs.replace(staged.design, placed=placed)
    )


def _prune(root: Path, now: Path) -> None:
    """Delete the oldest designs beyond the bounds, and folders that nobody wrote to for long but ``now``."""
    for id in _ids(now)[:-MOST]:
        _delete(now, id)
    there: list[tuple[str, Path, int]] = []
    for folder, _ in _owners(root):
        if folder != now and _age(folder) > _SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
        there += [(id, folder, _size(folder, id)) for id in _ids(folder)]
    total = sum(size for *_, size in there)
    for id, folder, size in sorted(there):
        if total <= _BYTES:
            break
        _delete(folder, id)
        total -= size


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:  # another window was faster
        return 0.0


def _size(folder: Path, id: str) -> int:
    size = 0
    for suffix in (".json", ".png"):
        with contextlib.suppress(OSError):
            size += (folder / f"{id}{suffix}").stat().st_size
    return size
