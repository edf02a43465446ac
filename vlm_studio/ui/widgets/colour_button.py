"""A colour that opens a palette."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from vlm_studio.ui.widgets.colour_field import ColourField, Swatch, popup_of
from vlm_studio.words import Text


class ColourButton(Swatch):
    """``chosen(colour)``: ``#rrggbb`` or ``#rrggbbaa``."""

    chosen = Signal(str)

    def __init__(self, name: Text, more: QWidget | None = None) -> None:
        """``more`` stands below the palette that there always is."""
        super().__init__(None, name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field = ColourField(name, none=False)
        self._menu = popup_of(self, self.field, *([more] if more is not None else []))
        self.clicked.connect(self._open)
        self.field.chosen.connect(self.choose)

    def show_colour(self, colour: str | None) -> None:
        super().show_colour(colour)
        self.field.show_colour(colour)

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def choose(self, colour: str) -> None:
        """Be done with ``colour``."""
        self._menu.close()
        self.chosen.emit(colour)
