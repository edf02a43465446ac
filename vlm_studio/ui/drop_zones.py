"""Where something dragged may be dropped, with a name on each place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from vlm_studio.ui import icons, theme
from vlm_studio.ui.dragged import Zone
from vlm_studio.words import Text, text

_NAMES: dict[Zone, Text] = {
    "layer": text("New layer"),
    "layers": text("Add as layers"),
    "replace": text("Replace picture"),
    "mask": text("Mask"),
    "annotations": text("Add annotations"),
    "document": text("Open as new document"),
    "documents": text("Open all"),
    "folder": text("Open the folder as a list of pictures"),
    "link": text("Links are not opened"),
}
_ICONS: dict[Zone, str] = {
    "layer": "layers",
    "layers": "layers",
    "replace": "retry",
    "mask": "mask",
    "annotations": "annotation",
    "document": "open",
    "documents": "open",
    "folder": "group",
    "link": "warning",
}
_NARROW = 150
"""Where zones beside each other would be narrower, they stand below each other."""


class DropZones(QWidget):
    """Lies over the canvas while something is dragged over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._names: tuple[Zone, ...] = ()
        self._over: Zone | None = None
        self.hide()

    def offer(self, zones: tuple[Zone, ...]) -> None:
        """Show these zones."""
        self._names, self._over = zones, None
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def aim(self, place: QPoint) -> Zone | None:
        """Light up the zone at ``place`` and return its name."""
        self._over = next((n for n, area in self.areas().items() if area.contains(place)), None)
        self.update()
        return self._over

    def areas(self) -> dict[Zone, QRect]:
        """Where each zone is."""
        inside = self.rect().adjusted(24, 24, -24, -24)
        gap, n = theme.SPACE_4, max(1, len(self._names))
        columns = self._columns(inside.width(), n)
        rows = -(-n // columns)
        width = (inside.width() - gap * (columns - 1)) // columns
        height = (inside.height() - gap * (rows - 1)) // rows
        first = QRect(inside.left(), inside.top(), width, height)
        return {
            name: first.translated(i % columns * (width + gap), i // columns * (height + gap))
            for i, name in enumerate(self._names)
        }

    def _columns(self, width: int, n: int) -> int:
        """Up to three beside each other, four in a square; one below the other where there is little room."""
        columns = n if n <= 3 else 2
        return columns if width // columns >= _NARROW else 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = theme.color("canvas")
        veil.setAlphaF(0.78)
        painter.fillRect(self.rect(), veil)
        for name, area in self.areas().items():
            self._draw(painter, area, name, over=name == self._over)

    def _draw(self, painter: QPainter, area: QRect, name: Zone, *, over: bool) -> None:
        pen = QPen(theme.color("accent" if over else "outline"), 2)
        pen.setStyle(Qt.PenStyle.SolidLine if over else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color("selected" if over else "panel"))
        painter.drawRoundedRect(area, 2 * theme.RADIUS, 2 * theme.RADIUS)
        middle = area.center()
        icon = QRect(middle.x() - 14, middle.y() - 36, 28, 28)
        icons.paint(painter, icon, _ICONS[name], theme.color("accent" if over else "muted"))
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font(theme.TITLE_PX, strong=True))
        below = area.bottom() - middle.y()
        words = QRect(
            area.left() + theme.SPACE_2, middle.y() + 2, area.width() - 2 * theme.SPACE_2, below
        )
        align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(words, align | Qt.TextFlag.TextWordWrap, str(_NAMES[name]))
