"""A word in a frame."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel


class Chip(QLabel):
    """Shortens its word when there is no room; the whole of it is its accessible name."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_word(self, word: str) -> None:
        """Show ``word``."""
        self.setAccessibleName(word)
        self._fit()

    def sizeHint(self) -> QSize:
        whole = self.fontMetrics().horizontalAdvance(self.accessibleName())
        # Qt rounds the width of each word for itself.
        return QSize(whole + self._frame() + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._frame(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._fit()

    def _frame(self) -> int:
        """Pixels on both sides of the word."""
        word = self.fontMetrics().horizontalAdvance(self.text())
        return max(0, super().sizeHint().width() - word)

    def _fit(self) -> None:
        # Until it is seen its style changes a dozen times, and its size is not that of its place.
        if not self.isVisible():
            return
        room = self.width() - self._frame()
        word = self.accessibleName()
        shown = self.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
