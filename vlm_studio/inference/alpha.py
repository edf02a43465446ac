"""From a coarse matte to an edge that follows the picture, and colours without the old background in them.

The matte is carried to full resolution by a guided filter (He and Sun, arXiv:1505.00996, with the colours of
the picture as the guide): locally it is a linear function of the colours, found on a small copy and evaluated
on every pixel. Colours at the edge are those of the thing nearby, by blurring thing and background apart
(Forte, arXiv:2006.14970).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from vlm_studio.inference.arrays import Floats, Pixels

_EPSILON = 2e-4
_LOW, _HIGH = 0.1, 0.9
_LITTLE = 0.01
_DOUBT = (0.4, 0.6)


def refined(matte: Floats, rgb: Pixels, radius: float, work: int = 640) -> Floats:
    """``matte`` (h, w), 0..1, at the size of ``rgb`` (H, W, 3): float32 (H, W), 0..1.

    ``radius``, in pixels of ``rgb``, is how far the matte's edge may be from the true one; ``work`` is the
    longer side of the copy that the filter is found on.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, work / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    guide = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    coarse = cv2.resize(np.asarray(matte, np.float32), size, interpolation=cv2.INTER_LINEAR)
    # A wide half-tone is a model in doubt, not a veil: decide, and let the colours soften the edge.
    coarse = _steep(coarse, *_DOUBT)
    reach = max(1, round(radius * scale))
    slopes, offset = _lines(guide, coarse, reach)
    alpha = cv2.resize(offset, (width, height))
    for channel in range(3):
        alpha += cv2.resize(slopes[channel], (width, height)) * (
            rgb[..., channel] / np.float32(255)
        )
    return _settled(alpha, coarse, reach)


def _lines(guide: Floats, matte: Floats, reach: int) -> tuple[list[Floats], Floats]:
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
    return [mean(slope) for slope in slopes], mean(np.asarray(offset))


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


def _settled(alpha: Floats, coarse: Floats, reach: int) -> Floats:
    """``alpha`` as it is near the coarse edge; nothing but 0 and 1 where that is far away."""
    height, width = alpha.shape
    alpha = np.clip((alpha - _LOW) / (_HIGH - _LOW), 0, 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    ceiling = cv2.blur(cv2.dilate(coarse, kernel), (3, 3))
    floor = cv2.blur(cv2.erode(coarse, kernel), (3, 3))
    ceiling = cv2.resize(_steep(ceiling, 0.02, 0.2), (width, height))
    floor = cv2.resize(_steep(floor, 0.8, 0.98), (width, height))
    return np.asarray(np.clip(alpha, floor, ceiling), np.float32)


def _steep(values: Floats, low: float, high: float) -> Any:
    return np.clip((values - low) / (high - low), 0, 1)


def unmixed(rgb: Pixels, alpha: Floats, radius: float) -> Pixels:
    """The colours of the thing alone, (H, W, 3): where ``alpha`` is between 0 and 1 the background is taken out."""
    image = rgb.astype(np.float32)
    # One pixel further in: an edge pixel that passes for full still has some background in it.
    alpha = cv2.erode(alpha, np.ones((3, 3), np.uint8))
    thing, ground = image, image
    for reach in (max(3, round(3 * radius)), max(2, round(radius / 2))):
        thing, ground = _unmix(image, thing, ground, alpha[..., None], 2 * reach + 1)
    return np.where((alpha < 1)[..., None], np.clip(thing + 0.5, 0, 255).astype(np.uint8), rgb)


def _unmix(
    image: Floats, thing: Floats, ground: Floats, alpha: Floats, side: int
) -> tuple[Floats, Floats]:
    def blur(values: Floats) -> Floats:
        out = np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT))
        return out if out.ndim == 3 else out[..., None]

    share = blur(alpha)
    # Where there is nothing of one of them around, such as along a hair, the picture itself stands in.
    thing = (blur(thing * alpha) + _LITTLE * image) / (share + _LITTLE)
    ground = (blur(ground * (1 - alpha)) + _LITTLE * image) / (1 - share + _LITTLE)
    rest = image - alpha * thing - (1 - alpha) * ground
    # What blurred colours do not explain is detail of the thing only where the thing is all but opaque.
    return np.clip(thing + alpha**4 * rest, 0, 255), ground
