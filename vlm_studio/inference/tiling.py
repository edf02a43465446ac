"""Large pictures in pieces: computed on a small copy, evaluated at full size a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from vlm_studio.inference.arrays import Floats

_SMALL, _TILE = 640, 512


def tiles(height: int, width: int) -> Iterator[tuple[slice, slice]]:
    """Rows and columns of pieces that cover a picture; memory stays small and certain pieces cost nothing."""
    for top in range(0, height, _TILE):
        for left in range(0, width, _TILE):
            yield slice(top, min(top + _TILE, height)), slice(left, min(left + _TILE, width))


def small_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the small copy; the size itself when it is small enough."""
    scale = min(1.0, _SMALL / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def enlarged(small: Floats, tile: tuple[slice, slice], size: tuple[int, int]) -> Floats:
    """The part ``tile`` of ``small`` (h, w, C) as it would be at ``size`` (width, height)."""
    rows, columns = tile
    if small.shape[:2] == size[::-1]:
        return small[tile]
    across, down = small.shape[1] / size[0], small.shape[0] / size[1]
    matrix = np.array(
        [
            [across, 0, (columns.start + 0.5) * across - 0.5],
            [0, down, (rows.start + 0.5) * down - 0.5],
        ]
    )
    flags, border = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_REPLICATE
    shape = (columns.stop - columns.start, rows.stop - rows.start)
    part = cv2.warpAffine(small, matrix, shape, flags=flags, borderMode=border)
    return np.asarray(part).reshape(*shape[::-1], small.shape[2])
