"""Painting a view as well as it can be, a few milliseconds at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QRegion

from vlm_studio.ui.canvas.sheet import Sheet, whole
from vlm_studio.ui.paint.viewport import Viewport

Steps = Generator[None, None, None]
"""Paints a little with each step."""


class Refining:
    """A sheet that is being painted. What changes meanwhile is noted, to be painted again."""

    def __init__(
        self, view: Viewport, steps: Callable[[QPainter, Viewport, QRectF], Steps]
    ) -> None:
        self.sheet = Sheet.empty(view)
        self.outdated = QRegion()
        self._painter = QPainter(self.sheet.pixmap)
        self._steps = steps(self._painter, view, QRectF(whole(view)))

    @property
    def view(self) -> Viewport:
        return self.sheet.view

    def note(self, region: QRegion) -> None:
        """What lies in ``region`` looks different now."""
        self.outdated += region

    def work(self, seconds: float) -> bool:
        """Paint on for about so long; ``True`` when everything is painted."""
        until = time.perf_counter() + seconds
        for _ in self._steps:
            if time.perf_counter() >= until:
                return False
        self._painter.end()
        return True

    def drop(self) -> None:
        """Leave it unfinished."""
        # Closed first: it puts back the state of the painter, and may have a painter of its own.
        self._steps.close()
        if self._painter.isActive():
            self._painter.end()

    def __del__(self) -> None:
        # A pixmap must not go before its painter.
        self.drop()
