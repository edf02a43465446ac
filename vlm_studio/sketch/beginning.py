"""Going on from a drawing: its main strokes as the first steps of another one."""

from __future__ import annotations

from collections.abc import Sequence

from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.order import ordered, scaled
from vlm_studio.sketch.recognise import tidied
from vlm_studio.sketch.shapes import SIDE, Shape
from vlm_studio.sketch.steps import encode

_ROOM = 80.0
"""How large a drawing is made in the square, as icons are."""
_MOST = 24


def beginning(shapes: Sequence[Shape]) -> list[list[int]]:
    """The first half of the steps of a drawing in any coordinates, the largest shapes first; nothing of nothing."""
    if not shapes:
        return []
    rows: list[list[int]] = encode(ordered(tidied(_fitted(shapes)))).tolist()[:-1]
    return rows[: min(_MOST, (len(rows) + 1) // 2)]


def _fitted(shapes: Sequence[Shape]) -> tuple[Shape, ...]:
    left, top, right, bottom = bounds(shapes)
    factor = _ROOM / max(right - left, bottom - top, 1e-6)
    dx, dy = (SIDE - factor * (left + right)) / 2, (SIDE - factor * (top + bottom)) / 2
    return scaled(shapes, factor, dx, dy)
