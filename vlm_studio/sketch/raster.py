"""A sketch as a small picture, for networks that look at it and for PNG files."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vlm_studio.sketch.flatten import flatten
from vlm_studio.sketch.shapes import SIDE, Shape

Ink = NDArray[np.floating[Any]]


def rasterise(shapes: Sequence[Shape], side: int, pen: float = 6.0) -> Ink:
    """How much ink is at each pixel, 0..1, shape (side, side); ``pen`` is the stroke's width in the sketch's units."""
    ink = np.zeros((side, side), np.float32)
    scale = side / SIDE
    half = max(pen * scale, 1.0) / 2
    for shape in shapes:
        points = np.array(flatten(shape), np.float32) * np.float32(scale)
        for start, end in itertools.pairwise(points):
            _stroke(ink, start, end, half)
    return ink


def _stroke(ink: Ink, start: Ink, end: Ink, half: float) -> None:
    """Draw one straight piece with round ends into its own part of ``ink``."""
    side = len(ink)
    low = np.clip(np.floor(np.minimum(start, end) - half - 1), 0, side).astype(int)
    high = np.clip(np.ceil(np.maximum(start, end) + half + 1), 0, side).astype(int)
    x = np.arange(low[0], high[0], dtype=np.float32) + 0.5
    y = np.arange(low[1], high[1], dtype=np.float32)[:, None] + 0.5
    way = end - start
    length = float(way @ way)
    t = np.clip(((x - start[0]) * way[0] + (y - start[1]) * way[1]) / max(length, 1e-9), 0, 1)
    gap = np.hypot(x - start[0] - t * way[0], y - start[1] - t * way[1])
    part = ink[low[1] : high[1], low[0] : high[0]]
    np.maximum(part, np.clip(half + 0.5 - gap, 0, 1), out=part)
