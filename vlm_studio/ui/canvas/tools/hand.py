"""Move the view."""

from __future__ import annotations

from PySide6.QtCore import Qt

from vlm_studio.ui.canvas.tools.base import Tool


class HandTool(Tool):
    """Every drag pans; the view does that itself."""

    name = "hand"

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor
