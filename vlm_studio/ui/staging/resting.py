"""Whether somebody who asked for designs waits for them, or types on where they asked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

_AT_WORK = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress, QEvent.Type.Drop}
)


class Resting(QObject):
    """Looks at where somebody was when they asked for designs, until something is done there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None

    def begin(self, field: QWidget | None) -> None:
        """Designs are asked for now, by somebody who is at ``field``."""
        self._leave()
        if field is not None:
            self._field = field
            for widget in _parts(field):
                widget.installEventFilter(self)
            field.destroyed.connect(self._forget)

    def waits(self, field: QWidget) -> bool:
        """Whether designs were asked for from ``field`` and nothing was done in it since."""
        return field is self._field

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _AT_WORK:
            self._leave()
        return False

    def _leave(self) -> None:
        if self._field is not None:
            self._field.destroyed.disconnect(self._forget)
            for widget in _parts(self._field):
                widget.removeEventFilter(self)
            self._field = None

    def _forget(self) -> None:
        self._field = None


def _parts(field: QWidget) -> list[QWidget]:
    """Those that hear of keys and of the mouse."""
    return [field, field.viewport()] if isinstance(field, QAbstractScrollArea) else [field]
