"""Write on the canvas: a click places a line of text, or takes one up again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from vlm_studio.ui.canvas import writing
from vlm_studio.ui.canvas.tools.base import Pointer, Tool, is_enter
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text


class TextTool(Tool):
    """What is typed stays text, on the active vector layer or on a new one."""

    name = "text"
    by_keys = "points"
    gestures = (
        Gesture(text("Write a line of text"), text("Click, type, Enter")),
        Gesture(text("Change the words"), text("Click on them")),
    )

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.IBeamCursor

    @property
    def drafting(self) -> bool:
        return self.stage.typing is not None

    def press(self, pointer: Pointer) -> None:
        if pointer.right:
            return
        key = writing.at(self.stage, pointer.point)
        if key is not None:
            writing.edit(self.stage, key)
        else:
            writing.write_at(self.stage, pointer.point)

    def leave(self) -> None:
        """What was typed so far is kept."""
        self.finish()

    def wants(self, event: QKeyEvent) -> bool:
        return self.drafting and is_enter(event)

    def key(self, event: QKeyEvent) -> bool:
        return is_enter(event) and self.finish()

    def finish(self) -> bool:
        typing = self.stage.typing
        if typing is not None:
            typing.take()
        return typing is not None

    def cancel(self) -> bool:
        typing = self.stage.typing
        if typing is not None:
            typing.cancel()
        return typing is not None

    def disturbed(self) -> None:
        """What is typed is kept; a line that is no longer there is not written again."""
