"""Where boxes go when they are lined up or spread evenly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from vlm_studio.document.geometry import Box

Edge = Literal["left", "centre", "right", "top", "middle", "bottom"]
Way = Literal["across", "down"]

_PLACES: dict[Edge, tuple[Way, float]] = {
    "left": ("across", 0.0),
    "centre": ("across", 0.5),
    "right": ("across", 1.0),
    "top": ("down", 0.0),
    "middle": ("down", 0.5),
    "bottom": ("down", 1.0),
}

Step = tuple[float, float]
"""How far to the right and how far down."""


def aligned(boxes: Sequence[Box], edge: Edge, within: Box) -> list[Step]:
    """How far each of ``boxes`` has to go for its ``edge`` to be where that of ``within`` is."""
    way, share = _PLACES[edge]
    start, size = _span(within, way)
    wanted = start + share * size
    return [
        _step(wanted - low - share * length, way) for low, length in (_span(b, way) for b in boxes)
    ]


def distributed(boxes: Sequence[Box], way: Way) -> list[Step]:
    """How far each of ``boxes`` has to go for the gaps between them to be equal; the outermost two stay.

    Where there is not enough room the gaps are negative: all overlap by the same.
    """
    spans = [_span(box, way) for box in boxes]
    order = sorted(range(len(boxes)), key=lambda i: (spans[i][0] + spans[i][1] / 2, i))
    first, last = spans[order[0]], spans[order[-1]]
    room = last[0] + last[1] - first[0] - sum(spans[i][1] for i in order)
    gap = room / max(1, len(boxes) - 1)
    steps: list[Step] = [(0.0, 0.0)] * len(boxes)
    place = first[0]
    for i in order:
        steps[i] = _step(place - spans[i][0], way)
        place += spans[i][1] + gap
    return steps


def _span(box: Box, way: Way) -> tuple[float, float]:
    return (box.x, box.width) if way == "across" else (box.y, box.height)


def _step(by: float, way: Way) -> Step:
    return (by, 0.0) if way == "across" else (0.0, by)
