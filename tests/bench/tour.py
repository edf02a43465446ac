"""The same walk over a large picture for every program, and the shapes on it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 7680, 4320
VIEW = 1600, 900
CORNERS = 32
_LABELS = ("cat", "dog", "car", "person", "tree", "sky", "bus", "cup")

Place = tuple[float, float, float]
"""A scale, and the point of the picture in the middle of the view."""


def places() -> list[Place]:
    """240 frames: in from the whole picture, across, out again, and across."""
    return list(_walk())


def _walk() -> Iterator[Place]:
    scale, x, y = VIEW[0] / WIDTH * 0.96, WIDTH / 2, HEIGHT / 2
    for _ in range(60):
        scale, x, y = scale * 1.04, x + 4, y + 2
        yield scale, x, y
    for _ in range(60):
        x, y = x - 13 / scale, y + 5 / scale
        yield scale, x, y
    for _ in range(60):
        scale = max(scale / 1.05, VIEW[0] / WIDTH)
        yield scale, x, y
    for step in range(60):
        x += (9 if step < 30 else -9) / scale
        yield scale, x, y


def outlines(count: int) -> list[tuple[str, list[tuple[float, float]]]]:
    """A label and corners for each of ``count`` polygons, the same every time."""
    chance = random.Random(1)
    turns = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    found = []
    for _ in range(count):
        x, y = chance.uniform(60, WIDTH - 60), chance.uniform(60, HEIGHT - 60)
        size = chance.uniform(10, 60)
        reaches = [size * (1 + 0.2 * math.sin(5 * turn)) for turn in turns]
        corners = [
            (x + r * math.cos(turn), y + r * math.sin(turn)) for r, turn in zip(reaches, turns)
        ]
        found.append((chance.choice(_LABELS), corners))
    return found


def pixels() -> NDArray[np.uint8]:
    """The picture, shape (4320, 7680, 4): noise in squares of 8 pixels."""
    small = np.random.default_rng(0).integers(0, 255, (HEIGHT // 8, WIDTH // 8, 4), np.uint8)
    small[..., 3] = 255
    return small.repeat(8, axis=0).repeat(8, axis=1)


def slowest(milliseconds: list[float], share: float = 0.95) -> float:
    """What ``share`` of the frames stay below."""
    return sorted(milliseconds)[min(len(milliseconds) - 1, int(len(milliseconds) * share))]
