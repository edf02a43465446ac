"""Where a dragged file may be dropped, with a name on each place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from vlm_studio.ui import theme
from vlm_studio.words import Text, text

ZONES: dict[str, Text] = {
    "layer": text("New layer"),
    "document": text("Open as new document"),
    "folder": text("Open the folder as a list of pictures"),
}


def files(data: QMimeData) -> list[Path]:
    """The local files in what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropZones(QWidget):
    """Lies over the canvas while something is dragged over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._names: tuple[str, ...] = ()
        self._over: str | None = None
        self.hide()

    def offer(self, *names: str) -> None:
        """Show the zones of these names, from left to right."""
        self._names = names
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def aim(self, place: QPoint) -> str | None:
        """Light up the zone at ``place`` and return its name."""
        self._over = next((n for n, area in self._areas().items() if area.contains(place)), None)
        self.update()
        return self._over

    def _areas(self) -> dict[str, QRect]:
        inside = self.rect().adjusted(24, 24, -24, -24)
        gap, n = theme.SPACE_4, max(1, len(self._names))
        width = (inside.width() - gap * (n - 1)) // n
        return {
            name: QRect(inside.left() + i * (width + gap), inside.top(), width, inside.height())
            for i, name in enumerate(self._names)
        }

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = theme.color("canvas")
        veil.setAlphaF(0.78)
        painter.fillRect(self.rect(), veil)
        painter.setFont(theme.font(16, strong=True))
        for name, area in self._areas().items():
            over = name == self._over
            pen = QPen(theme.color("accent" if over else "outline"), 2)
            pen.setStyle(Qt.PenStyle.SolidLine if over else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(theme.color("selected" if over else "panel"))
            painter.drawRoundedRect(area, 2 * theme.RADIUS, 2 * theme.RADIUS)
            painter.setPen(theme.color("text"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area.adjusted(12, 12, -12, -12), int(flags), str(ZONES[name]))
