"""A small field on the canvas in which a label is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.panels.class_field import completer
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided, surface
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.label_request import LabelRequest


_LABEL = text("Label")
_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""The list of completions takes the focus too, and so do a menu and another window."""


class LabelPopup(QFrame):
    """Stands beside the shape until the request is answered: Enter or a click elsewhere takes the label, Esc does not.

    While another document is in front it waits.
    """

    def __init__(
        self,
        view: QWidget,
        request: LabelRequest,
        labels: Iterable[str],
        used: Callable[[str], object],
        hint: Text = _LABEL,
    ) -> None:
        """``labels`` are offered while somebody types; ``hint`` says what is to be typed."""
        super().__init__(view)
        self._request = request
        self._used = used
        surface(self, "popup")
        title = Elided("small")
        say(title, "setText", request.title)
        self.field = QLineEdit(request.label)
        self.field.setPlaceholderText(str(hint))
        say(self.field, "setAccessibleName", hint)
        self._known = QStringListModel(list(labels), self)
        self.field.setCompleter(completer(self._known, self.field))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.SPACE_2,) * 4)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(title)
        layout.addWidget(self.field)
        self.field.returnPressed.connect(self._accept)
        self.field.installEventFilter(self)
        view.installEventFilter(self)
        request.closed.connect(self._close)
        self._stand(view)
        self.show()
        self.field.selectAll()
        self.field.setFocus()

    def _stand(self, view: QWidget) -> None:
        self.resize(theme.POPUP, self.sizeHint().height())
        place = self._request.place
        below = int(place.bottom()) + theme.SPACE_2
        if below + self.height() > view.height():
            below = max(0, min(int(place.top()), view.height()) - self.height() - theme.SPACE_2)
        left = max(0, min(int(place.left()), view.width() - theme.POPUP))
        self.move(QPoint(left, max(0, min(below, view.height() - self.height()))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field:
            if isinstance(event, QResizeEvent) and isinstance(watched, QWidget):
                self._stand(watched)
            elif event.type() == QEvent.Type.Hide:
                if popup := self.field.completer().popup():
                    popup.hide()
            elif event.type() == QEvent.Type.Show:
                QTimer.singleShot(0, self._come_back)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._request.cancel()
                return True
            if event.key() == Qt.Key.Key_Tab:
                return True
        elif isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYS:
            if event.reason() == Qt.FocusReason.MouseFocusReason:
                self._accept()
            else:
                QTimer.singleShot(0, self._leave)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that the field leaves is not meant for the canvas below."""

    def _come_back(self) -> None:
        if self._request.open:
            self.field.setFocus()

    def _leave(self) -> None:
        # Only now it is known whether its document is still in front, or again.
        if self.isVisible() and not self.field.hasFocus():
            self._accept()

    def _accept(self) -> None:
        label = self.field.text().strip()
        if label and self._request.open:
            self._used(label)
        self._request.accept(label)

    def _close(self) -> None:
        self.field.removeEventFilter(self)
        view = self.parentWidget()
        if view is not None:
            view.removeEventFilter(self)
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.hide()
        self.deleteLater()
        if had_focus and view is not None:
            view.setFocus()
