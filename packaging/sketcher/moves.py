"""Drawings a little elsewhere, so that it is shapes that are learnt and not the numbers of one drawing."""

from __future__ import annotations

import numpy as np

from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.shapes import SIDE
from vlm_studio.sketch.steps import KINDS, SLOTS, Command, Steps, decode

_PIXEL = 4
"""Units of one pixel of an icon: moved by whole ones, lines stay where its set has them."""
_FURTHEST = 3
_AXES = np.array(
    [
        [{"x": 0, "y": 1}.get(kind[0], -1) for kind in KINDS[c]] + [-1] * (SLOTS - len(KINDS[c]))
        for c in Command
    ]
)
"""Along which axis each value of each command lies; -1 where it is no place."""


def moved(rows: Steps, chance: np.random.Generator) -> Steps:
    """``rows`` moved by up to three pixels along each axis, as far as there is room."""
    left, top, right, bottom = bounds(decode(rows))
    found = rows.copy()
    for axis, (low, high) in enumerate(((left, right), (top, bottom))):
        here = _AXES[rows[:, 0]] == axis
        values = found[:, 1:].astype(np.int64)
        first = min(_FURTHEST, int(min(low, values[here].min())) // _PIXEL)
        last = min(_FURTHEST, int(SIDE - max(high, values[here].max())) // _PIXEL)
        by = _PIXEL * int(chance.integers(-max(0, first), max(0, last) + 1))
        found[:, 1:] = np.where(here, values + by, values)
    return found
