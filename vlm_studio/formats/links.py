"""Layers that show the very file a sidecar stands beside: the sidecar names the file instead of holding its pixels."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from enum import Enum
from os.path import realpath
from pathlib import Path
from typing import NamedTuple

import msgspec

from vlm_studio.document.blocks import Block, BlockFolder, MappedBlock
from vlm_studio.document.document import DocumentState
from vlm_studio.document.layers import RasterLayer
from vlm_studio.errors import StudioError
from vlm_studio.filenames import PROJECT_SUFFIX
from vlm_studio.formats.folders import PICTURE_SUFFIXES
from vlm_studio.formats.images import decode
from vlm_studio.formats.sidecars import Stamp, sidecar
from vlm_studio.paths import images_folder
from vlm_studio.tasks.context import Context

_LIMIT = 4_000


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture file by its name, bytes and SHA-256; ``folder`` is where it is when that cannot be written."""

    name: str
    size: int
    sha256: str
    folder: str = ""


Links = Mapping[str, Link]
"""By the path of the block that holds the file's pixels."""


class Linked(Enum):
    """What became of the file that a layer shows."""

    NONE = "no layer shows a file"
    SAME = "as it was"
    CHANGED = "other pixels"
    MISSING = "gone or damaged"


class _File(NamedTuple):
    path: Path
    stamp: Stamp
    sha256: str


_files: OrderedDict[str, _File] = OrderedDict()
_others: OrderedDict[tuple[str, Stamp], None] = OrderedDict()
"""Blocks that were found not to hold the pixels of a file."""


def decode_followed(path: Path, blocks: BlockFolder, context: Context | None) -> tuple[Block, str]:
    """The pixels of the picture at ``path``, known as its own from now on, and the SHA-256 of the file.

    Raises :class:`~vlm_studio.errors.StudioError` as ``decode`` does.
    """
    before = stamp(path)
    block = decode(path, blocks, context=context).block
    return block, follow(block.path, path, before)


def follow(block: str, path: Path, before: Stamp | None) -> str:
    """Remember that ``block`` was decoded from the file ``path``, which was ``before``; its SHA-256, or nothing.

    A file that was written to meanwhile is not remembered: nobody knows which of its versions was decoded.
    """
    sha256 = _hash(path)
    if before is None or not sha256 or stamp(path) != before:
        return ""
    _files[block] = _File(path, before, sha256)
    _files.move_to_end(block)
    while len(_files) > _LIMIT:
        _files.popitem(last=False)
    return sha256


def links(state: DocumentState, target: Path, context: Context | None) -> Links:
    """The layers of ``state`` whose pixels the sidecar ``target`` need not hold; none for any other project."""
    blocks = {x.block.path: x.block for x in state.layers.values() if isinstance(x, RasterLayer)}
    found = _known(blocks, target)
    if not found and context is not None and _recognise(blocks, target, context.blocks):
        found = _known(blocks, target)
    return found


def locate(link: Link, target: Path, picture: Path | None) -> Path:
    """Where the file of ``link`` in the sidecar ``target`` should be; ``picture`` is the one that it is opened for."""
    if picture is not None:
        return picture
    folder = Path(link.folder)
    if link.folder and realpath(images_folder(folder)) == realpath(target.parent):
        return folder / Path(link.name).name
    named = target.with_name(Path(link.name).name)
    renamed = target.with_name(target.name.removesuffix(PROJECT_SUFFIX))
    return renamed if renamed != target and renamed.is_file() and not named.is_file() else named


def stamp(path: Path) -> Stamp | None:
    """The stamp of the file ``path``, if there is one."""
    try:
        return Stamp.of(path)
    except OSError:
        return None


def _known(blocks: Mapping[str, Block], target: Path) -> dict[str, Link]:
    links = {path: _link(path, target) for path in blocks}
    return {path: link for path, link in links.items() if link is not None}


def _link(block: str, target: Path) -> Link | None:
    file = _files.get(block)
    if file is None or not _belongs(target, file.path):
        return None
    if stamp(file.path) != file.stamp and _hash(file.path) != file.sha256:
        return None
    beside = _place(target).parent == _place(file.path).parent
    folder = "" if beside else str(file.path.parent)
    return Link(file.path.name, file.stamp.size, file.sha256, folder)


def _belongs(target: Path, picture: Path) -> bool:
    places = (sidecar(picture), sidecar(picture, images_folder(picture.parent)))
    return _place(target) in map(_place, places)


def _place(path: Path) -> Path:
    """``path`` with the detours on the way to it straightened."""
    return Path(realpath(path.parent)) / path.name


def _recognise(blocks: Mapping[str, Block], target: Path, folder: BlockFolder) -> bool:
    """Whether one of ``blocks`` holds, pixel by pixel, the picture beside ``target``: as in sidecars of old."""
    picture = target.with_name(target.name.removesuffix(PROJECT_SUFFIX))
    now = stamp(picture) if picture.suffix.lower() in PICTURE_SUFFIXES else None
    if now is None or picture == target:
        return False
    asked = [block for path, block in blocks.items() if (path, now) not in _others]
    same = _same(asked, picture, folder) if asked else []
    for block in asked:
        _others[block.path, now] = None
    while len(_others) > _LIMIT:
        _others.popitem(last=False)
    followed = [follow(block.path, picture, now) for block in same]
    return any(followed)


def _same(asked: list[Block], picture: Path, folder: BlockFolder) -> list[Block]:
    import numpy as np

    try:
        block = decode(picture, folder, mips=False).block
    except StudioError:
        return []
    pixels = MappedBlock(block).array()
    same = [other for other in asked if np.array_equal(MappedBlock(other).array(), pixels)]
    folder.delete([block.path])
    return same


def _hash(path: Path) -> str:
    """SHA-256 of the file at ``path``; nothing when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
