"""Picture files in: decoded with Pillow into blocks, upright, 8 bits, sRGB. The content decides, not the suffix."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, cast

import msgspec
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from vlm_studio.document.blocks import MAX_PIXELS, MAX_SIDE, Block, BlockFolder
from vlm_studio.errors import StudioError
from vlm_studio.filenames import check_name
from vlm_studio.formats.decoding import decode_into
from vlm_studio.formats.headers import bit_depth, is_heif
from vlm_studio.formats.sketch import Shows, telling
from vlm_studio.formats.watching import WatchedFile
from vlm_studio.tasks.context import Context
from vlm_studio.words import Text, text

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

# Pillow's own limit would warn far below ours and only then refuse.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class DecodedImage(msgspec.Struct, frozen=True):
    """Pixels with their mip levels, and what was changed on the way."""

    block: Block
    notices: tuple[Text, ...] = ()


def decode(
    path: Path, blocks: BlockFolder, *, mips: bool = True, context: Context | None = None
) -> DecodedImage:
    """Decode the picture at ``path``. ``mips`` are what a canvas needs; a model does not.

    Raises :class:`~vlm_studio.errors.StudioError` when it cannot be read, is not a picture of a known format,
    is damaged or too large, or there is no room for it.
    """
    with reading(path) as file:
        return decode_stream(file, path.name, blocks, mips=mips, context=context)


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
    file: IO[bytes],
    name: str,
    blocks: BlockFolder,
    *,
    mips: bool = True,
    context: Context | None = None,
    shows: Shows | None = None,
) -> DecodedImage:
    """As :func:`decode`, from an open file that the sentences call ``name``.

    ``shows`` is told of large pictures while they are decoded, from any thread; ``file`` must then have a path.
    """
    with _picture(file, name, context) as (image, head, watched):
        notices: list[Text] = []
        _first_frame(image, notices)
        depth = bit_depth(image, head)
        with telling(image, file, shows) as begun:
            block = decode_into(image, watched, depth, blocks, notices, mips=mips, begun=begun)
    return DecodedImage(block, tuple(notices))


@contextlib.contextmanager
def picture_at(path: Path) -> Iterator[tuple[Image.Image, int]]:
    """The picture at ``path``, not decoded yet, and its bits a channel. Raises as :func:`decode`, also from inside."""
    with reading(path) as file, _picture(file, path.name, None) as (image, head, _):
        yield image, bit_depth(image, head)


@contextlib.contextmanager
def _picture(
    file: IO[bytes], name: str, context: Context | None
) -> Iterator[tuple[Image.Image, bytes, WatchedFile]]:
    head = file.read(_HEAD)
    if not head:
        raise StudioError(text("{name} is empty.", name=name))
    watched = WatchedFile(file)
    if context is not None:
        reading_it = text("Reading {name}", name=name)
        watched.listeners.append(partial(context.checkpoint, text=reading_it))
    with _explained(name), _opened(cast("IO[bytes]", watched), head) as image:
        check_size(image.size, name)
        yield image, head, watched


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
