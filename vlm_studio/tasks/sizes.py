"""At which size a diffusion model paints an artboard."""

from __future__ import annotations

import math

LEAST, MOST = 1 / 16, 4.0
"""Between so many times the pixels that a model was made for, it paints an artboard at its own size."""


def rendered(
    width: int, height: int, side: int, multiple: int, largest: int = 1 << 16
) -> tuple[int, int]:
    """The width and height that an artboard is painted in, multiples of ``multiple``.

    ``side`` is the edge of the square that the model was made for, ``largest`` the longest it can do. What is left
    over at the edges is cut off; an artboard that is far too large or too small is painted at the model's own
    size and then scaled.
    """
    scale = scaled(width, height, side, largest)
    return _up(width * scale, multiple), _up(height * scale, multiple)


def scaled(width: int, height: int, side: int, largest: int = 1 << 16) -> float:
    """How large the artboard is while it is painted, 1 for as it is."""
    share = width * height / side**2
    scale = 1.0 if LEAST <= share <= MOST else math.sqrt(1 / share)
    return min(scale, largest / max(width, height))


def _up(length: float, multiple: int) -> int:
    return max(1, math.ceil(round(length, 6) / multiple)) * multiple
