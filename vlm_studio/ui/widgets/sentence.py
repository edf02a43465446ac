"""A sentence in one line or two."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QTextLayout
from PySide6.QtWidgets import QSizePolicy

from vlm_studio.ui.widgets.controls import Elided


class Sentence(Elided):
    """An :class:`Elided` that may take a second line before it ends in an ellipsis."""

    def __init__(self, role: str = "") -> None:
        super().__init__(role)
        self._most = 1
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def allow(self, lines: int) -> None:
        """At most so many lines from now on."""
        self._most = lines
        self.updateGeometry()
        self._explain()

    def lines(self, width: int) -> list[str]:
        """What is shown in ``width`` pixels, line by line."""
        layout = QTextLayout(self.text(), self.font())
        layout.beginLayout()
        shown: list[str] = []
        at = 0
        units = self.text().encode("utf-16-le")  # Qt counts in these
        while len(shown) < self._most - 1 and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            end = at + 2 * line.textLength()
            shown.append(units[at:end].decode("utf-16-le").rstrip())
            at = end
        layout.endLayout()
        rest = units[at:].decode("utf-16-le")
        if rest or not shown:
            shown.append(self.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, width))
        return shown

    def heightForWidth(self, width: int) -> int:
        return len(self.lines(width)) * self.fontMetrics().height()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.heightForWidth(max(self.width(), 24)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        flags = int(self.alignment())
        painter.drawText(self.rect(), flags, "\n".join(self.lines(self.width())))

    def _explain(self) -> None:
        whole = "".join(self.lines(self.width())).replace(" ", "")
        self.setToolTip("" if whole == self.text().replace(" ", "") else self.text())
