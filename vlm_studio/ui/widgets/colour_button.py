"""A colour that opens a palette."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from vlm_studio.ui.widgets.colour_field import ColourField, Swatch, popup_of
from vlm_studio.words import Text


class ColourButton(Swatch):
    """``chosen(colour)``: ``#rrggbb`` or ``#rrggbbaa``."""

    chosen = Signal(str)

    def __init__(self, name: Text) -> None:
        super().__init__(None, name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field = ColourField(name, none=False)
        self._menu = popup_of(self.field, self)
        self.clicked.connect(self._open)
        self.field.chosen.connect(self._choose)

    def show_colour(self, colour: str | None) -> None:
        super().show_colour(colour)
        self.field.show_colour(colour)

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _choose(self, colour: str) -> None:
        self._menu.close()
        self.chosen.emit(colour)
