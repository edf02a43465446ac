"""A list of the classes in a picture, with their colours and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from vlm_studio.document.geometry import Box
from vlm_studio.ui.paint.style import LEGEND, LEGEND_INK, Style, category, line_pen

_MOST = 20


def legend_rect(counts: Counter[str], obstacles: Sequence[Box], style: Style) -> QRectF:
    """Where the legend goes: the corner of the picture where it hides least."""
    metrics = QFontMetricsF(style.font)
    row = _row(style)
    names = [_words(label, n) for label, n in counts.most_common(_MOST)]
    width = max(metrics.horizontalAdvance(name) for name in names) + 4 * row
    height = row * len(names) + row * 0.6
    page, margin = style.bounds, row * 0.5
    lefts = page.x + margin, page.right - margin - width
    tops = page.bottom - margin - height, page.y + margin
    places = [Box(left, top, width, height) for top in tops for left in lefts]
    best = min(places, key=lambda place: _hidden(place, obstacles))
    return QRectF(best.x, best.y, best.width, best.height)


def draw_legend(
    painter: QPainter, counts: Counter[str], obstacles: Sequence[Box], style: Style
) -> None:
    """Draw one row for each label, the most frequent first. ``painter`` is in document pixels."""
    rect = legend_rect(counts, obstacles, style)
    row = _row(style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(LEGEND)
    painter.drawRoundedRect(rect, row * 0.25, row * 0.25)
    painter.setFont(style.font)
    for index, (label, n) in enumerate(counts.most_common(_MOST)):
        top = rect.top() + row * (0.3 + index)
        middle = QPointF(rect.left() + row * 0.6, top + row / 2)
        look = category(label)
        painter.setPen(line_pen(look.colour, style.line, look.pattern))
        painter.drawLine(middle, middle + QPointF(row * 2, 0))
        painter.setPen(LEGEND_INK)
        place = QRectF(rect.left() + row * 3.1, top, rect.width(), row)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), _words(label, n))


def _words(label: str, n: int) -> str:
    return f"{label}  {n}" if n > 1 else label


def _row(style: Style) -> float:
    return style.font.pixelSize() * 1.6


def _hidden(place: Box, obstacles: Sequence[Box]) -> float:
    common = (place.intersection(box) for box in obstacles)
    return sum(box.area for box in common if box)
