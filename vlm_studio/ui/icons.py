"""One set of icons, tinted by the theme at the moment they are drawn."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from vlm_studio.paths import resource
from vlm_studio.ui import theme

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer


@cache
def icon(name: str, role: str = "text") -> QIcon:
    """The icon ``resources/icons/NAME.svg`` in the theme's colour ``role``; checked, in the accent.

    It follows the theme by itself. Raises ``FileNotFoundError`` when it is first drawn and there is no such file.
    """
    return QIcon(_Engine(name, role))


def paint(painter: QPainter, rect: QRect | QRectF, name: str, color: str | QColor) -> None:
    """Draw an icon into ``rect`` in any colour."""
    area = QRectF(rect)
    side = min(area.width(), area.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(area.center())
    _renderer(name, QColor(color).name()).render(painter, square)


def pixmap(name: str, role: str, size: int = theme.ICON, ratio: float = 1.0) -> QPixmap:
    """An icon as pixels, for labels."""
    return _pixmap(name, theme.color(role).name(), size, size, ratio)


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    from PySide6.QtSvg import QSvgRenderer

    svg = resource("icons", f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(svg.replace(b"currentColor", color.encode())))


@lru_cache(maxsize=512)
def _pixmap(name: str, color: str, width: int, height: int, ratio: float) -> QPixmap:
    if width <= 0 or height <= 0:
        return QPixmap()  # a button that is squeezed for a moment asks for that
    result = QPixmap(round(width * ratio), round(height * ratio))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    paint(painter, QRectF(0, 0, width, height), name, color)
    painter.end()
    return result


class _Engine(QIconEngine):
    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return theme.current().outline
        if state == QIcon.State.On:
            return theme.current().accent
        return str(getattr(theme.current(), self._role))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint(painter, rect, self._name, self._color(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _pixmap(self._name, self._color(mode, state), size.width(), size.height(), 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return _pixmap(self._name, self._color(mode, state), size.width(), size.height(), scale)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)


def centred(rect: QRect, size: int = theme.ICON) -> QRect:
    """A square of ``size`` in the middle of ``rect``."""
    square = QRect(QPoint(0, 0), QSize(size, size))
    square.moveCenter(rect.center())
    return square
