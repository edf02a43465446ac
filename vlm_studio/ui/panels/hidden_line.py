"""The line that says that hand-made shapes are hidden by a filter, and shows them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vlm_studio.document.history import Change
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui import theme
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided, button, row
from vlm_studio.words import plural_text, text


class HiddenLine(QWidget):
    """About the active layer; gone while none of its hand-made shapes is hidden by class or size."""

    def __init__(self, desk: Desk, commands: LayerCommands) -> None:
        super().__init__()
        self._desk = desk
        self.words = Elided("small")
        self.show_them = button(text("Show"), "quiet")
        self.show_them.clicked.connect(lambda: commands.show_hand_made())
        line = row(self.words, self.show_them)
        line.setStretch(0, 1)
        line.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_2, 0)
        self.setLayout(line)
        desk.switched.connect(self._look)
        desk.selected.connect(self._look)
        desk.changed.connect(self._changed)
        self._look()

    def _changed(self, change: Change) -> None:
        if change.layers or change.annotations:
            self._look()

    def _look(self) -> None:
        document, layer = self._desk.document, self._desk.layer
        hidden = 0
        if document is not None and isinstance(layer, AnnotationLayer):
            hidden = len(document.hidden_by_hand(layer))
        self.setVisible(hidden > 0)
        say(
            self.words,
            "setText",
            plural_text("{n} hand-made shape is hidden", "{n} hand-made shapes are hidden", hidden),
        )
