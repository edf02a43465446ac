"""A field in which a part of a name is typed to find something."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from vlm_studio.ui import icons
from vlm_studio.ui.saying import say
from vlm_studio.words import Text


class SearchField(QLineEdit):
    """Esc empties it; in an empty one Esc means what it means elsewhere."""

    def __init__(self, hint: Text) -> None:
        super().__init__()
        self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        say(self, "setPlaceholderText", hint)
        say(self, "setAccessibleName", hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
