"""What is wished for of a restyled picture: which style, and how much of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vlm_studio.document.layers import RasterLayer
from vlm_studio.models.card import Card
from vlm_studio.tasks.requests import Style
from vlm_studio.tasks.styles import BUILT_IN
from vlm_studio.ui import theme
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.style_grid import StyleGrid
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, column, elided, row
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.words import text


class RestylePage(QWidget):
    """The style is a built-in one or that of a layer, as the model can."""

    shown = Signal(QWidget)
    """This part should be in sight."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._built_in = True
        self._offered: list[tuple[str, str]] = []
        self.grid = StyleGrid()
        self.source = Combo()
        self.strength = ResettableSlider(text("Strength"), 1.0)
        layout = column(self, spacing=2)
        self._from = elided(text("Style from layer"), "small")
        say(self.source, "setAccessibleName", text("Style from layer"))
        for widget in (self._from, self.source):
            layout.addWidget(widget)
        head = row(elided(text("Strength"), "small"), self.strength.reset)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addWidget(self.strength)
        layout.addSpacing(theme.SPACE_1)
        layout.addWidget(self.grid)  # last, as it is long
        self.grid.chosen.connect(self.shown)

    def show_model(self, card: Card) -> None:
        """Offer what ``card`` can take."""
        self._built_in = card.architecture == BUILT_IN
        self.grid.setVisible(self._built_in)
        for widget in (self._from, self.source):
            widget.setVisible(not self._built_in)

    def follow(self) -> None:
        """Offer the layers with pixels of the document in front, the topmost first."""
        document = self._desk.document
        layers = [] if document is None else list(document.walk())
        there = [(layer.id, layer.name) for layer in layers if isinstance(layer, RasterLayer)]
        if there == self._offered:
            return
        self._offered = there
        before = self.source.currentData()
        self.source.clear()
        for id, name in reversed(there):
            self.source.addItem(name, id)
        self.source.setCurrentIndex(max(0, self.source.findData(before)))
        self.source.setEnabled(bool(there))

    def style_wished(self) -> Style | None:
        """What is chosen; ``None`` while there is no layer to take a style from."""
        strength = self.strength.value
        if self._built_in:
            return Style((self.grid.name,), strength=strength)
        document, id = self._desk.document, self.source.currentData()
        if document is None or id not in document.layers:
            return None
        name = document.layer(id).name
        return Style(example=document.picture(id), title=name, strength=strength)
