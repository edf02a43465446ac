"""Mip levels: a picture at half its size, at half of that, and so on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from vlm_studio.document.blocks import MappedBlock

STRIP = 64
"""Rows made at a time: what is worked on stays in the processor's cache."""


def mip_levels(width: int, height: int) -> int:
    """How many levels a picture needs until its longer side is at most 256 pixels."""
    levels = 1
    while max(width, height) > 256 << (levels - 1):
        levels += 1
    return levels


def fill_mips(mapped: MappedBlock, start: int = 0) -> None:
    """Compute every mip level of a writable block that is smaller than the level ``start``."""
    for level in range(start + 1, mapped.block.levels):
        for top in strips(mapped, level):
            fill_strip(mapped, level, top)


def strips(mapped: MappedBlock, level: int, start: int = 0) -> Iterator[int]:
    """The first rows of the strips of a level, from the row ``start`` on."""
    return iter(range(start, mapped.block.level_size(level)[1], STRIP))


def fill_strip(mapped: MappedBlock, level: int, top: int) -> None:
    """Compute :data:`STRIP` rows of ``level`` from ``top`` on; the level above must be there so far."""
    above, here = mapped.array(level - 1), mapped.array(level)
    bottom = top + STRIP
    halve(above[2 * top : 2 * bottom], here[top:bottom])


def halve(pixels: NDArray[np.uint8], into: NDArray[np.uint8]) -> None:
    """``pixels`` at half the size (rounded up), each pixel the mean of four. Both lie in memory row after row."""
    _image(into).paste(_image(pixels).reduce(2))


def _image(pixels: NDArray[np.uint8]) -> Image.Image:
    """``pixels`` as an image that shares their memory, each channel by itself: not RGBA, whose alpha would weigh."""
    from PIL import Image

    mode = "RGBX" if pixels.ndim == 3 else "L"
    image = Image.frombuffer(mode, pixels.shape[1::-1], pixels, "raw", mode, 0, 1)
    image.readonly = 0
    return image
