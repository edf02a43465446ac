"""The field over the canvas in which a line of text is typed, as large and in the face that it will have."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit

from vlm_studio.document import affine
from vlm_studio.document.artboard import INK
from vlm_studio.document.geometry import Point
from vlm_studio.ui import theme
from vlm_studio.ui.canvas.writing import TypingRequest
from vlm_studio.ui.paint.vector_paths import lettering_font
from vlm_studio.ui.paint.vectors import colour_of
from vlm_studio.ui.saying import say
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.view import CanvasView

_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""A menu, an input method's window and another program take the focus too."""
_SMALLEST, _LARGEST = 4, 2000
"""Of the letters, in pixels of the view."""
_SIDE = 3
"""Pixels of the view beside the letters, for the caret and for slanting ones."""


class TextEditor(QLineEdit):
    """Enter takes the words, and so does whoever takes the request; Esc does not. A turned line is typed upright."""

    def __init__(self, view: CanvasView, request: TypingRequest) -> None:
        super().__init__(request.lettering.text, view)
        self._view = view
        self._request = request
        self._unsettled = ""
        """What an input method has not settled yet."""
        self.setFrame(False)
        self.setTextMargins(0, 0, 0, 0)
        say(self, "setAccessibleName", text("Text"))
        view.camera.moved.connect(self._stand)
        self.textChanged.connect(lambda _words: self._stand())
        self.returnPressed.connect(lambda: request.accept(self.text()))
        request.closed.connect(self._close)
        request.taken.connect(lambda: request.accept(self.text()))
        # The view is clicked, panned and zoomed meanwhile; what is typed goes here.
        view.setFocusProxy(self)
        self._stand()
        self.show()
        self.selectAll()
        self.setFocus()

    def _stand(self) -> None:
        lettering, view = self._request.lettering, self._view.camera.viewport
        size = lettering.size * affine.size(lettering.place) * view.scale
        font = lettering_font(lettering)
        font.setPixelSize(round(min(max(size, _SMALLEST), _LARGEST)))
        self._wear(font)
        metrics = QFontMetricsF(font)
        words = self.text() + self._unsettled
        width = metrics.horizontalAdvance(words)
        left = {"start": 0.0, "middle": width / 2, "end": width}[lettering.anchor]
        base = view.to_view(affine.apply(lettering.place, Point(0.0, 0.0)))
        wide = max(width, metrics.averageCharWidth()) + 2 * _SIDE + 2
        self.resize(math.ceil(wide), math.ceil(metrics.height()) + 2)
        self.move(round(base.x() - left) - _SIDE, round(base.y() - metrics.ascent()) - 1)
        self.setTextMargins(_SIDE - 2, 0, 0, 0)

    def _wear(self, font: QFont) -> None:
        """Only a style sheet goes before that of the program."""
        written = self._request.written
        colour = colour_of(written.fill or written.stroke or INK).name()
        families = ", ".join('"' + re.sub(r'["\\]', "", name) + '"' for name in font.families())
        style = (
            "QLineEdit { background: transparent; border: none; padding: 0; min-height: 0; max-height: 16777215px;"
            f" color: {colour}; font-family: {families}; font-size: {font.pixelSize()}px;"
            f" font-weight: {'bold' if font.bold() else 'normal'};"
            f" font-style: {'italic' if font.italic() else 'normal'}; }}"
        )
        if style != self.styleSheet():
            self.setStyleSheet(style)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._unsettled = event.preeditString()
        super().inputMethodEvent(event)
        self._stand()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(theme.color("accent"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._request.cancel()
        elif event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            super().keyPressEvent(event)
            event.accept()  # a key that the field leaves is not meant for the canvas below

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            # Only afterwards it is known whether its document is still in front.
            QTimer.singleShot(0, self._leave)

    def _leave(self) -> None:
        if self._request.open and self.isVisible() and not self.hasFocus():
            self._request.accept(self.text())

    def _close(self) -> None:
        self._view.camera.moved.disconnect(self._stand)
        had_focus = self.hasFocus()
        self._view.setFocusProxy(None)  # type: ignore[arg-type]  # as Qt has it for none
        self.hide()
        self.deleteLater()
        if had_focus:
            self._view.setFocus()
