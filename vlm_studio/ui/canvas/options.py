"""How the tools work: one set of choices for every view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from psygnal import Signal

from vlm_studio.document.converting import Kind
from vlm_studio.document.skeletons import COCO_17
from vlm_studio.ui.paint.style import PALETTE

SMALLEST, LARGEST = 1, 1000
"""Brush sizes."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen."""

    brush: int = 40
    """The brush's diameter in document pixels."""
    pencil: int = 4
    """The width of the pencil's strokes in document pixels."""
    pencil_colour: str = PALETTE[0]
    """As ``#rrggbb``."""
    fill_colour: str = PALETTE[4]
    """What clicks of the fill tool paint."""
    text_size: int = 48
    """Of the letters that are written next, in document pixels."""
    text_colour: str = PALETTE[0]
    takes_away: bool = False
    """Whether plain clicks take away from the mask, as right clicks always do; until the mask is done."""
    result: Kind = "mask"
    """What a mask that was made by clicks is kept as."""
    skeleton: str = COCO_17.id
    """What the next figure is, a key of ``SKELETONS``."""


class ToolOptions:
    """Whoever shows a choice or works by it listens to ``changed``."""

    changed = Signal()

    def __init__(self) -> None:
        self.now = Choices()
        self.space_finishes = False
        """Whether a tap on Space finishes a shape, as some hands expect; holding it pans all the same."""

    def choose(self, **values: Any) -> None:
        """Choose otherwise; the names are those of :class:`Choices`."""
        chosen = replace(self.now, **values)
        if chosen != self.now:
            self.now = chosen
            self.changed.emit()

    def size_brush(self, size: float) -> None:
        """Give the brush another diameter, or the nearest that it can have."""
        self.choose(brush=min(max(round(size), SMALLEST), LARGEST))

    def step_brush(self, steps: float) -> None:
        """Make the brush larger, or smaller for a negative number; each step is felt alike at every size."""
        size = self.now.brush
        wanted = size * 1.15**steps
        # A small brush grows by whole pixels.
        least = size + (1 if steps > 0 else -1)
        self.size_brush(max(wanted, least) if steps > 0 else min(wanted, least))
