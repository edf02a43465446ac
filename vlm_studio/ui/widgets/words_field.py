"""A field for a few lines of text that grows with what is typed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.words import Text


class WordsField(QPlainTextEdit):
    """From ``least`` to ``most`` lines high; Tab leaves it."""

    def __init__(self, name: Text, hint: Text, least: int, most: int) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setProperty("role", "words")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        say(self, "setAccessibleName", name)
        say(self, "setPlaceholderText", hint)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # that is no line break, but "do it"
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def sizeHint(self) -> QSize:
        return QSize(theme.POPUP, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.POPUP // 2, self.height())

    def _grow(self) -> None:
        # The layout of plain text counts lines, not pixels.
        lines = round(self.document().size().height())
        shown = min(max(lines, self._least), self._most)
        frame = 2 * (theme.SPACE_1 + theme.FOCUS_RING)
        height = shown * self.fontMetrics().lineSpacing() + frame
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
