"""What all dialogs have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import button
from vlm_studio.words import Text


class Dialog(QDialog):
    """A dialog with a column for what it asks and a row of buttons below; Esc closes it."""

    def __init__(self, parent: QWidget, title: Text, width: int = theme.DIALOG) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, "setWindowTitle", title)
        self.setMinimumWidth(width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.SPACE_4,) * 4)
        outer.setSpacing(theme.SPACE_4)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SPACE_2)
        outer.addLayout(self.body, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.SPACE_2)
        self._buttons.addStretch(1)
        outer.addLayout(self._buttons)

    def add_button(self, words: Text, role: str = "", *, default: bool = False) -> QPushButton:
        """A button in the last row; Enter presses the primary one, which acts, or the default one."""
        made = button(words, role)
        made.setMinimumWidth(theme.BUTTON)
        made.setAutoDefault(False)
        made.setDefault(default or role == "primary")
        self._buttons.addWidget(made)
        return made
