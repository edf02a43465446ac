"""A line that takes the next key that is pressed, whatever it is bound to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from vlm_studio.ui.keys.strokes import pressed
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import restyle
from vlm_studio.words import Text


class KeyRecorder(QLabel):
    """Says something; while it listens it has the focus and takes every key but Esc, which ends it without one."""

    recorded = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listening = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def tell(self, words: Text | None, role: str = "muted") -> None:
        """Say ``words``, or nothing."""
        restyle(self, role)
        say(self, "setText", words if words is not None else str)
        say(self, "setAccessibleName", words if words is not None else str)

    def listen(self, words: Text) -> None:
        """Say ``words`` and wait for a key."""
        self.tell(words, "title-text")
        self.listening = True
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        if self.listening and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                self._take(event)
            event.accept()
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end()
            self.given_up.emit()
        elif key := pressed(event):
            self._end()
            self.recorded.emit(key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.listening:
            self._end()
            self.tell(None)

    def _end(self) -> None:
        self.listening = False
