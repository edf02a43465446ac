"""What is to become of changes that are in no file."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from vlm_studio.ui.commands.files import Answer
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.widgets.controls import label
from vlm_studio.words import text


class UnsavedDialog(Dialog):
    """``answer`` is what was chosen; closing the question is ``cancel``."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, text("Unsaved changes"))
        self.answer: Answer = "cancel"
        self.body.addWidget(label(text("Save the changes to {name}?", name=name), "title-text"))
        self.body.addWidget(label(text("Otherwise they are lost."), "muted"))
        self.discard = self.add_button(text("Discard"))
        self.discard.clicked.connect(partial(self._choose, "discard"))
        self.add_button(text("Cancel")).clicked.connect(self.reject)
        self.save = self.add_button(text("Save"), "primary")
        self.save.clicked.connect(partial(self._choose, "save"))
        self.save.setFocus()

    def _choose(self, answer: Answer) -> None:
        self.answer = answer
        self.accept()
