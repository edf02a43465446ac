"""What lies behind a row of a list."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle

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
