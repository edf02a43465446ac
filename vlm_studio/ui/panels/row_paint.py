"""What the rows of lists have in common when they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from vlm_studio.ui import theme


def draw_ground(painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
    """The ground of a row that is selected, under the mouse, or has the focus."""
    selected = bool(state & QStyle.StateFlag.State_Selected)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    if selected or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected" if selected else "hover"))
        painter.drawRoundedRect(QRectF(area).adjusted(2, 1, -2, -1), 4, 4)
    if focused and selected:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent"), 1))
        painter.drawRoundedRect(QRectF(area).adjusted(2.5, 1.5, -2.5, -1.5), 4, 4)


@contextmanager
def on_ground(painter: QPainter, option: QStyleOptionViewItem) -> Iterator[QRect]:
    """The row with its ground; what is drawn within is smooth, and leaves the painter as it was."""
    area: QRect = option.rect
    state: QStyle.StateFlag = option.state
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    draw_ground(painter, area, state)
    yield area
    painter.restore()


def draw_two_lines(
    painter: QPainter,
    area: QRect,
    name: str,
    detail: str,
    *,
    role: str = "muted",
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """What it is called, shortened as ``mode`` says, and below it something smaller in the colour of ``role``."""
    half = area.height() // 2
    upper = QRect(area.left(), area.top(), area.width(), half)
    lower = QRect(area.left(), area.top() + half, area.width(), area.height() - half)
    _draw_line(painter, upper, name, "text", theme.TEXT_PX, mode)
    _draw_line(painter, lower, detail, role, theme.SMALL_PX, Qt.TextElideMode.ElideRight)


def _draw_line(
    painter: QPainter, area: QRect, words: str, role: str, size: float, mode: Qt.TextElideMode
) -> None:
    painter.setFont(theme.font(size))
    painter.setPen(theme.color(role))
    shown = painter.fontMetrics().elidedText(words, mode, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
