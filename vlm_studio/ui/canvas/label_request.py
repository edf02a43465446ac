"""Asking for a label at a place of the canvas."""

from __future__ import annotations

from collections.abc import Callable

from psygnal import Signal
from PySide6.QtCore import QRectF

from vlm_studio.words import Text


class LabelRequest:
    """Somebody is to type a label. It is answered once, by :meth:`accept` or :meth:`cancel`; the rest is ignored.

    ``place`` is the shape's rectangle in the view, ``label`` what to offer. Whoever shows an editor closes it on
    :attr:`closed`.
    """

    closed = Signal()

    def __init__(
        self,
        place: QRectF,
        label: str,
        title: Text,
        accepted: Callable[[str], None],
        cancelled: Callable[[], None] = lambda: None,
    ) -> None:
        self.place = place
        self.label = label
        self.title = title
        self._accepted = accepted
        self._cancelled = cancelled
        self.open = True

    def accept(self, label: str) -> None:
        """Take ``label``, which may be empty."""
        if self._close():
            self._accepted(label.strip())

    def cancel(self) -> None:
        """Nobody wants to name it: a new shape is dropped, an old one keeps its label."""
        if self._close():
            self._cancelled()

    def _close(self) -> bool:
        was_open, self.open = self.open, False
        if was_open:
            self.closed.emit()
        return was_open
