"""Lines between the pixels of a picture that is seen very large."""

from __future__ import annotations

import math

from PySide6.QtCore import QLine, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from vlm_studio.ui.paint.style import GRID
from vlm_studio.ui.paint.viewport import Viewport

_FROM, _FULL = 8.0, 12.0
"""Above the first scale there are lines; at the second one they are as strong as they get."""
_STRENGTH = 0.34


def draw_pixel_grid(painter: QPainter, view: Viewport, sheet: QRectF, area: QRectF) -> None:
    """Draw what of the lines lies in ``area``; ``sheet`` is where the document lies (both in view coordinates)."""
    if view.scale <= _FROM:
        return
    part = sheet & area
    if part.isEmpty():
        return
    pen = QPen(_colour(view.scale), 0)
    painter.save()
    painter.setPen(pen)
    left, right = round(part.left()), round(part.right())
    top, bottom = round(part.top()), round(part.bottom())
    xs = _between(part.left(), part.right(), view.dx, view.scale)
    ys = _between(part.top(), part.bottom(), view.dy, view.scale)
    painter.drawLines([QLine(x, top, x, bottom) for x in xs])
    painter.drawLines([QLine(left, y, right, y) for y in ys])
    painter.restore()


def _colour(scale: float) -> QColor:
    """A grey that reads on dark and on light pixels alike, stronger the larger they are."""
    share = min(1.0, (scale - _FROM) / (_FULL - _FROM))
    colour = QColor(GRID)
    colour.setAlphaF(_STRENGTH * share)
    return colour


def _between(low: float, high: float, start: float, step: float) -> list[int]:
    """Where lines ``step`` apart, one of them at ``start``, lie from ``low`` to ``high``."""
    first, last = math.ceil((low - start) / step), math.floor((high - start) / step)
    return [round(start + number * step) for number in range(first, last + 1)]
