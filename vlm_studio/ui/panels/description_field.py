"""The description of a design, why nothing can be made of it, and earlier ones to take again."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vlm_studio.studio import Studio
from vlm_studio.tasks.design import Design
from vlm_studio.ui import theme
from vlm_studio.ui.panels.task_parts import section
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import column, icon_button, wrapping
from vlm_studio.ui.widgets.words_field import WordsField
from vlm_studio.words import Text, text

_SMALL = 96
"""Pixels of a side of the pictures in the history."""


class DescriptionField(QWidget):
    """Also keeps the small pictures of what came of descriptions."""

    taken = Signal(object)
    """An earlier :class:`DesignWish` is wanted again."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._designing = studio.designing
        self._studio = studio
        hint = text('A mug left of a lamp, poster "Jazz Night"…')
        self.words = WordsField(text("Description"), hint, 2, 8)
        self.problem = wrapping("bad")
        self.history = icon_button("history", text("Earlier descriptions"))
        self.history.setFixedSize(theme.SMALL_BUTTON, theme.SMALL_BUTTON)
        self.problem.hide()
        layout = column(self, spacing=2)
        section(layout, text("Description"), self.words, beside=[self.history])
        layout.addWidget(self.problem)
        self.words.textChanged.connect(lambda: self.refuse(None))
        self.history.clicked.connect(self.show_history)
        self._designing.pictured.connect(self._keep_picture)

    @property
    def said(self) -> str:
        """What is typed."""
        return self.words.toPlainText()

    def refuse(self, why: Text | None) -> None:
        """Say why nothing is asked for; ``None`` says nothing any more."""
        self.problem.setVisible(why is not None)
        if why is not None:
            say(self.problem, "setText", why)
            self.words.setFocus()

    def show_history(self) -> None:
        """Open the list of earlier descriptions beside the field."""
        from vlm_studio.ui.panels.history_popup import HistoryPopup

        popup = HistoryPopup(self.window(), self._studio)
        popup.taken.connect(self.taken)
        popup.stand_by(self.history.mapToGlobal(self.history.rect().topRight()))

    def _keep_picture(self, entry: str, design: Design) -> None:
        from vlm_studio.ui.paint.design import design_image

        path = self._designing.history.thumbnail(entry)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            design_image(design, _SMALL).save(str(path))
        self._designing.history.pictured()
