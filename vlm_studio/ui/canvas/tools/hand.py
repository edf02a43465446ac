"""Move the view."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from vlm_studio.ui.canvas.tools.base import Tool, arrow_step
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text


class HandTool(Tool):
    """Every drag pans; the view does that itself."""

    name = "hand"
    gestures = (Gesture(text("Move the picture"), text("Drag, or arrows")),)

    def key(self, event: QKeyEvent) -> bool:
        """Arrow keys move the view, with Shift further."""
        step = arrow_step(event, 40, 200)
        if step is not None:
            self.stage.camera.pan(-step[0], -step[1])
        return step is not None

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor
