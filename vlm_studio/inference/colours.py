"""Colours of a thing without the old background in them.

At the edge they are those of the thing nearby, found by blurring thing and background apart (Forte,
arXiv:2006.14970).
"""

from __future__ import annotations

import cv2
import numpy as np

from vlm_studio.inference.arrays import Floats, Pixels
from vlm_studio.inference.tiling import enlarged, small_size, tiles

_LITTLE = 0.01


def unmixed(rgb: Pixels, alpha: Floats, radius: float) -> Pixels:
    """The colours of the thing alone, (H, W, 3): where ``alpha`` is between 0 and 1 the background is taken out."""
    height, width = alpha.shape
    # One pixel further in: an edge pixel that passes for full still has some background in it.
    alpha = cv2.erode(alpha, np.ones((3, 3), np.uint8))
    small = small_size(width, height)
    image = cv2.resize(rgb, small, interpolation=cv2.INTER_AREA).astype(np.float32)
    share = cv2.resize(alpha, small, interpolation=cv2.INTER_AREA)[..., None]
    radius *= small[0] / width
    wide, narrow = max(3, round(3 * radius)), max(2, round(radius / 2))
    thing, ground = _blurred_apart(image, image, image, share, wide)
    thing = _detailed(image, thing, ground, share)
    thing, ground = _blurred_apart(image, thing, ground, share, narrow)
    colours = rgb.copy()
    for tile in tiles(height, width):
        part = alpha[tile][..., None]
        if part.min() == 1 or part.max() == 0:
            continue
        near, far = (enlarged(values, tile, (width, height)) for values in (thing, ground))
        own = _detailed(rgb[tile].astype(np.float32), near, far, part)
        colours[tile] = np.where(part < 1, (own + 0.5).astype(np.uint8), rgb[tile])
    return colours


def _blurred_apart(
    image: Floats, thing: Floats, ground: Floats, alpha: Floats, reach: int
) -> tuple[Floats, Floats]:
    """The mean colours of the thing and of the background, ``reach`` pixels around every pixel."""

    side = 2 * reach + 1

    def blur(values: Floats) -> Floats:
        out = np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT))
        return out if out.ndim == 3 else out[..., None]

    share = blur(alpha)
    # Where there is nothing of one of them around, such as along a hair, the picture itself stands in.
    thing = (blur(thing * alpha) + _LITTLE * image) / (share + _LITTLE)
    ground = (blur(ground * (1 - alpha)) + _LITTLE * image) / (1 - share + _LITTLE)
    return thing, ground


def _detailed(image: Floats, thing: Floats, ground: Floats, alpha: Floats) -> Floats:
    """``thing`` with what the blurred colours leave unexplained."""
    rest = image - alpha * thing - (1 - alpha) * ground
    # That is detail of the thing only where the thing is all but opaque.
    return np.asarray(np.clip(thing + alpha**4 * rest, 0, 255))
