"""The outlines of any number of boxes in one colour, at a cost that hardly depends on how many there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

Ints = NDArray[np.int64]
_LOTS = 50_000
"""Fewer numbers than this are counted faster one by one."""


def boxes_image(
    edges: NDArray[np.float64], width: int, height: int, colour: QColor, line: int
) -> QImage:
    """A transparent image with the outlines of ``edges``, shape (4, N): left, top, right, bottom in its pixels.

    Lines are ``line`` pixels wide, half of it inside.
    """
    left, top, right, bottom = np.rint(edges).astype(np.int64)
    before, after = line // 2, line - line // 2
    drawn = _stripes((top, bottom), left - before, right + after, width, height, before, after)
    drawn |= _stripes((left, right), top - before, bottom + after, height, width, before, after).T
    pixels = np.zeros((height, width), np.uint32)
    pixels[drawn] = colour.rgba()
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
    return image.copy()  # the image does not keep its memory alive by itself


def _stripes(
    rows: tuple[Ints, Ints],
    start: Ints,
    end: Ints,
    width: int,
    height: int,
    before: int,
    after: int,
) -> NDArray[np.bool_]:
    """Where rows ``before`` and ``after`` each of ``rows`` are covered from ``start`` to ``end``, shape (height, width)."""
    start, end = np.clip(start, 0, width), np.clip(end, 0, width)
    starts, ends = [], []
    for row in rows:
        for offset in range(-before, after):
            at = row + offset
            seen = (at >= 0) & (at < height) & (end > start)
            base = at[seen] * (width + 1)
            starts.append(base + start[seen])
            ends.append(base + end[seen])
    steps = _counted(starts, height * (width + 1)) - _counted(ends, height * (width + 1))
    covered = steps.reshape(height, width + 1).cumsum(axis=1, dtype=np.int32)
    return np.asarray(covered[:, :width] > 0)


def _counted(places: list[Ints], size: int) -> NDArray[np.int32]:
    """How often each number below ``size`` is among ``places``."""
    together = np.concatenate(places)
    if together.size > _LOTS:
        return np.bincount(together, minlength=size).astype(np.int32)
    counted = np.zeros(size, np.int32)
    np.add.at(counted, together, 1)
    return counted
