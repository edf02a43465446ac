"""Which command may follow which, so that whatever is chosen draws something."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vlm_studio.sketch.steps import Command

_SEGMENTS = (Command.LINE, Command.ARC, Command.CUBIC)
_WHOLE = (Command.CIRCLE, Command.RECT, Command.ELLIPSE)


class Grammar:
    """Follows one sketch from command to command."""

    def __init__(self) -> None:
        self._drawn = False
        self._moved = False
        self._in_path = 0

    def allowed(self) -> NDArray[np.bool_]:
        """Whether each command may come now, by its number."""
        if self._moved:
            names: tuple[Command, ...] = _SEGMENTS
        else:
            names = (Command.MOVE, *_WHOLE)
            names += (Command.END,) if self._drawn else ()
            names += _SEGMENTS if self._in_path else ()
            names += (Command.CLOSE,) if self._in_path > 1 else ()
        found = np.zeros(len(Command), bool)
        found[list(names)] = True
        return found

    def take(self, command: Command) -> None:
        """``command`` came."""
        segment = command in _SEGMENTS
        self._in_path = self._in_path + 1 if segment else 0
        self._moved = command == Command.MOVE
        self._drawn = self._drawn or not self._moved
