"""Pictures of a window with whatever lies over it, and sheets of many of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from vlm_studio.ui import theme

_COLUMNS = 3
_ON_A_SHEET = 12
_TILE = QSize(720, 450)
_CAPTION = 26


def shoot(window: QWidget) -> QPixmap:
    """The window with its menus, tooltips and dialogs, as a person sees them together."""
    result = window.grab()
    painter = QPainter(result)
    origin = window.mapToGlobal(QPoint(0, 0))
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and isinstance(other, QWidget):
            place = other.mapToGlobal(QPoint(0, 0)) - origin
            painter.drawPixmap(place, other.grab())
            if other.isModal():
                _frame(painter, QRect(place, other.size()), other.windowTitle())
    painter.end()
    return result


def _frame(painter: QPainter, area: QRect, title: str) -> None:
    """What a desktop would draw around a dialog."""
    bar = QRect(area.x(), area.y() - _CAPTION, area.width(), _CAPTION)
    painter.fillRect(bar, theme.color("raised"))
    painter.setPen(theme.color("line"))
    painter.drawRect(bar.united(area).adjusted(-1, -1, 0, 0))
    painter.setPen(theme.color("text"))
    painter.setFont(theme.font())
    painter.drawText(bar, int(Qt.AlignmentFlag.AlignCenter), title)


def sheets(pictures: Sequence[Path], folder: Path) -> None:
    """All ``pictures`` small, with their names, on as many sheets ``FOLDER-1.png`` as they need."""
    for number, first in enumerate(range(0, len(pictures), _ON_A_SHEET), 1):
        target = folder.parent / f"{folder.name}-{number}.png"
        _sheet(pictures[first : first + _ON_A_SHEET], target)


def _sheet(pictures: Sequence[Path], target: Path) -> None:
    rows = -(-len(pictures) // _COLUMNS)
    cell = QSize(_TILE.width() + 8, _TILE.height() + _CAPTION)
    result = QImage(cell.width() * _COLUMNS, cell.height() * rows, QImage.Format.Format_RGB32)
    result.fill(Qt.GlobalColor.gray)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for i, path in enumerate(pictures):
        place = QPoint(i % _COLUMNS * cell.width(), i // _COLUMNS * cell.height())
        image = QImage(str(path))
        image.setDevicePixelRatio(1)
        image = image.scaled(
            _TILE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawText(place + QPoint(6, 18), path.stem)
        painter.drawImage(place + QPoint(0, _CAPTION), image)
    painter.end()
    result.save(str(target))
