"""From a coarse matte to an edge that follows the picture.

The matte is carried to full resolution by a guided filter (He and Sun, arXiv:1505.00996, with the colours of
the picture as the guide): locally it is a linear function of the colours, found on a small copy and evaluated
on every pixel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from vlm_studio.inference.arrays import Floats, Pixels
from vlm_studio.inference.tiling import enlarged, small_size, tiles

_EPSILON = 2e-4
_LOW, _HIGH = 0.1, 0.9
_DOUBT = (0.4, 0.6)


def refined(matte: Floats, rgb: Pixels, radius: float) -> Floats:
    """``matte`` (h, w), 0..1, at the size of ``rgb`` (H, W, 3): float32 (H, W), 0..1.

    ``radius``, in pixels of ``rgb``, is how far the matte's edge may be from the true one.
    """
    height, width = rgb.shape[:2]
    small = small_size(width, height)
    guide = cv2.resize(rgb, small, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    coarse = cv2.resize(np.asarray(matte, np.float32), small, interpolation=cv2.INTER_LINEAR)
    # A wide half-tone is a model in doubt, not a veil: decide, and let the colours soften the edge.
    coarse = _steep(coarse, *_DOUBT)
    reach = max(1, round(radius * small[0] / width))
    lines = np.dstack(_lines(guide, coarse, reach))
    limits = np.dstack(_limits(coarse, reach))
    alpha = np.empty((height, width), np.float32)
    for tile in tiles(height, width):
        floor, ceiling = np.moveaxis(enlarged(limits, tile, (width, height)), -1, 0)
        if floor.min() >= 1 or ceiling.max() <= 0:
            alpha[tile] = floor.min()
            continue
        line = enlarged(lines, tile, (width, height))
        values = (line[..., :3] * (rgb[tile] / np.float32(255))).sum(axis=-1) + line[..., 3]
        alpha[tile] = np.clip(_steep(values, _LOW, _HIGH), floor, ceiling)
    return alpha


def feathered(mask: Floats, rgb: Pixels, radius: int) -> Floats:
    """A mask of 0 and 1 (H, W) that is already right to the pixel, with an edge as soft as that in ``rgb``."""
    height, width = mask.shape
    alpha = mask.astype(np.float32)
    halo = 4 * radius
    for tile in tiles(height, width):
        rows, columns = tile
        outer = (
            slice(max(0, rows.start - halo), min(height, rows.stop + halo)),
            slice(max(0, columns.start - halo), min(width, columns.stop + halo)),
        )
        if mask[outer].min() == mask[outer].max():
            continue
        soft = refined(mask[outer], np.ascontiguousarray(rgb[outer]), radius)
        inner = (
            slice(rows.start - outer[0].start, rows.stop - outer[0].start),
            slice(columns.start - outer[1].start, columns.stop - outer[1].start),
        )
        alpha[tile] = soft[inner]
    return alpha


def _lines(guide: Floats, matte: Floats, reach: int) -> list[Floats]:
    """For every pixel the slopes (one a channel) and the offset of the line from colours to matte around it."""

    def mean(image: Floats) -> Floats:
        side = 2 * reach + 1
        return np.asarray(cv2.blur(image, (side, side), borderType=cv2.BORDER_REFLECT))

    r, g, b = (np.ascontiguousarray(guide[..., c]) for c in range(3))
    means, middle = [mean(c) for c in (r, g, b)], mean(matte)
    tilt = [mean(c * matte) - m * middle for c, m in zip((r, g, b), means, strict=True)]
    spread = {
        (i, j): mean(x * y) - means[i] * means[j] + (_EPSILON if i == j else 0)
        for i, x in enumerate((r, g, b))
        for j, y in enumerate((r, g, b))
        if i <= j
    }
    slopes = _solved(spread, tilt)
    offset = middle - sum(s * m for s, m in zip(slopes, means, strict=True))
    return [mean(np.asarray(value)) for value in (*slopes, offset)]


def _solved(a: Mapping[tuple[int, int], Floats], b: Sequence[Floats]) -> list[Floats]:
    """Solves the symmetric 3 x 3 system of every pixel by its cofactors."""
    c00 = a[1, 1] * a[2, 2] - a[1, 2] ** 2
    c01 = a[0, 2] * a[1, 2] - a[0, 1] * a[2, 2]
    c02 = a[0, 1] * a[1, 2] - a[0, 2] * a[1, 1]
    c11 = a[0, 0] * a[2, 2] - a[0, 2] ** 2
    c12 = a[0, 1] * a[0, 2] - a[0, 0] * a[1, 2]
    c22 = a[0, 0] * a[1, 1] - a[0, 1] ** 2
    scale = 1 / (a[0, 0] * c00 + a[0, 1] * c01 + a[0, 2] * c02)
    rows = ((c00, c01, c02), (c01, c11, c12), (c02, c12, c22))
    return [scale * (x * b[0] + y * b[1] + z * b[2]) for x, y, z in rows]


def _limits(coarse: Floats, reach: int) -> tuple[Floats, Floats]:
    """The least and the most that alpha may be: nothing but 0 and 1 where the coarse edge is far away."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    floor = cv2.blur(cv2.erode(coarse, kernel), (3, 3))
    ceiling = cv2.blur(cv2.dilate(coarse, kernel), (3, 3))
    return _steep(floor, 0.8, 0.98), _steep(ceiling, 0.02, 0.2)


def _steep(values: Floats, low: float, high: float) -> Any:
    return np.clip((values - low) / (high - low), 0, 1)
