"""Between the pixels of an artboard and those that a model paints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import msgspec
import numpy as np

from vlm_studio.tasks.design import Abilities
from vlm_studio.tasks.sizes import rendered, scaled

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels


class Frame(msgspec.Struct, frozen=True):
    """An artboard of ``width`` x ``height`` is painted ``inner`` pixels large in the middle of ``outer`` pixels."""

    width: int
    height: int
    inner: tuple[int, int]
    outer: tuple[int, int]

    @classmethod
    def of(cls, width: int, height: int, can: Abilities, largest: int) -> Frame:
        """For a model that ``can`` paint up to ``largest`` pixels a side."""
        scale = scaled(width, height, can.side, largest)
        inner = (max(1, round(width * scale)), max(1, round(height * scale)))
        return cls(width, height, inner, rendered(width, height, can.side, can.multiple, largest))

    def into(self, pixels: Pixels) -> Pixels:
        """``pixels`` (H, W) or (H, W, 3) as the model sees them: scaled to cover the artboard, its edges repeated."""
        inner = _covering(pixels, *self.inner)
        left, top = self._corner()
        right = self.outer[0] - self.inner[0] - left
        bottom = self.outer[1] - self.inner[1] - top
        return np.asarray(
            cv2.copyMakeBorder(inner, top, bottom, left, right, cv2.BORDER_REPLICATE), np.uint8
        )

    def back(self, painted: Pixels) -> Pixels:
        """What the model painted, (outer height, outer width, 3), as the artboard, (height, width, 3)."""
        left, top = self._corner()
        inner = painted[top : top + self.inner[1], left : left + self.inner[0]]
        return _resized(np.ascontiguousarray(inner), self.width, self.height)

    def _corner(self) -> tuple[int, int]:
        return (self.outer[0] - self.inner[0]) // 2, (self.outer[1] - self.inner[1]) // 2


def _covering(pixels: Pixels, width: int, height: int) -> Pixels:
    """``pixels`` scaled evenly until they cover ``width`` x ``height``, the rest cut off on both sides."""
    scale = max(width / pixels.shape[1], height / pixels.shape[0])
    across = max(width, round(pixels.shape[1] * scale))
    down = max(height, round(pixels.shape[0] * scale))
    large = _resized(pixels, across, down)
    left, top = (across - width) // 2, (down - height) // 2
    return np.ascontiguousarray(large[top : top + height, left : left + width])


def _resized(pixels: Pixels, width: int, height: int) -> Pixels:
    if pixels.shape[:2] == (height, width):
        return pixels
    smaller = width < pixels.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)
