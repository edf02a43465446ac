"""Fitting a picture of any shape into the square that a model looks at."""

from __future__ import annotations

from typing import Self

import msgspec
import numpy as np
from PIL import Image

from vlm_studio.inference.arrays import Floats, Pixels


class Fit(msgspec.Struct, frozen=True):
    """Where a picture stands in a square: its size there, its top-left corner, and its own size."""

    width: int
    height: int
    left: int
    top: int
    source_width: int
    source_height: int

    @classmethod
    def centred(cls, source_width: int, source_height: int, side: int, canvas: float = 1) -> Self:
        """As large as fits on a ``canvas`` times larger square, in its middle, in ``side`` pixels."""
        scale = side / (canvas * max(source_width, source_height))
        width = max(1, round(source_width * scale))
        height = max(1, round(source_height * scale))
        left, top = (side - width) // 2, (side - height) // 2
        return cls(width, height, left, top, source_width, source_height)

    def back(self, points: Floats) -> Floats:
        """Points in the square, shape (..., 2), in pixels of the picture."""
        scale = (self.source_width / self.width, self.source_height / self.height)
        corner = np.array((self.left, self.top), np.float32)
        return (points - corner) * np.array(scale, np.float32)


def letterbox(rgb: Pixels, fit: Fit, side: int, grey: int) -> Pixels:
    """``rgb`` (H, W, 3) placed by ``fit`` into a ``grey`` square of shape (side, side, 3)."""
    image = Image.fromarray(rgb)
    # reducing_gap shrinks huge pictures by whole steps first; 3 is indistinguishable from none.
    small = image.resize((fit.width, fit.height), Image.Resampling.BILINEAR, reducing_gap=3)
    square = np.full((side, side, 3), grey, np.uint8)
    square[fit.top : fit.top + fit.height, fit.left : fit.left + fit.width] = np.asarray(small)
    return square
