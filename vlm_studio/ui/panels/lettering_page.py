"""Properties of lines of text: the words, the face, the size, and which end stays where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from vlm_studio.document.vectors import Lettering
from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, button, column, elided, row
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.words import Text, text

_LARGEST = 5000.0
_ANCHORS = {"start": text("Left"), "middle": text("Centre"), "end": text("Right")}


class LetteringPage(QWidget):
    """``changed(sentence, values)``: fields of :class:`Lettering` with what they are to be."""

    changed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Lettering | None = None
        self.words = QLineEdit()
        self.family = Combo()
        self.size_field = NumberField(1.0, _LARGEST, 1)
        self.bold, self.italic = button(text("Bold"), "choice"), button(text("Italic"), "choice")
        self.anchors = {name: button(words, "choice") for name, words in _ANCHORS.items()}
        self._build()
        self.words.editingFinished.connect(self._typed)
        self.family.activated.connect(
            lambda _: self._change(text("Change font"), family=self.family.currentData())
        )
        self.size_field.valueChanged.connect(
            lambda size: self._change(text("Change text size"), size=size)
        )
        self.bold.clicked.connect(lambda on: self._change(text("Change font"), bold=on))
        self.italic.clicked.connect(lambda on: self._change(text("Change font"), italic=on))

    def _build(self) -> None:
        layout = column(self)
        say(self.words, "setAccessibleName", text("Words"))
        say(self.family, "setAccessibleName", text("Font"))
        say(self.size_field, "setAccessibleName", text("Size of the text"))
        say(self.size_field, "setSuffix", text(" px"))
        self.size_field.setFixedWidth(theme.TOOL_FIELD + theme.SPACE_3)
        layout.addWidget(self.words)
        layout.addWidget(self.family)
        line = row(elided(text("Size"), "small"), self.size_field)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addLayout(row(self.bold, self.italic))
        layout.addLayout(row(*self.anchors.values()))
        group = QButtonGroup(self)
        for name, each in self.anchors.items():
            group.addButton(each)
            each.clicked.connect(
                lambda _=False, name=name: self._change(text("Align text"), anchor=name)
            )
        for toggle in (self.bold, self.italic, *self.anchors.values()):
            toggle.setCheckable(True)

    def show_lines(self, lines: Sequence[Lettering]) -> None:
        """Show the first of ``lines``; the words only of a single one."""
        first = lines[0]
        self._shown = first
        self.words.setVisible(len(lines) == 1)
        if not (self.words.hasFocus() and self.words.isModified()):
            self.words.setText(first.text)
        self._show_family(first.family)
        self.size_field.show_value(first.size)
        self.bold.setChecked(first.bold)
        self.italic.setChecked(first.italic)
        self.anchors[first.anchor].setChecked(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Only now it is asked which fonts there are."""
        super().showEvent(event)
        if not self.family.count():
            self.family.offer(text("Font of the system"), "")
            for name in QFontDatabase.families():
                if not QFontDatabase.isPrivateFamily(name):
                    self.family.addItem(name, name)
        if self._shown is not None:
            self._show_family(self._shown.family)

    def _show_family(self, family: str) -> None:
        """Show a family, or a list of them as SVG files have it, also one that is not on this computer."""
        if not self.family.count():
            return
        at = self.family.findData(family)
        if at < 0:
            self.family.addItem(family, family)
            at = self.family.count() - 1
        self.family.setCurrentIndex(at)

    def _typed(self) -> None:
        if self._shown is None or not self.words.isModified():
            return
        self.words.setModified(False)
        words = self.words.text().strip()
        if words and words != self._shown.text:
            self._change(text("Change words"), text=words)
        else:
            self.words.setText(self._shown.text)

    def _change(self, sentence: Text, **values: Any) -> None:
        self.changed.emit(sentence, values)
