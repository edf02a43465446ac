"""How strokes end, how they turn corners, and whether they have gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vlm_studio.document.vectors import VectorObject
from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, column, elided, row
from vlm_studio.words import Text, text

_CAPS = {"butt": text("Flat"), "round": text("Round"), "square": text("Square")}
_JOINS = {"miter": text("Pointed"), "round": text("Round"), "bevel": text("Cut off")}
_STYLES = {"solid": text("Solid"), "dashed": text("Dashed"), "dotted": text("Dotted")}
_DASHES: Mapping[str, Mapping[str, Any]] = {
    "solid": {"dash": ()},
    "dashed": {"dash": (4.0, 3.0)},
    "dotted": {"dash": (0.0, 2.0), "cap": "round"},
}
"""Dots are the round ends of dashes of no length."""


class StrokeEnds(QWidget):
    """``chosen(sentence, values)``: the strokes are wanted with these ends, corners or gaps."""

    chosen = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(self)
        self.cap = self._choice(text("Stroke ends"), _CAPS)
        self.join = self._choice(text("Stroke corners"), _JOINS)
        self.dash = self._choice(text("Stroke style"), _STYLES)
        self.dash.activated.connect(
            lambda _: self.chosen.emit(
                text("Change stroke style"), _DASHES[self.dash.currentData()]
            )
        )
        self.cap.activated.connect(
            lambda _: self.chosen.emit(text("Change stroke ends"), self._ends())
        )
        self.join.activated.connect(
            lambda _: self.chosen.emit(
                text("Change stroke corners"), {"join": self.join.currentData()}
            )
        )

    def _choice(self, name: Text, choices: Mapping[str, Text]) -> Combo:
        combo = Combo()
        say(combo, "setAccessibleName", name)
        for value, words in choices.items():
            combo.offer(words, value)
        combo.setFixedWidth(theme.TOOL_FIELD + theme.SPACE_6)
        line = row(elided(name, "small"), combo)
        line.setStretch(0, 1)
        self._lines.addLayout(line)
        return combo

    def _ends(self) -> dict[str, Any]:
        """Dots without ends would be nothing: they get a length."""
        cap = self.cap.currentData()
        dots = cap == "butt" and self.dash.currentData() == "dotted"
        return {"cap": cap, "dash": (1.0, 1.0)} if dots else {"cap": cap}

    def show_objects(self, several: Sequence[VectorObject]) -> None:
        """Show what ``several`` have in common; nothing where they differ."""
        for combo, values in (
            (self.cap, {each.cap for each in several}),
            (self.join, {each.join for each in several}),
            (self.dash, {_style(each.dash) for each in several}),
        ):
            combo.setCurrentIndex(combo.findData(values.pop()) if len(values) == 1 else -1)


def _style(dash: tuple[float, ...]) -> str:
    """Which of the choices is most like ``dash``."""
    if not dash:
        return "solid"
    return "dashed" if max(dash[::2]) > 1 else "dotted"
