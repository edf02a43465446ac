"""What the transform tool asks of what it has in hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from vlm_studio.document.geometry import Box
from vlm_studio.ui.canvas.tools.base import Pointer

Follow = Callable[[Pointer], None]
"""Takes what is held to where the mouse is."""


class Hold(NamedTuple):
    """A place to take hold of it: the cursor that says so, and what a drag from there does."""

    cursor: Qt.CursorShape
    follow: Follow


class Held(Protocol):
    """Selected things with a box around them, and what became of them so far. The document has not heard of it."""

    @property
    def start(self) -> Mapping[tuple[str, int], object]:
        """What was taken up, as it was, by layer and id."""
        ...

    def hold(self, pointer: Pointer) -> Hold | None:
        """What can be taken hold of at ``pointer``."""
        ...

    def move_by(self, dx: int, dy: int) -> None:
        """What an arrow key does, in document pixels."""
        ...

    def shape_by(self, dx: int, dy: int) -> None:
        """What an arrow key does with Ctrl: stretch or turn."""
        ...

    def put_back(self) -> None:
        """Everything is again as it was taken up."""
        ...

    def apply(self) -> None:
        """Push what became of it as one step, if it is not as it was."""
        ...

    def paint(self, painter: QPainter) -> None:
        """Paint it as it is now, and the box around it with its handles."""
        ...

    def measured(self) -> tuple[Box, str]:
        """The upright box around it in the document, and how large it is in words."""
        ...
