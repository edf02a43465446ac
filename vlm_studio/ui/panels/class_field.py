"""Which classes to look for: a field with completion, and a chip for each."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QPushButton, QWidget

from vlm_studio.ui import icons, theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import column
from vlm_studio.ui.widgets.flow import FlowLayout
from vlm_studio.words import text


def completer(words: QStringListModel, parent: QWidget) -> QCompleter:
    """Completion that finds a word by any part of it."""
    result = QCompleter(words, parent)
    result.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    result.setFilterMode(Qt.MatchFlag.MatchContains)
    result.setMaxVisibleItems(8)
    return result


class ClassField(QWidget):
    """No chip means every class."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: tuple[str, ...] = ()
        self._known = QStringListModel(self)
        self.field = QLineEdit()
        self.field.setCompleter(completer(self._known, self.field))
        say(self.field, "setPlaceholderText", text("All classes"))
        say(self.field, "setAccessibleName", text("Classes"))
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        layout = column(self, spacing=theme.SPACE_1)
        layout.addWidget(self.field)
        layout.addWidget(self._chips)
        self.field.returnPressed.connect(self._typed)
        found = self.field.completer()
        found.activated.connect(self._typed, Qt.ConnectionType.QueuedConnection)
        self._fill()

    def offer(self, labels: Iterable[str]) -> None:
        """What the model knows; chips it does not know are dropped."""
        known = list(labels)
        self._known.setStringList(known)
        self._set(tuple(label for label in self.labels if label in known))

    def add(self, label: str) -> None:
        """One class more, if the model knows it."""
        known = {each.casefold(): each for each in self._known.stringList()}
        found = known.get(label.strip().casefold())
        if found is not None:
            self._set(tuple(dict.fromkeys((*self.labels, found))))

    def remove(self, label: str) -> None:
        """One class less."""
        self._set(tuple(each for each in self.labels if each != label))

    def _typed(self) -> None:
        before = self.labels
        self.add(self.field.text())
        if self.labels != before or self.field.text().strip() in self.labels:
            self.field.clear()

    def _set(self, labels: tuple[str, ...]) -> None:
        if labels != self.labels:
            self.labels = labels
            self._fill()

    def _fill(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for label in self.labels:
            self._flow.addWidget(self._chip(label))
        self._chips.setVisible(bool(self.labels))
        self._chips.updateGeometry()

    def _chip(self, label: str) -> QPushButton:
        chip = QPushButton(label)
        chip.setProperty("role", "class-chip")
        chip.setIcon(icons.icon("close", "muted"))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        say(chip, "setToolTip", text("Remove {label}", label=label))
        chip.clicked.connect(lambda: self.remove(label))
        return chip
