"""Properties of a raster layer: where it lies, and where its pixels come from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.ui import theme
from vlm_studio.ui.panels.facts import Fact, Facts, provenance_facts
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided, column, elided
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.words import text


class RasterPage(QWidget):
    """Size, place, and where the pixels come from."""

    def __init__(self, model_name: Callable[[str], str]) -> None:
        super().__init__()
        self._model_name = model_name
        self._document: Document | None = None
        self._layer: RasterLayer | None = None
        self.title = Elided("title-text")
        self.place = {name: NumberField(-1e6, 1e6, 0) for name in ("x", "y")}
        self.facts = Facts()
        layout = column(self, spacing=theme.SPACE_1)
        layout.addWidget(self.title)
        layout.addSpacing(theme.SPACE_1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_2)
        grid.setVerticalSpacing(2)
        for side, (name, words) in enumerate((("x", text("X")), ("y", text("Y")))):
            field = self.place[name]
            grid.addWidget(elided(words, "small"), 0, side)
            grid.addWidget(field, 1, side)
            say(field, "setAccessibleName", words)
            field.valueChanged.connect(lambda value, n=name: self._placed(n, value))
        layout.addLayout(grid)
        layout.addSpacing(theme.SPACE_2)
        layout.addWidget(self.facts)

    def show_layer(self, document: Document, layer: RasterLayer) -> None:
        """Show a layer of pixels."""
        self._document, self._layer = document, layer
        say(self.title, "setText", text("{name}", name=layer.name))
        for name, field in self.place.items():
            field.show_value(getattr(layer, name))
            field.setEnabled(not layer.locked)
        size = text("{width} x {height} pixels", width=layer.block.width, height=layer.block.height)
        facts: list[Fact] = [(text("Size"), size)]
        facts += provenance_facts(layer.provenance, self._model_name)
        self.facts.show_facts(facts)

    def _placed(self, name: str, value: float) -> None:
        document, layer = self._document, self._layer
        if document is None or layer is None:
            return
        sentence = text("Move {name}", name=layer.name)
        document.history.push(
            edits.set_layers(document, [layer.id], sentence, **{name: round(value)})
        )
