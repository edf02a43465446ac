"""A few words beside the pointer or in a corner of the view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.paint.style import DARK, chip_font, soft_pen


def draw_sign(painter: QPainter, sign: str, place: QPointF, stage: Stage) -> None:
    """One character in a small disc beside the pointer at ``place``."""
    centre = QPointF(round(place.x()) + 15, round(place.y()) + 15)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(soft_pen(DARK, 1))
    painter.setBrush(stage.colors.accent)
    painter.drawEllipse(centre, 8, 8)
    painter.setPen(stage.colors.on_accent)
    painter.setFont(chip_font(stage.font, 12))
    area = QRectF(centre.x() - 8, centre.y() - 8.5, 16, 16)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), sign)
    painter.restore()


def draw_badge(painter: QPainter, words: str, corner: QPointF, stage: Stage) -> None:
    """``words`` on a small panel whose top left lies just right of and below ``corner``, kept inside the view."""
    font = chip_font(stage.font, 11.5)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(words) + 16, metrics.height() + 8
    view = stage.camera.viewport
    left = min(max(corner.x() + 10, 4), view.width - width - 4)
    top = min(max(corner.y() + 10, 4), view.height - height - 4)
    rect = QRectF(round(left), round(top), round(width), round(height))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    panel = QColor(stage.colors.panel)
    panel.setAlpha(235)
    painter.setPen(stage.colors.line)
    painter.setBrush(panel)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setFont(font)
    painter.setPen(stage.colors.text)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()
