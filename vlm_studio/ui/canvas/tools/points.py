"""A draft that grows point by point."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent

from vlm_studio.ui.canvas.tools.base import Tool, is_enter, is_undo


class PointsTool(Tool):
    """While it has points, Backspace and Undo take the last one back, and Enter makes a thing of them."""

    by_keys = "points"

    @property
    def begun(self) -> bool:
        """Whether there are points."""
        raise NotImplementedError

    def take_back(self) -> None:
        """Drop the last point."""
        raise NotImplementedError

    def wants(self, event: QKeyEvent) -> bool:
        return self.begun and (is_undo(event) or is_enter(event))

    def key(self, event: QKeyEvent) -> bool:
        if not self.begun:
            return False
        if is_undo(event):
            self.take_back()
            return True
        return is_enter(event) and self.finish()
