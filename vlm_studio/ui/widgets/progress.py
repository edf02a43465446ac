"""A thin progress line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vlm_studio.ui import theme


class ThinBar(QWidget):
    """``fraction`` 0..1, or ``None`` for "nobody knows": then a piece wanders."""

    def __init__(self) -> None:
        super().__init__()
        self._fraction: float | None = 0.0
        self._phase = 0.0
        self._timer = QTimer(self, interval=60)
        self._timer.timeout.connect(self._step)
        self.setFixedHeight(theme.BAR)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_fraction(self, fraction: float | None) -> None:
        """Show how far it is."""
        self._fraction = fraction
        self._run()
        self.update()

    def _run(self) -> None:
        if self._fraction is None and self.isVisible() and theme.moves():
            self._timer.start()
        else:
            self._timer.stop()

    def _step(self) -> None:
        self._phase = (self._phase + 0.03) % 1.0
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        self._run()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(self.rect())
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(groove, 2, 2)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(self._filled(groove), 2, 2)

    def _filled(self, groove: QRectF) -> QRectF:
        if self._fraction is not None:
            part = max(0.0, min(1.0, self._fraction))
            return QRectF(groove.x(), groove.y(), groove.width() * part, groove.height())
        if not self._timer.isActive():
            return groove.adjusted(groove.width() * 0.35, 0, -groove.width() * 0.35, 0)
        length = groove.width() * 0.3
        start = (groove.width() + length) * self._phase - length
        piece = QRectF(start, groove.y(), length, groove.height())
        return piece.intersected(groove)
