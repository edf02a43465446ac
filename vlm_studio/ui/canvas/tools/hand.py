"""Move the view."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from vlm_studio.ui.canvas.tools.base import ARROWS, Mods, Tool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text


class HandTool(Tool):
    """Every drag pans; the view does that itself."""

    name = "hand"
    gestures = (Gesture(text("Move the picture"), text("Drag, or arrows")),)

    def key(self, event: QKeyEvent) -> bool:
        """Arrow keys move the view, with Shift further."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None:
            return False
        far = 200 if event.modifiers() & Mods.ShiftModifier else 40
        self.stage.camera.pan(-step[0] * far, -step[1] * far)
        return True

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor
