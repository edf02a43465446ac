"""Tells when the keyboard goes to a panel or leaves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication


class FocusWatch(QObject):
    """``changed`` is emitted when what ``there`` says becomes another thing with the focus."""

    changed = Signal()

    def __init__(self, there: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._parent = parent
        self._there, self._was, self._on = there, there(), True
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._look)

    def _look(self) -> None:
        # A window that is going tells of the focus once more.
        on = self._on and shiboken6.isValid(self._parent)
        now = self._there() if on else self._was
        if now != self._was:
            self._was = now
            self.changed.emit()

    def stop(self) -> None:
        """Look no more: what ``there`` asks is going."""
        self._on = False
