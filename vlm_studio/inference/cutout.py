"""Cutting a thing out of a picture, with alpha and without its old background's colour at the edge."""

from __future__ import annotations

import numpy as np

from vlm_studio.document.compose import flatten
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.errors import StudioError
from vlm_studio.inference.alpha import feathered
from vlm_studio.inference.arrays import Floats, Pixels
from vlm_studio.inference.colours import unmixed
from vlm_studio.tasks.context import Context
from vlm_studio.words import text

_EDGE = 2


def cut_out(picture: PictureRef, mask: Mask, context: Context) -> PlacedBlock:
    """What of ``picture`` lies under ``mask`` (in its pixels), cropped, with a soft edge.

    Raises :class:`StudioError` when the mask lies outside the picture.
    """
    context.checkpoint(0.0, text("Reading the picture"))
    frame = Box(mask.x, mask.y, mask.width, mask.height).grown(4 * _EDGE)
    part = frame.clipped(picture.width, picture.height)
    if part is None:
        raise _outside()
    left, top, right, bottom = (int(v) for v in (part.x, part.y, part.right, part.bottom))
    rgba = flatten(picture)[top:bottom, left:right]
    inside = _placed(mask, left, top, right - left, bottom - top)
    context.checkpoint(0.3, text("Following the edge"))
    alpha = feathered(inside, rgba[..., :3], _EDGE)
    context.checkpoint(0.7, text("Cutting out"))
    placed = _store(rgba, alpha, _EDGE, context)
    if placed is None:
        raise _outside()
    return PlacedBlock(placed.block, placed.x + left, placed.y + top)


def cut(picture: PictureRef, alpha: Floats, radius: float, context: Context) -> PlacedBlock | None:
    """What of ``picture`` has an ``alpha`` (H, W), if anything; ``radius`` is how wide its soft edge is at most."""
    return _store(flatten(picture), alpha, radius, context)


def _store(rgba: Pixels, alpha: Floats, radius: float, context: Context) -> PlacedBlock | None:
    alpha = alpha * (rgba[..., 3] / np.float32(255))
    shown = Mask.from_array(alpha >= 0.5 / 255)
    if shown is None:
        return None
    crop = (slice(shown.y, shown.y + shown.height), slice(shown.x, shown.x + shown.width))
    colours = unmixed(np.ascontiguousarray(rgba[crop][..., :3]), alpha[crop], radius)
    opacity = (alpha[crop] * 255 + 0.5).astype(np.uint8)
    block = context.blocks.store(np.dstack((colours, opacity)), mips=True)
    return PlacedBlock(block, shown.x, shown.y)


def _placed(mask: Mask, left: int, top: int, width: int, height: int) -> Floats:
    """``mask`` as 0 and 1 in a window of the picture, cut off where it reaches out of it."""
    window = np.zeros((height, width), np.float32)
    part = mask.moved(-left, -top).within(width, height)
    if part is not None:
        crop, x, y = part
        window[y : y + crop.shape[0], x : x + crop.shape[1]] = crop
    return window


def _outside() -> StudioError:
    return StudioError(text("There is nothing of the picture under this mask."))
