"""Control pictures: what a model is to follow, drawn as its ControlNet expects it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vlm_studio.document.compose import flatten_rgb
from vlm_studio.document.flattening import lines
from vlm_studio.document.vectors import VectorObject
from vlm_studio.errors import StudioError
from vlm_studio.inference.diffusion.skeleton_picture import skeletons
from vlm_studio.tasks.design import Control
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels

_WEAK, _STRONG = 100, 200
"""Slopes of brightness at which an edge goes on, and at which one begins."""
_SHIFT = 4


def control_picture(control: Control, width: int, height: int) -> Pixels:
    """What ``control`` shows of an artboard of ``width`` x ``height``, (H, W, 3).

    Its own picture may have another size; strokes and poses are in pixels of the artboard.
    """
    if control.objects:
        return _drawn(control.objects, width, height)
    if control.poses:
        return skeletons(control.poses, width, height)
    if control.picture is None:
        raise StudioError(text("There is nothing to follow."))
    seen = flatten_rgb(control.picture)
    if control.kind == "edges":
        return _edges(seen)
    if control.kind == "lineart":
        return _light_on_dark(seen)
    return seen


def _drawn(objects: Iterable[VectorObject], width: int, height: int) -> Pixels:
    """Strokes and outlines in white on black."""
    picture = np.zeros((height, width, 3), np.uint8)
    least = max(width, height) / 512
    for one in objects:
        pen = max(1, round(max(least, one.width if one.stroke else 0)))
        for line in lines(one.shape, 2.0, closed=one.fill is not None):
            points = np.round(line * (1 << _SHIFT)).astype(np.int32)
            cv2.polylines(picture, [points], False, (255, 255, 255), pen, cv2.LINE_AA, _SHIFT)
    return picture


def _edges(rgb: Pixels) -> Pixels:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    return _grey(np.asarray(cv2.Canny(grey, _WEAK, _STRONG), np.uint8))


def _light_on_dark(rgb: Pixels) -> Pixels:
    """A drawing with light lines, whichever way round it was drawn."""
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    return _grey(255 - grey if grey.mean() > 127 else grey)


def _grey(grey: Pixels) -> Pixels:
    return np.ascontiguousarray(np.broadcast_to(grey[..., None], (*grey.shape, 3)))
