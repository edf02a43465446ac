"""Picture files in: decoded with Pillow into blocks, upright, 8 bits, sRGB. The content decides, not the suffix."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from vlm_studio.document.blocks import MAX_SIDE, Block, BlockFolder, MappedBlock, halved, mip_levels
from vlm_studio.errors import StudioError
from vlm_studio.filenames import check_name
from vlm_studio.formats.colour import ToRgba, converter
from vlm_studio.formats.headers import bit_depth, is_heif
from vlm_studio.log import logger
from vlm_studio.words import Text, text

MAX_PIXELS = 1 << 28
"""No picture with more pixels is opened: 1 GiB decoded."""

_PLUGINS = (
    PngImagePlugin,
    JpegImagePlugin,
    WebPImagePlugin,
    AvifImagePlugin,
    TiffImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
)
_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "BMP", "GIF")
_HEAD = 1 << 16
_STRIP = 64  # rows; what is worked on stays in the processor's cache

# Pillow's own limit would warn far below ours and only then refuse.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class DecodedImage(msgspec.Struct, frozen=True):
    """Pixels with their mip levels, and what was changed on the way."""

    block: Block
    notices: tuple[Text, ...] = ()


def decode(path: Path, blocks: BlockFolder, *, mips: bool = True) -> DecodedImage:
    """Decode the picture at ``path``. ``mips`` are what a canvas needs; a model does not.

    Raises :class:`~vlm_studio.errors.StudioError` when it cannot be read, is not a picture of a known format,
    is damaged or too large, or there is no room for it.
    """
    with reading(path) as file:
        return decode_stream(file, path.name, blocks, mips=mips)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[IO[bytes]]:
    """The regular file ``path``, opened; a sentence when that is not possible."""
    check_name(path)
    try:
        if path.exists() and not path.is_file():
            raise StudioError(text("{name} is not a file.", name=path.name))
        file = path.open("rb")
    except FileNotFoundError as error:
        raise StudioError(text("{name} does not exist.", name=path.name)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = text("{name} cannot be read: {reason}.", name=path.name, reason=reason)
        raise StudioError(message) from error
    with file:
        yield file


def decode_stream(
    file: IO[bytes], name: str, blocks: BlockFolder, *, mips: bool = True
) -> DecodedImage:
    """As :func:`decode`, from an open file that the sentences call ``name``."""
    head = file.read(_HEAD)
    if not head:
        raise StudioError(text("{name} is empty.", name=name))
    file.seek(0)
    with _explained(name), _opened(file, head) as image:
        check_size(image.size, name)
        notices: list[Text] = []
        _first_frame(image, notices)
        image.load()
        to_rgba = converter(image, bit_depth(image, head), notices)
        block = _into_block(image, to_rgba, _orientation(image), blocks, mips)
    return DecodedImage(block, tuple(notices))


def check_size(size: tuple[int, int], name: str) -> None:
    """Raise the sentence for a picture of ``size`` that is too large."""
    width, height = size
    if max(size) > MAX_SIDE or width * height > MAX_PIXELS:
        message = text(
            "{name} is too large: {width} x {height} pixels, and {limit} megapixels can be opened.",
            name=name,
            width=width,
            height=height,
            limit=MAX_PIXELS // 1_000_000,
        )
        raise StudioError(message)


def _opened(file: IO[bytes], head: bytes) -> Image.Image:
    formats: tuple[str, ...] = _FORMATS
    if is_heif(head):
        import pillow_heif

        pillow_heif.register_heif_opener()
        formats = ("HEIF",)
    return Image.open(file, formats=formats)


@contextlib.contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except StudioError:
        raise
    except MemoryError as error:
        raise StudioError(text("There is not enough memory to open {name}.", name=name)) from error
    except UnidentifiedImageError as error:
        raise StudioError(text("{name} is not a picture that can be opened.", name=name)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise StudioError(text("{name} is too large to be opened.", name=name)) from error
    except Exception as error:  # decoders of hostile bytes raise anything
        raise StudioError(text("{name} is damaged and cannot be opened.", name=name)) from error


def _first_frame(image: Image.Image, notices: list[Text]) -> None:
    # A JPEG's further frames are previews and depth maps that cameras add. Counting frames would walk the file.
    if getattr(image, "is_animated", False) and image.format not in ("JPEG", "MPO"):
        notices.append(text("Only the first of several frames or pages was opened."))


def _orientation(image: Image.Image) -> int:
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


def _into_block(
    image: Image.Image, to_rgba: ToRgba, orientation: int, blocks: BlockFolder, mips: bool
) -> Block:
    width, height = image.size if orientation < 5 else image.size[::-1]
    block = blocks.new(width, height, 4, mip_levels(width, height) if mips else 1)
    try:
        mapped = MappedBlock(block, writable=True)
        # The block seen the way the file stores it, so that turning costs no copy.
        target = upright(mapped.array(), _INVERSE[orientation])
        for top in range(0, image.height, _STRIP):
            bottom = min(top + _STRIP, image.height)
            strip = image.crop((0, top, image.width, bottom))
            target[top:bottom] = np.asarray(to_rgba(strip))
        fill_mips(mapped)
    except BaseException:
        Path(block.path).unlink(missing_ok=True)
        raise
    return block


_INVERSE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}


def fill_mips(mapped: MappedBlock) -> None:
    """Compute every mip level of a writable block from the full size."""
    for level in range(1, mapped.block.levels):
        above, here = mapped.array(level - 1), mapped.array(level)
        for top in range(0, here.shape[0], _STRIP):
            here[top : top + _STRIP] = halved(above[2 * top : 2 * (top + _STRIP)])
