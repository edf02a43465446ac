"""A field in which a part of a name is typed to find something."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from vlm_studio.ui import icons
from vlm_studio.ui.saying import say
from vlm_studio.words import Text, text


class SearchField(QLineEdit):
    """Esc empties it; in an empty one Esc means what it means elsewhere."""

    def __init__(self, hint: Text) -> None:
        super().__init__()
        self.setProperty("role", "find")
        where = QLineEdit.ActionPosition
        self.addAction(icons.icon("search", "muted"), where.LeadingPosition)
        # Qt's own button to clear a field has a picture of its own, which knows no theme.
        clear = self.addAction(icons.icon("close", "muted"), where.TrailingPosition)
        say(clear, "setToolTip", text("Clear"))
        clear.setVisible(False)
        clear.triggered.connect(self.clear)
        self.textChanged.connect(lambda typed: clear.setVisible(bool(typed)))
        say(self, "setPlaceholderText", hint)
        say(self, "setAccessibleName", hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
