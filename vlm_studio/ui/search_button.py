"""The button in the corner of the menu bar that finds commands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from vlm_studio.ui import icons, theme
from vlm_studio.ui.actions import BY_ID
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.menus import tip
from vlm_studio.ui.saying import say


def search_button(action: QAction, keys: KeyMap) -> QWidget:
    """A button that says its key and triggers ``action``, with room around it."""
    button = QPushButton()
    button.setProperty("role", "search")
    button.setIcon(icons.icon("search", "muted"))
    button.setFixedWidth(theme.SEARCH_BUTTON)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    say(button, "setText", lambda: tip(BY_ID["app.search"], keys))
    button.clicked.connect(action.trigger)
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 3, theme.SPACE_2, 3)
    line.addWidget(button)
    return holder
