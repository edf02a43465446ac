"""Masks such as a segmentation model gives: full frames of booleans with one wobbly thing in each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.bool_]
"""(N, H, W)."""


def write(path: Path, count: int, width: int, height: int) -> NDArray[np.int64]:
    """Write ``count`` frames as an ``.npy`` file; returns the boxes (N, 4): left, top, right, bottom, all inside.

    Things are 5 to 20 % of the frame wide and high, with a ragged edge.
    """
    chance = np.random.default_rng(7)
    frames = np.lib.format.open_memmap(path, "w+", np.bool_, (count, height, width))
    boxes = np.zeros((count, 4), np.int64)
    for index in range(count):
        thing = _thing(chance, width, height)
        high, wide = thing.shape
        left, top = chance.integers(0, width - wide), chance.integers(0, height - high)
        frames[index, top : top + high, left : left + wide] = thing
        rows, columns = np.flatnonzero(thing.any(1)), np.flatnonzero(thing.any(0))
        boxes[index] = (
            left + columns[0],
            top + rows[0],
            left + columns[-1],
            top + rows[-1],
        )
    frames.flush()
    return boxes


def _thing(chance: np.random.Generator, width: int, height: int) -> Frames:
    wide, high = (int(side * chance.uniform(0.05, 0.2)) for side in (width, height))
    y, x = np.ogrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j]
    angle = np.arctan2(y, x)
    edge = np.full_like(angle, 0.75)
    for waves in (3, 5, 11, 23, 47):
        edge += 0.25 / waves * np.sin(waves * angle + chance.uniform(0, 6.3))
    return np.asarray(np.hypot(x, y) < edge)
