"""The program itself: its dialogs."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action
from vlm_studio.words import text

ROWS = (
    Action(
        "app.search",
        text("Search commands…"),
        lambda c: c.app.search(),
        ("Ctrl+K", "Ctrl+Shift+P"),
        "search",
    ),
    Action("app.settings", text("Settings…"), lambda c: c.app.settings(), ("Ctrl+,",), "settings"),
    Action(
        "app.shortcuts",
        text("Keyboard shortcuts"),
        lambda c: c.app.shortcuts(),
        ("Shift+?", "Ctrl+/"),
        "keyboard",
    ),
    Action("app.keyboard", text("Change keys…"), lambda c: c.app.keyboard()),
    Action("app.about", text("About vlm_studio"), lambda c: c.app.about(), icon="info"),
)
