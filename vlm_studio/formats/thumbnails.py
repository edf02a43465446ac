"""Small pictures of the files of a folder, kept on disk until a file changes."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from vlm_studio.errors import StudioError
from vlm_studio.formats import fileops
from vlm_studio.formats.archive import Archive, MemberError
from vlm_studio.formats.colour import converter
from vlm_studio.formats.decoding import orientation, upright
from vlm_studio.formats.images import picture_at
from vlm_studio.formats.links import stamp
from vlm_studio.formats.sidecars import read_summary

_MAX_BYTES = 4 << 20


def make(picture: Path, sidecar: Path | None, side: int, target: Path) -> None:
    """Write the small picture of ``picture`` to ``target``, unless it is there already; JPEG, or PNG with alpha.

    A sidecar has one that shows its annotations, if the picture is what it was. Raises :class:`~vlm_studio.errors.StudioError`.
    """
    if target.exists():
        with contextlib.suppress(OSError):
            target.touch()  # it is wanted: others go first
        return
    image = _of_sidecar(sidecar, picture, side) or _of_picture(picture, side)
    data = io.BytesIO()
    if image.mode == "RGB":
        image.save(data, "JPEG", quality=85)
    else:
        image.save(data, "PNG")
    fileops.make_folder(target.parent)
    fileops.save_bytes(target, data.getvalue(), durable=False)


def prune(folder: Path, most: int, step: Callable[[], None]) -> int:
    """Delete the small pictures in ``folder`` that were not wanted for longest, until they take ``most`` bytes.

    ``step`` is called before each of its folders is read; it may raise to stop. Returns how many were deleted.
    """
    found = sorted(_kept(folder, step))
    left, gone = sum(size for _, size, _ in found), 0
    for _, size, path in found:
        if left <= most:
            break
        with contextlib.suppress(OSError):
            Path(path).unlink()
            gone += 1
        left -= size
    return gone


def _kept(folder: Path, step: Callable[[], None]) -> Iterator[tuple[int, int, str]]:
    """When each small picture was wanted last (ns), its bytes, and its path."""
    for inner in _entries(folder):
        step()
        for entry in _entries(inner.path) if inner.is_dir(follow_symlinks=False) else ():
            with contextlib.suppress(OSError):
                if entry.is_file(follow_symlinks=False):
                    said = entry.stat(follow_symlinks=False)
                    yield said.st_mtime_ns, said.st_size, entry.path


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _of_sidecar(path: Path | None, picture: Path, side: int) -> Image.Image | None:
    said = read_summary(path) if path is not None else None
    if path is None or said is None or (said.picture and said.picture != stamp(picture)):
        return None
    try:
        with path.open("rb") as file:
            data = Archive(file, path.name).read("Thumbnails/thumbnail.png", _MAX_BYTES)
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            image.thumbnail((side, side))
            opaque = image.mode != "RGBA" or image.getchannel("A").getextrema() == (255, 255)
            return image.convert("RGB" if opaque else "RGBA")
    except (OSError, StudioError, MemberError, ValueError, SyntaxError):
        return None  # then the picture itself


def _of_picture(path: Path, side: int) -> Image.Image:
    with picture_at(path) as (image, depth):
        image.draft("RGB", (side, side))  # of a JPEG only as much is decoded as that takes
        image.load()
        turn, to_rgba = orientation(image), converter(image, depth, [])
        if image.mode in ("RGB", "RGBA"):
            image.thumbnail((side, side), reducing_gap=2.0)
        made = to_rgba(image)
        made.thumbnail((side, side))
        made = Image.fromarray(np.ascontiguousarray(upright(np.asarray(made), turn)))
    opaque = made.getchannel("A").getextrema() == (255, 255)
    return made.convert("RGB") if opaque else made
