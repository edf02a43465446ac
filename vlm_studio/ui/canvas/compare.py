"""Before and after: the original in place of the view while a key is held, or on the left of a line that can be dragged."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication

from vlm_studio.document.document import Document
from vlm_studio.ui.canvas.backing import Backing
from vlm_studio.ui.canvas.original import Original
from vlm_studio.ui.canvas.page import Page
from vlm_studio.ui.canvas.stage import Colors
from vlm_studio.ui.paint.style import DARK, WHITE, chip_font, soft_pen
from vlm_studio.ui.paint.viewport import Viewport
from vlm_studio.words import Text, text

_REACH = 8.0
"""So near to the line, in pixels of the view, a press takes hold of it."""
_KNOB = 13.0
_EDGE = 24.0
"""The line stays this far inside the view."""


class Compare:
    """What of the view shows the original, and the line in between."""

    def __init__(self, page: Page, document: Document) -> None:
        self._backing = Backing(Original(page, document))
        self.held = False
        """Whether all of the view shows the original."""
        self.share: float | None = None
        """Where the line is, from 0 (left) to 1; ``None`` without one."""
        self.dragging = False

    def outdate(self) -> None:
        """The picture looks different now."""
        self._backing.invalidate()

    def near(self, place: QPointF, view: Viewport) -> bool:
        """Whether the line is under ``place``."""
        return self.share is not None and abs(place.x() - self._line(view)) <= _REACH

    def drag_to(self, place: QPointF, view: Viewport) -> None:
        """The line follows the mouse."""
        inside = min(max(place.x(), _EDGE), max(_EDGE, view.width - _EDGE))
        self.share = inside / view.width

    def _line(self, view: Viewport) -> float:
        return float(round((self.share or 0.0) * view.width))

    # Painting ----------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, view: Viewport, colors: Colors, font: QFont, *, moving: bool
    ) -> None:
        """Lay the original over the view."""
        if self.held:
            painter.drawPixmap(0, 0, self._backing.pixmap(view, moving=moving))
        elif self.share is not None:
            at = self._line(view)
            painter.save()
            painter.setClipRect(QRectF(0, 0, at, view.height))
            painter.drawPixmap(0, 0, self._backing.pixmap(view, moving=moving))
            painter.restore()
            _draw_line(painter, at, view.height, colors)
            chips = chip_font(font, 11.5)
            _draw_name(painter, text("Before"), QPointF(at - 12, 12), colors, chips, left=True)
            _draw_name(painter, text("After"), QPointF(at + 12, 12), colors, chips, left=False)


def _draw_line(painter: QPainter, at: float, height: float, colors: Colors) -> None:
    painter.fillRect(QRectF(at - 2, 0, 4, height), DARK)
    painter.fillRect(QRectF(at - 1, 0, 2, height), WHITE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    middle = QPointF(at, height / 2)
    painter.setPen(soft_pen(DARK, 1))
    painter.setBrush(colors.accent)
    painter.drawEllipse(middle, _KNOB, _KNOB)
    painter.setPen(soft_pen(colors.on_accent, 1.5))
    for side in (-1, 1):
        tip = middle + QPointF(side * 7.5, 0)
        back = QPointF(-side * 3.5, 3.5)
        painter.drawPolyline([tip + back, tip, tip + QPointF(back.x(), -back.y())])


def _draw_name(
    painter: QPainter, words: Text, corner: QPointF, colors: Colors, font: QFont, *, left: bool
) -> None:
    """A label whose top right (``left``) or top left corner is ``corner``."""
    said = str(words)
    width = QFontMetricsF(font).horizontalAdvance(said) + 16
    rect = QRectF(corner.x() - (width if left else 0), corner.y(), round(width), 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.panel)
    painter.drawRoundedRect(rect, 6, 6)
    painter.setPen(colors.text)
    painter.setFont(font)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), said)


class Hold(QObject):
    """Calls ``let_go`` once a key is let go, or the mouse or another window is used instead."""

    def __init__(self, parent: QObject, let_go: Callable[[], None]) -> None:
        super().__init__(parent)
        self._let_go = let_go
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        released = (
            event.type() == QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and not event.isAutoRepeat()
        )
        if released or event.type() in (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.ApplicationDeactivate,
            QEvent.Type.WindowDeactivate,
        ):
            app = QApplication.instance()
            if app is not None:
                app.removeEventFilter(self)
            self._let_go()
            self.deleteLater()
        return False
