"""What the mouse does, said beside the code that does it; the cheat-sheet is written from this."""

from __future__ import annotations

from typing import NamedTuple

from vlm_studio.words import Text


class Gesture(NamedTuple):
    """``what`` is done, and ``how``."""

    what: Text
    how: Text
