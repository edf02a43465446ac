"""A press that becomes a drag when the mouse goes on, and is a click when it does not."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QKeyEvent, QPainter

from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer, Tool, arrow_step

_SLOP = 3.0
"""So many pixels of the view make a drag of a click."""


class Drag(Protocol):
    """What follows the mouse until it is let go."""

    def move(self, pointer: Pointer) -> None: ...

    def finish(self) -> None:
        """Make one step of it."""
        ...

    def cancel(self) -> None:
        """Put everything back to where it was."""
        ...

    def paint(self, painter: QPainter) -> None: ...


class PressTool(Tool):
    """Its press sets ``_pressed``; what comes of that is said by :meth:`begin` or :meth:`click`."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._pressed: Pointer | None = None
        self._drag: Drag | None = None
        self._nudge = object()

    @property
    def dragging(self) -> bool:
        return self._drag is not None

    def begin(self, start: Pointer) -> Drag | None:
        """The drag that the press at ``start`` becomes, if anything is left to be dragged."""

    def click(self, pointer: Pointer) -> None:
        """The mouse was let go where it was pressed."""

    def look(self, pointer: Pointer) -> None:
        """The mouse is at ``pointer``, and nothing is pressed."""

    def forget(self) -> None:
        """Nothing is below the mouse any more."""

    def move(self, pointer: Pointer) -> None:
        if self._pressed is None:
            self.look(pointer)
            return
        off = pointer.view - self._pressed.view
        if self._drag is None and max(abs(off.x()), abs(off.y())) >= _SLOP:
            self._drag = self.begin(self._pressed)
        if self._drag is not None:
            self._drag.move(pointer)

    def release(self, pointer: Pointer) -> None:
        pressed, drag = self._pressed, self._drag
        self._pressed = self._drag = None
        if drag is not None:
            drag.finish()
        elif pressed is not None:
            self.click(pressed)
        self.look(pointer)

    def away(self) -> None:
        if self._pressed is None:
            self.forget()
            self.stage.refresh()

    def nudged(self, event: QKeyEvent) -> bool:
        """Move what is selected if ``event`` is of an arrow key; while that is held down it stays one step."""
        step = arrow_step(event)
        if step is None:
            return False
        if not event.isAutoRepeat():
            self._nudge = object()
        commands.nudge(self.stage, *step, self._nudge)
        return True

    def cancel(self) -> bool:
        drag, self._drag, self._pressed = self._drag, None, None
        if drag is None:
            return False
        drag.cancel()
        self.stage.refresh()
        return True

    def leave(self) -> None:
        super().leave()
        self.forget()
