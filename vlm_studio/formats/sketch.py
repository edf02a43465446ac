"""A JPEG's coarse mip levels, decoded at an eighth of its size: there long before the whole picture is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO

from PIL import Image

from vlm_studio.document.blocks import Block, MappedBlock
from vlm_studio.document.mips import fill_mips
from vlm_studio.formats.colour import converter
from vlm_studio.formats.decoding import Begun, convert_into
from vlm_studio.log import logger

Shows = Callable[[Block, int], None]
"""Hears of a block that is being filled, and the finest mip level of it that is there; ``levels`` means none yet."""

SHOWN_FROM = 8_000_000
"""Pictures of fewer pixels are there before anybody has seen that they are not."""
_JPEG = ("JPEG", "MPO")
_LEVEL = 3  # a JPEG's decoder makes an eighth of it from one number in each of its squares of 8 x 8


@contextlib.contextmanager
def telling(image: Image.Image, file: IO[bytes], shows: Shows | None) -> Iterator[Begun]:
    """What ``decode_into`` tells that it has begun with ``image``, the whole of which is in ``file``.

    Of a large picture ``shows`` hears then: of its frame, and of its sketch if it can have one.
    """
    if shows is None or image.width * image.height < SHOWN_FROM:
        yield lambda _block, _turn: None
        return
    with Sketch(Path(file.name), image.format in _JPEG, shows) as sketch:
        yield sketch.begun


class Sketch:
    """Tells of a picture that is being decoded; a context, whose end waits for the thread that draws."""

    def __init__(self, path: Path, draws: bool, shows: Shows) -> None:
        self._shows = shows
        self._thread = ThreadPoolExecutor(1, "sketch")
        self._small = self._thread.submit(_small, path) if draws else None

    def begun(self, block: Block, turn: int) -> None:
        """Show the frame of the picture, and the sketch once it is in ``block``."""
        self._shows(block, block.levels)
        if self._small is not None and block.levels > _LEVEL:
            self._thread.submit(self._draw, self._small, block, turn)

    def _draw(self, small: Future[Image.Image], block: Block, turn: int) -> None:
        try:
            image = small.result()
            mapped = MappedBlock(block, writable=True)
            convert_into(mapped.array(_LEVEL), image, converter(image, 8, []), turn)
            fill_mips(mapped, _LEVEL)
            self._shows(block, _LEVEL)
        except Exception:  # what is wrong with the file is said by those who decode all of it
            logger.info("no sketch of a picture", exc_info=True)

    def __enter__(self) -> Sketch:
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.shutdown(cancel_futures=True)


def _small(path: Path) -> Image.Image:
    """The JPEG at an eighth of its size."""
    with path.open("rb") as file, Image.open(file, formats=("JPEG",)) as image:
        image.draft(None, (image.width >> _LEVEL, image.height >> _LEVEL))
        image.load()
        return image.copy()
