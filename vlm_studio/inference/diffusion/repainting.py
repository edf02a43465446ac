"""Repainting inside a mask: which part of the picture the model sees, and how its answer is put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import msgspec
import numpy as np

from vlm_studio.document.compose import blend
from vlm_studio.document.masks import Mask
from vlm_studio.errors import StudioError
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Bools, Pixels

_AROUND = 0.5
"""How much of its own size is seen around the mask, at least."""


class Window(msgspec.Struct, frozen=True):
    """Whole pixels of a picture."""

    x: int
    y: int
    width: int
    height: int

    def of(self, pixels: Pixels) -> Pixels:
        """What of ``pixels`` (H, W, ...) is in it."""
        return pixels[self.y : self.y + self.height, self.x : self.x + self.width]


def window(mask: Mask, width: int, height: int, side: int) -> Window:
    """What a model of pictures with the edge ``side`` looks at: the mask with what is around it, without scaling
    where there is room.

    Raises :class:`StudioError` when nothing of ``mask`` is in the picture of ``width`` x ``height``.
    """
    part = mask.within(width, height)
    inside = Mask.from_array(part[0], part[1], part[2]) if part else None
    if inside is None:
        raise nothing_inside()
    x, across = _span(inside.x, inside.width, width, side)
    y, down = _span(inside.y, inside.height, height, side)
    return Window(x, y, across, down)


def nothing_inside() -> StudioError:
    """Why nothing can be painted in a mask beside the picture, or of no pixel."""
    return StudioError(text("Nothing of the mask is inside the picture."))


def _span(start: int, length: int, most: int, side: int) -> tuple[int, int]:
    wanted = min(most, max(side, round(length * (1 + 2 * _AROUND))))
    middle = start + length // 2
    return min(max(0, middle - wanted // 2), most - wanted), wanted


def inside(mask: Mask, at: Window) -> Bools:
    """Which pixels of the window may change, (height, width)."""
    xs, ys = np.arange(at.x, at.x + at.width), np.arange(at.y, at.y + at.height)
    return mask.sampled(xs, ys)


def seen(may_change: Bools, reach: int) -> Pixels:
    """The mask for the model, 0 or 255. It is wider by ``reach`` pixels: in its coarse pixels nothing gets lost."""
    size = 2 * reach + 1
    wide = cv2.dilate(may_change.astype(np.uint8) * 255, np.ones((size, size), np.uint8))
    return np.asarray(wide, np.uint8)


def put_back(
    picture: Pixels, painted: Pixels, may_change: Bools, feather: int, at: Window
) -> Pixels:
    """``picture`` (H, W, 4) with ``painted`` (h, w, 3) where it may change; everything else to the bit as it was.

    The change is softened inwards over ``feather`` pixels.
    """
    result = picture.copy()
    before = at.of(result)
    over = np.dstack((painted, _strength(may_change, feather)))
    mixed = blend(before, over, 1.0, "svg:src-over")
    before[:] = np.where(may_change[..., None], mixed, before)
    return result


def _strength(may_change: Bools, feather: int) -> Pixels:
    if feather <= 0:
        return may_change.astype(np.uint8) * 255
    deep = cv2.distanceTransform(may_change.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    soft = np.clip(deep / (feather + 1), 0, 1) * 255 + 0.5
    return np.asarray(soft, np.uint8)
