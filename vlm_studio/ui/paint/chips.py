"""Label chips: what it is called and how sure that is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.skeletons import Pose
from vlm_studio.ui.paint.style import DARK, WHITE, Style, category
from vlm_studio.ui.paint.viewport import Viewport
from vlm_studio.words.numbers import percentage

_LONGEST = 32
"""Characters of a label in a chip; more of it would cover the picture."""
_SMALLEST = 12.0
"""Shapes with no side this long, in pixels of the view, have no chip."""


def chip_text(annotation: Annotation) -> str:
    """What the chip says: the label and, for a prediction, its score."""
    label = annotation.label
    if len(label) > _LONGEST:
        label = label[: _LONGEST - 1].rstrip() + "…"
    if annotation.score is None:
        return label
    percent = percentage(annotation.score)
    return f"{label}  {percent}" if label else percent


def chip_rect(annotation: Annotation, view: Viewport, style: Style) -> QRectF | None:
    """Where the chip goes: above the shape, inside when there is no room; ``None`` when it has none."""
    text = chip_text(annotation)
    if not style.labels or not text:
        return None
    shape = view.rect(annotation.bounds())
    if max(shape.width(), shape.height()) < _SMALLEST:
        return None
    if isinstance(annotation.shape, Pose):
        margin = style.line * 4  # joints reach beyond the bounds, and a face should not be covered
        shape.adjust(-margin, -margin, margin, margin)
    height = chip_height(style)
    dot = height * 0.45 if annotation.edited else 0.0
    width = QFontMetricsF(style.font).horizontalAdvance(text) + 2 * _padding(height) + dot
    page = view.rect(style.bounds)
    edge = style.line / 2
    top = shape.top() - edge - height
    if top < page.top():
        top = max(shape.top() + edge, page.top())
    left = max(page.left(), min(shape.left() - edge, page.right() - width))
    return QRectF(round(left), round(top), round(width), round(height))


def draw_chip(
    painter: QPainter,
    annotation: Annotation,
    rect: QRectF | None,
    view: Viewport,
    style: Style,
) -> None:
    """Draw the chip of ``annotation`` in ``rect``, if there is room for one, and the dot of a hand-edited one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if rect is None:
        if annotation.edited:
            _draw_lone_dot(painter, view.rect(annotation.bounds()).topLeft(), style)
        return
    look = category(annotation.label)
    radius = min(3.0, rect.height() / 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour)
    painter.drawRoundedRect(rect, radius, radius)
    padding = _padding(rect.height())
    text_rect = rect.adjusted(padding, 0, 0, 0)
    if annotation.edited:
        size = rect.height() * 0.14
        painter.setBrush(look.ink)
        painter.drawEllipse(QPointF(text_rect.left() + size, rect.center().y()), size, size)
        text_rect.adjust(rect.height() * 0.45, 0, 0, 0)
    painter.setFont(style.font)
    painter.setPen(look.ink)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(text_rect, int(flags), chip_text(annotation))


def chip_height(style: Style) -> float:
    return float(round(style.font.pixelSize() * 1.5))


def _padding(height: float) -> float:
    return height * 0.3


def _draw_lone_dot(painter: QPainter, place: QPointF, style: Style) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(DARK)
    painter.drawEllipse(place, style.line * 1.75, style.line * 1.75)
    painter.setBrush(WHITE)
    painter.drawEllipse(place, style.line, style.line)
