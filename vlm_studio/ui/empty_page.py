"""The canvas without a document: where to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from vlm_studio.paths import resource
from vlm_studio.ui import theme
from vlm_studio.ui.pictures import rounded
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import IconLabel, button, row, surface, wrapping
from vlm_studio.ui.widgets.progress import ThinBar
from vlm_studio.words import Text, text

SAMPLES = (
    ("still-life", text("Still life")),
    ("figure", text("Figure")),
    ("vase", text("Vase")),
)
_Centre = Qt.AlignmentFlag.AlignHCenter


class EmptyPage(QWidget):
    """A dashed target with the three ways in, and samples."""

    opened = Signal(object)
    """Paths of samples to open."""

    def __init__(self) -> None:
        super().__init__()
        surface(self, "surround")
        self._icon = IconLabel("picture", "text", theme.LARGE_ICON)
        self.words = _line("title-text")
        self.words.setFont(theme.font(theme.TITLE_PX, strong=True))
        self.open = button(text("Open…"), "primary")
        self.paste = button(text("Paste"))
        self.describe = button(text("Describe"))
        for part in (self.open, self.paste, self.describe):
            part.setMinimumWidth(theme.BUTTON)
        self.bar = ThinBar()
        self.bar.setFixedWidth(2 * theme.BUTTON)
        self._begin = QWidget()
        self.samples = QWidget()
        self._build()
        self.wait_for(None)

    def _build(self) -> None:
        begin = QVBoxLayout(self._begin)
        begin.setContentsMargins(0, 0, 0, 0)
        begin.addLayout(row(None, self.open, self.paste, self.describe, None))
        begin.addWidget(self.samples)
        self.samples.hide()
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.addStretch(1)
        layout.addWidget(self._icon, 0, _Centre)
        layout.addSpacing(theme.SPACE_2)
        layout.addWidget(self.words)
        layout.addSpacing(theme.SPACE_4)
        layout.addWidget(self.bar, 0, _Centre)
        layout.addWidget(self._begin)
        layout.addStretch(1)

    def wait_for(self, words: Text | None) -> None:
        """Say that something is on its way, or with ``None`` how to begin."""
        say(self.words, "setText", words or text("Drop a picture, paste one, or start from words"))
        self.bar.show_fraction(None)
        self.bar.setVisible(words is not None)
        self._begin.setVisible(words is None)

    def fill(self) -> None:
        """Show the samples; called once the window has been painted."""
        files = [(resource("samples", f"{id}.jpg"), words) for id, words in SAMPLES]
        made = [self._sample(path, words) for path, words in files if path.is_file()]
        column = QVBoxLayout(self.samples)
        column.setContentsMargins(0, theme.SPACE_6, 0, 0)
        column.setSpacing(theme.SPACE_2)
        hint = _line("small-text")
        say(hint, "setText", text("Or begin with a sample"))
        column.addWidget(hint)
        column.addLayout(row(None, *made, None))
        self.samples.setVisible(bool(made))

    def _sample(self, path: Path, words: Text) -> QToolButton:
        size = QSize(*theme.SAMPLE)
        sample = QToolButton()
        sample.setProperty("role", "sample")
        sample.setIcon(QIcon(rounded(path, size, theme.RADIUS, self.devicePixelRatioF())))
        sample.setIconSize(size)
        sample.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for setter in ("setToolTip", "setAccessibleName"):
            say(sample, setter, text("Open the sample {name}", name=words))
        sample.clicked.connect(lambda: self.opened.emit([path]))
        return sample

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("text"), 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 5])
        painter.setPen(pen)
        painter.setOpacity(0.55)
        width, height = theme.EMPTY_TARGET
        room = 2 * theme.SPACE_6
        area = QRectF(0, 0, min(width, self.width() - room), min(height, self.height() - room))
        area.moveCenter(QRectF(self.rect()).center())
        painter.drawRoundedRect(area, 2 * theme.RADIUS, 2 * theme.RADIUS)


def _line(role: str) -> QLabel:
    made = wrapping(role)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
