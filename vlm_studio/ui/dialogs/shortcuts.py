"""The cheat-sheet, written from the table of actions and the keys that count."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.actions import BY_ID, MENUS
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.keys.strokes import shown
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import elided, surface
from vlm_studio.words import Text, text

HANDS: tuple[tuple[Text, Text], ...] = (
    (text("Move the picture"), text("Space and drag, or the middle button")),
    (text("Zoom"), text("Mouse wheel, or Ctrl and wheel")),
    (text("Apply, finish"), text("Enter")),
    (text("Cancel, deselect, put the tool away"), text("Esc")),
    (text("Add a point to the mask, remove one"), text("Click, right-click")),
    (text("Finish the mask with a click"), text("Ctrl and click")),
    (text("Nudge, nudge far"), text("Arrows, Shift and arrows")),
    (text("Draw without a mouse"), text("Arrows, Enter")),
    (text("Size the brush"), text("Alt and drag with the right button")),
    (text("Go straight on with the brush"), text("Shift and click")),
    (text("Zoom into a box"), text("Ctrl, Space and drag")),
    (text("Select the layer that is seen there"), text("Ctrl, Alt and click")),
    (text("Show only this layer"), text("Alt and click on the eye")),
)
"""What the mouse and the canvas do; everything else comes from the table."""


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
        groups = [*self._groups(), (text("Mouse and canvas"), list(HANDS))]
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

    def _groups(self) -> list[tuple[Text, list[tuple[Text, Text]]]]:
        found = []
        for title, entries in MENUS:
            lines = [
                (BY_ID[id].text, keys_text(self._keys.keys(id)))
                for id in entries
                if id in BY_ID and self._keys.keys(id)
            ]
            if lines:
                found.append((title, lines))
        return found


def keys_text(keys: tuple[str, ...]) -> Text:
    """Keys as the system writes them."""
    return text("{keys}", keys=shown(keys))


def _group(title: Text, lines: list[tuple[Text, Text]]) -> QWidget:
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
