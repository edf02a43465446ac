"""How a picture is to be traced."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from vlm_studio.tasks.tracing import Tracing
from vlm_studio.ui import theme
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import elided, label, row
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.words import Text, text


class TraceDialog(Dialog):
    """``trace`` hears what was chosen; ``before`` is what was chosen last."""

    def __init__(
        self, parent: QWidget, name: str, before: Tracing, trace: Callable[[Tracing], object]
    ) -> None:
        super().__init__(parent, text("Trace {name} to paths", name=name))
        self._trace = trace
        self.colours, self.plain = QPushButton(), QPushButton()
        self.detail = ResettableSlider(text("Detail"), Tracing().detail)
        self.smoothness = ResettableSlider(text("Smoothness"), Tracing().smoothness)
        self._build()
        (self.colours if before.colours else self.plain).setChecked(True)
        self.detail.show_value(before.detail)
        self.smoothness.show_value(before.smoothness)
        self.add_button(text("Cancel")).clicked.connect(self.reject)
        self.add_button(text("Trace"), "primary").clicked.connect(self._accept)

    def _build(self) -> None:
        group = QButtonGroup(self)
        for button, words in (
            (self.colours, text("Colours")),
            (self.plain, text("Black and white")),
        ):
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("role", "choice")
            say(button, "setText", words)
            group.addButton(button)
        self.body.addLayout(row(self.colours, self.plain))
        self.body.addSpacing(theme.SPACE_2)
        self._slider(text("Detail"), self.detail)
        self._slider(text("Smoothness"), self.smoothness)
        self.body.addWidget(
            label(text("The paths go onto a layer of their own above the picture."), "muted")
        )

    def _slider(self, name: Text, slider: ResettableSlider) -> None:
        head = row(elided(name, "small"), slider.reset)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addWidget(slider)

    def chosen(self) -> Tracing:
        """What is chosen now."""
        return Tracing(
            self.colours.isChecked(), round(self.detail.value, 2), round(self.smoothness.value, 2)
        )

    def _accept(self) -> None:
        self.accept()
        self._trace(self.chosen())
