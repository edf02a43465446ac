"""The cheat-sheet, written from the table of actions and the keys that count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.actions import BY_ID, MENUS
from vlm_studio.ui.canvas.input import GESTURES as CANVAS
from vlm_studio.ui.canvas.tools.table import MODES, TOOLS
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.keys.strokes import shown
from vlm_studio.ui.panels.layer_list import GESTURES as LAYERS
from vlm_studio.ui.saying import say
from vlm_studio.ui.staging.row import GESTURES as STAGING
from vlm_studio.ui.widgets.controls import elided, surface
from vlm_studio.words import Text, text

Lines = Sequence[tuple[Text, Text]]
"""What is done, and how."""


class ShortcutsDialog(Dialog):
    """Two columns of groups."""

    change_wanted = Signal()

    def __init__(self, parent: QWidget, keys: KeyMap) -> None:
        super().__init__(parent, text("Keyboard shortcuts"), theme.LARGE_DIALOG[0])
        self._keys = keys
        inner = QWidget()
        surface(inner, "window")
        columns = QGridLayout(inner)
        columns.setHorizontalSpacing(theme.SPACE_6)
        columns.setVerticalSpacing(theme.SPACE_4)
        groups = [*self._groups(), *hands()]
        sides = [QVBoxLayout(), QVBoxLayout()]
        heights = [0, 0]
        for title, lines in groups:
            side = heights.index(min(heights))
            sides[side].addWidget(_group(title, lines))
            heights[side] += len(lines) + 2
        for at, side_layout in enumerate(sides):
            side_layout.setSpacing(theme.SPACE_4)
            side_layout.addStretch(1)
            columns.addLayout(side_layout, 0, at)
            columns.setColumnStretch(at, 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(area)
        self.resize(*theme.LARGE_DIALOG)
        self.change = self.add_button(text("Change keys…"))
        self.change.clicked.connect(self._change)
        self.add_button(text("Close"), default=True).clicked.connect(self.accept)

    def _change(self) -> None:
        self.accept()
        self.change_wanted.emit()

    def _groups(self) -> list[tuple[Text, Lines]]:
        found: list[tuple[Text, Lines]] = []
        for title, entries in MENUS:
            lines = [
                (BY_ID[id].text, keys_text(self._keys.keys(id)))
                for id in entries
                if id in BY_ID and self._keys.keys(id)
            ]
            if lines:
                found.append((title, lines))
        return found


def hands() -> list[tuple[Text, Lines]]:
    """What the mouse does, by where it does it."""
    tools = [(BY_ID[f"tool.{name}"].text, tool.gestures) for name, tool in TOOLS.items()]
    transform = [gesture for mode in MODES.values() for gesture in mode.gestures]
    canvas, layers, staging = text("Mouse and canvas"), text("Layers"), text("Designs that wait")
    return [
        (canvas, CANVAS),
        *tools,
        (BY_ID["edit.transform"].text, transform),
        (layers, LAYERS),
        (staging, STAGING),
    ]


def keys_text(keys: tuple[str, ...]) -> Text:
    """Keys as the system writes them."""
    return text("{keys}", keys=shown(keys))


def _group(title: Text, lines: Lines) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(theme.SPACE_1)
    grid.setColumnStretch(0, 1)
    grid.addWidget(elided(title, "heading"), 0, 0)
    for at, (words, keys) in enumerate(lines, 1):
        grid.addWidget(elided(words), at, 0)
        shown = QLabel()
        shown.setProperty("role", "small")
        say(shown, "setText", keys)
        grid.addWidget(shown, at, 1, Qt.AlignmentFlag.AlignRight)
    return holder
