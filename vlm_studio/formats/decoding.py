"""Decoded pictures in blocks: straight into the mapped file where Pillow's pixels are ours, strip by strip elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from vlm_studio.document.blocks import Block, BlockFolder, MappedBlock, fill_mips, mip_levels
from vlm_studio.formats.colour import ToRgba, converter, plain
from vlm_studio.log import logger
from vlm_studio.words import Text

_STRIP = 64  # rows; what is worked on stays in the processor's cache
_DIRECT = ("JPEG", "MPO", "PNG")
"""Formats whose decoders write whole pixels of four bytes, the fourth of RGB always 255."""
_INVERSE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}


def decode_into(
    image: Image.Image,
    depth: int,
    blocks: BlockFolder,
    notices: list[Text],
    *,
    mips: bool,
    begun: Callable[[Block, int], None],
) -> Block:
    """Decode ``image``, which was only opened, into a new block; what that loses is added to ``notices``.

    ``depth`` is the file's bits a channel. ``begun`` hears of the block before there are pixels in it, and how the
    picture will be turned (EXIF 1..8).
    """
    turn = 1 if image.format in ("PNG", "TIFF") else orientation(image)
    block = _new(blocks, image.size, turn, mips)
    try:
        begun(block, turn)
        direct = turn == 1 and _decode_in_place(image, block)
        image.load()
        to_rgba = converter(image, depth, notices)
        turn = orientation(image)  # a PNG says it behind its pixels
        if (direct and turn != 1) or not _fits(block, image.size, turn):
            block, direct = _instead(block, _new(blocks, image.size, turn, mips)), False
        mapped = MappedBlock(block, writable=True)
        if not direct or to_rgba is not plain:
            convert_into(mapped.array(), image, to_rgba, turn)
        fill_mips(mapped)
    except BaseException:
        Path(block.path).unlink(missing_ok=True)
        raise
    return block


def orientation(image: Image.Image) -> int:
    """EXIF's 1..8. It reads a PNG to its end."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # metadata is no reason to refuse the pixels
        logger.warning("damaged metadata in a picture", exc_info=True)
        return 1
    return value if value in range(1, 9) else 1


def upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """A view of stored ``pixels`` as EXIF ``orientation`` (1..8) wants them shown."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels


def convert_into(pixels: NDArray[np.uint8], image: Image.Image, to_rgba: ToRgba, turn: int) -> None:
    """Put the loaded ``image`` into upright RGBA ``pixels``."""
    # The pixels seen the way the file stores them, so that turning costs no copy.
    target = upright(pixels, _INVERSE[turn])
    for top in range(0, image.height, _STRIP):
        bottom = min(top + _STRIP, image.height)
        strip = image.crop((0, top, image.width, bottom))
        target[top:bottom] = np.asarray(to_rgba(strip))


def _new(blocks: BlockFolder, size: tuple[int, int], turn: int, mips: bool) -> Block:
    width, height = _turned(size, turn)
    return blocks.new(width, height, 4, mip_levels(width, height) if mips else 1)


def _turned(size: tuple[int, int], turn: int) -> tuple[int, int]:
    return size if turn < 5 else size[::-1]


def _fits(block: Block, size: tuple[int, int], turn: int) -> bool:
    return _turned(size, turn) == (block.width, block.height)


def _instead(old: Block, new: Block) -> Block:
    Path(old.path).unlink(missing_ok=True)
    return new


def _decode_in_place(image: Image.Image, block: Block) -> bool:
    """Let Pillow decode ``image`` into the block; ``False`` when its pixels would not be as ours are."""
    transparent = image.mode == "RGB" and image.has_transparency_data
    if image.format not in _DIRECT or image.mode not in ("RGB", "RGBA") or transparent:
        return False
    mode = "RGBX" if image.mode == "RGB" else image.mode  # in memory it is the same
    pixels = MappedBlock(block, writable=True).array()
    image.im = Image.frombuffer(mode, image.size, pixels, "raw", mode, 0, 1).im
    return True
