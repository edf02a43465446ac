"""Decoded pictures in blocks: straight into the mapped file where Pillow's pixels are ours, strip by strip elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from vlm_studio.document.blocks import Block, BlockFolder, MappedBlock
from vlm_studio.document.mips import fill_mips, mip_levels
from vlm_studio.formats.colour import ToRgba, converter, plain
from vlm_studio.formats.growing import GrowingMips
from vlm_studio.formats.watching import WatchedFile
from vlm_studio.log import logger
from vlm_studio.words import Text

_STRIP = 64  # rows; what is worked on stays in the processor's cache
_DIRECT = ("JPEG", "MPO", "PNG")
"""Formats whose decoders write whole pixels of four bytes, the fourth of RGB always 255."""
Begun = Callable[[Block, int], None]
"""Hears of a block before there are pixels in it, and how the picture will be turned (EXIF 1..8)."""
_INVERSE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}


def decode_into(
    image: Image.Image,
    file: WatchedFile,
    depth: int,
    blocks: BlockFolder,
    notices: list[Text],
    *,
    mips: bool,
    begun: Begun,
) -> Block:
    """Decode ``image``, which was only opened, from ``file`` into a new block; what that loses is added to ``notices``.

    ``depth`` is the file's bits a channel.
    """
    turn = 1 if image.format in ("PNG", "TIFF") else orientation(image)
    block = _new(blocks, image.size, turn, mips)
    try:
        begun(block, turn)
        if turn == 1 and _whole_pixels(image):
            _decode_in_place(image, file, block, converter(image, depth, notices))
            turn = orientation(image)
            if turn != 1:  # a PNG may say that behind its pixels
                block = _instead(block, _new(blocks, image.size, turn, mips))
                _convert(image, block, plain, turn)
            return block
        image.load()
        to_rgba, turn = converter(image, depth, notices), orientation(image)
        if _turned(image.size, turn) != (block.width, block.height):
            block = _instead(block, _new(blocks, image.size, turn, mips))
        _convert(image, block, to_rgba, turn)
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


def _convert(image: Image.Image, block: Block, to_rgba: ToRgba, turn: int) -> None:
    mapped = MappedBlock(block, writable=True)
    convert_into(mapped.array(), image, to_rgba, turn)
    fill_mips(mapped)


def _new(blocks: BlockFolder, size: tuple[int, int], turn: int, mips: bool) -> Block:
    width, height = _turned(size, turn)
    return blocks.new(width, height, 4, mip_levels(width, height) if mips else 1)


def _turned(size: tuple[int, int], turn: int) -> tuple[int, int]:
    return size if turn < 5 else size[::-1]


def _instead(old: Block, new: Block) -> Block:
    Path(old.path).unlink(missing_ok=True)
    return new


def _whole_pixels(image: Image.Image) -> bool:
    """Whether Pillow's decoder writes pixels as a block holds them."""
    if image.format not in _DIRECT or image.mode not in ("RGB", "RGBA"):
        return False
    return image.mode == "RGBA" or not image.has_transparency_data


def _decode_in_place(image: Image.Image, file: WatchedFile, block: Block, to_rgba: ToRgba) -> None:
    mapped = MappedBlock(block, writable=True)
    mode = "RGBX" if image.mode == "RGB" else "RGBA"  # RGB lies in memory as RGBX does
    pixels = Image.frombuffer(mode, image.size, mapped.array(), "raw", mode, 0, 1).im
    image.im = pixels
    mips = GrowingMips(mapped)
    try:
        if mode == "RGBX" and to_rgba is plain and not image.info.get("interlace"):
            file.listeners.append(mips.grow)
        image.load()
        if image.im is not pixels or to_rgba is not plain:
            convert_into(mapped.array(), image, to_rgba, 1)
        mips.finish()
    finally:
        mips.stop()
