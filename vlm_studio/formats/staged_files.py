"""One staged design on the disk: a JSON file, and a PNG file where it has pixels. It is there once its JSON is."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from vlm_studio import kept
from vlm_studio.document.blocks import MAX_SIDE, BlockFolder, MappedBlock
from vlm_studio.document.vectors import MAX_OBJECTS, MAX_SEGMENTS, segments, sound
from vlm_studio.errors import StudioError
from vlm_studio.formats import fileops
from vlm_studio.log import logger
from vlm_studio.tasks.design import PaintRequest
from vlm_studio.tasks.staged import Staged

OWNER = "owner.json"
"""In each folder, whose the designs in it are."""
_SUFFIXES = (".png", ".json")


def ids(folder: Path) -> list[str]:
    """Of the designs in ``folder``, the oldest first."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    return sorted(
        name.removesuffix(".json") for name in names if name.endswith(".json") and name != OWNER
    )


def delete(folder: Path, id: str) -> None:
    """Delete the design ``id`` from ``folder``, if it is there."""
    for suffix in reversed(_SUFFIXES):
        with contextlib.suppress(OSError):
            (folder / f"{id}{suffix}").unlink()


def move(id: str, folder: Path, to: Path) -> None:
    """Bring the design ``id`` from ``folder`` to another one; at every moment it is whole in one of them."""
    picture, words = (f"{id}{suffix}" for suffix in _SUFFIXES)
    with contextlib.suppress(OSError):
        if (folder / picture).exists():
            (to / picture).unlink(missing_ok=True)
            fileops.FileOps().link(folder / picture, to / picture)
        (folder / words).replace(to / words)
        (folder / picture).unlink(missing_ok=True)


def size(folder: Path, id: str) -> int:
    """Bytes of the design ``id``."""
    found = 0
    for suffix in _SUFFIXES:
        with contextlib.suppress(OSError):
            found += (folder / f"{id}{suffix}").stat().st_size
    return found


def write(folder: Path, staged: Staged) -> None:
    """Write ``staged`` into ``folder``, without what it was made from. Raises :class:`StudioError`."""
    placed, request = staged.design.placed, staged.request
    if placed is not None:
        from vlm_studio.formats.png import write_png

        pixels = MappedBlock(placed.block).array()
        fileops.save(
            folder / f"{staged.id}.png", lambda file: write_png(pixels, file), durable=False
        )
    if isinstance(request, PaintRequest) and (
        request.picture or request.inside or request.controls
    ):
        staged = msgspec.structs.replace(staged, request=None)
    fileops.save_bytes(folder / f"{staged.id}.json", msgspec.json.encode(staged), durable=False)


def read(folder: Path, id: str, blocks: BlockFolder) -> Staged | None:
    """The design ``id``, its pixels in ``blocks``; ``None`` when it is damaged."""
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
