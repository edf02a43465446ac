"""A palette's name, and its colours as a list in words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from vlm_studio.document.colours import listed as colours_in
from vlm_studio.ui import theme
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.colour_field import Swatch
from vlm_studio.ui.widgets.controls import label
from vlm_studio.words import Text, text

_SEEN = 16


class PaletteDialog(Dialog):
    """``done(name, colours)``; the colours are asked for when they are to be ``listed``."""

    def __init__(
        self,
        parent: QWidget,
        title: Text,
        name: str,
        done: Callable[[str, tuple[str, ...]], object],
        *,
        listed: bool = False,
    ) -> None:
        super().__init__(parent, title)
        self._done = done
        self.name = QLineEdit(name)
        self.words = QPlainTextEdit()
        self._line = QHBoxLayout()
        self._swatches: list[Swatch] = []
        self.body.addWidget(label(text("Name"), "small"))
        say(self.name, "setAccessibleName", text("Name"))
        self.body.addWidget(self.name)
        self.add_button(text("Cancel")).clicked.connect(self.reject)
        self.keep = self.add_button(text("Keep"), "primary")
        self.keep.clicked.connect(self._accept)
        self._listed = listed
        if listed:
            self._add_list()
        self.name.selectAll()

    def _add_list(self) -> None:
        self.body.addWidget(
            label(text("Colours, such as #2a9d8f, #e76f51, or a GIMP palette"), "small")
        )
        say(self.words, "setAccessibleName", text("Colours"))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(4 * theme.ROW)
        self.body.addWidget(self.words)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.SPACE_1)
        self._line.addStretch(1)
        holder = QWidget()
        holder.setLayout(self._line)
        holder.setFixedHeight(theme.ROW)
        self.body.addWidget(holder)
        self.words.textChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        """The colours that are understood so far."""
        found = colours_in(self.words.toPlainText())
        self.keep.setEnabled(bool(found))
        for swatch in self._swatches:
            self._line.removeWidget(swatch)
            swatch.deleteLater()
        self._swatches = [Swatch(colour, text("{name}", name=colour)) for colour in found[:_SEEN]]
        for at, swatch in enumerate(self._swatches):
            self._line.insertWidget(at, swatch)

    def _accept(self) -> None:
        self.accept()
        self._done(self.name.text(), colours_in(self.words.toPlainText()) if self._listed else ())
