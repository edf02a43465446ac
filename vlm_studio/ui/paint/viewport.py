"""Which part of a document is looked at, and how large."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QTransform

from vlm_studio.document.geometry import Box, Point


@dataclass(frozen=True, slots=True)
class Viewport:
    """Document point ``(x, y)`` stands at ``(x * scale + dx, y * scale + dy)`` of a ``width`` x ``height`` view.

    View coordinates are device-independent pixels; ``ratio`` device pixels make one of them.
    """

    scale: float
    dx: float
    dy: float
    width: float
    height: float
    ratio: float = 1.0

    def to_view(self, point: Point) -> QPointF:
        return QPointF(point.x * self.scale + self.dx, point.y * self.scale + self.dy)

    def to_document(self, place: QPointF) -> Point:
        return Point((place.x() - self.dx) / self.scale, (place.y() - self.dy) / self.scale)

    def rect(self, box: Box) -> QRectF:
        """``box`` in the view."""
        return QRectF(
            box.x * self.scale + self.dx,
            box.y * self.scale + self.dy,
            box.width * self.scale,
            box.height * self.scale,
        )

    def box(self, rect: QRectF) -> Box:
        """A rectangle of the view in document pixels."""
        corner = self.to_document(rect.topLeft())
        return Box(corner.x, corner.y, rect.width() / self.scale, rect.height() / self.scale)

    @property
    def visible(self) -> Box:
        """What can be seen, in document pixels."""
        return self.box(QRectF(0, 0, self.width, self.height))

    @property
    def transform(self) -> QTransform:
        """From document pixels to the view."""
        return QTransform(self.scale, 0, 0, self.scale, self.dx, self.dy)

    def sheet(self) -> QImage:
        """A transparent image of the view's size, to be drawn on and laid over it."""
        size = QSize(round(self.width * self.ratio), round(self.height * self.ratio))
        sheet = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        sheet.setDevicePixelRatio(self.ratio)
        sheet.fill(Qt.GlobalColor.transparent)
        return sheet

    @property
    def level(self) -> int:
        """How often a picture can be halved before it gets coarser than the screen."""
        halvings, scale = 0, self.scale * self.ratio
        while scale <= 0.5:
            halvings, scale = halvings + 1, scale * 2
        return halvings
