"""The canvas without a document: where to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QIcon,
    QImageReader,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from vlm_studio.paths import resource
from vlm_studio.ui import icons, theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import button, label, surface
from vlm_studio.words import text

_THUMB = QSize(112, 76)


class EmptyPage(QWidget):
    """A dashed target with the two ways in, and samples."""

    opened = Signal(object)
    """Paths of samples to open."""

    def __init__(self) -> None:
        super().__init__()
        surface(self, "surround")
        self._icon = QLabel()
        words = label(text("Drop a picture or paste one"), "title-text")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setFont(theme.font(16, strong=True))
        self.open = button(text("Open…"), "primary")
        self.paste = button(text("Paste"))
        self._samples = QHBoxLayout()
        self._samples.setSpacing(theme.SPACE_3)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_2)
        buttons.addStretch(1)
        for part in (self.open, self.paste):
            part.setMinimumWidth(96)
            buttons.addWidget(part)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(3)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(theme.SPACE_2)
        layout.addWidget(words)
        layout.addSpacing(theme.SPACE_3)
        layout.addLayout(buttons)
        layout.addSpacing(theme.SPACE_6)
        holder = QHBoxLayout()
        holder.addStretch(1)
        holder.addLayout(self._samples)
        holder.addStretch(1)
        layout.addLayout(holder)
        layout.addStretch(3)
        theme.appearance.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        self._icon.setPixmap(icons.pixmap("picture", "text", 40, self.devicePixelRatioF()))

    def fill(self) -> None:
        """Show the samples; called once the window has been painted."""
        for path in sorted(resource("samples").glob("*.jpg"))[:3]:
            self._samples.addWidget(self._sample(path))

    def _sample(self, path: Path) -> QToolButton:
        thumbnail = QToolButton()
        thumbnail.setIcon(QIcon(_rounded(path, self.devicePixelRatioF())))
        thumbnail.setIconSize(_THUMB)
        say(thumbnail, "setToolTip", text("Open the sample {name}", name=path.stem))
        say(thumbnail, "setAccessibleName", text("Open the sample {name}", name=path.stem))
        thumbnail.clicked.connect(lambda: self.opened.emit([path]))
        return thumbnail

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("text"), 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 5])
        painter.setPen(pen)
        painter.setOpacity(0.55)
        area = QRectF(0, 0, min(560, self.width() - 48), min(400, self.height() - 48))
        area.moveCenter(QRectF(self.rect()).center())
        painter.drawRoundedRect(area, 2 * theme.RADIUS, 2 * theme.RADIUS)


def _rounded(path: Path, ratio: float) -> QPixmap:
    reader = QImageReader(str(path))
    size = QSize(round(_THUMB.width() * ratio), round(_THUMB.height() * ratio))
    whole = reader.size()
    reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    result = QPixmap(size)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QPainterPath()
    frame.addRoundedRect(QRectF(0, 0, size.width(), size.height()), 4 * ratio, 4 * ratio)
    painter.setClipPath(frame)
    painter.drawImage(
        (size.width() - image.width()) // 2, (size.height() - image.height()) // 2, image
    )
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result
