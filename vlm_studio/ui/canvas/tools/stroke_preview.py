"""How a mask looks while it is painted on: drawn piece by piece in the view, so that a move costs what it touches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from vlm_studio.document.geometry import Point
from vlm_studio.document.masks import Mask
from vlm_studio.ui.paint.shapes import draw_mask_edge, shape_path
from vlm_studio.ui.paint.style import Category, soft_pen
from vlm_studio.ui.paint.viewport import Viewport

_RIM = 2.0
_FILL = 0.35
_ORIGIN = QPointF(0, 0)
_Mode = QPainter.CompositionMode
_OVER, _OUT, _IN = (
    _Mode.CompositionMode_SourceOver,
    _Mode.CompositionMode_DestinationOut,
    _Mode.CompositionMode_DestinationIn,
)


class StrokePreview:
    """Two sheets over the view: what is set, and the rim around it."""

    def __init__(self, base: Mask | None, look: Category, radius: float, *, erases: bool) -> None:
        self._base = base
        self._look = look
        self._radius = radius
        self._erases = erases
        self._line: list[Point] = []
        self._view: Viewport | None = None

    def to(self, point: Point) -> None:
        """The brush goes on to ``point``."""
        self._line.append(point)
        if self._view is not None:
            self._draw(self._view, self._line[-2:][0], point)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """``painter`` is in view coordinates."""
        if view != self._view:
            self._begin(view)
        painter.setOpacity(_FILL)
        painter.drawImage(_ORIGIN, self._inside)
        painter.setOpacity(1.0)
        painter.drawImage(_ORIGIN, self._rim)

    def _begin(self, view: Viewport) -> None:
        """Draw everything again: the view shows another part of the document."""
        self._view = view
        self._inside, self._rim, self._ring = view.sheet(), view.sheet(), view.sheet()
        if self._base is not None:
            path = shape_path(self._base, view)
            whole = QRectF(0, 0, view.width, view.height)
            with _drawing(self._rim, whole) as painter:
                draw_mask_edge(painter, self._base, view, [soft_pen(self._look.colour, 2 * _RIM)])
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setCompositionMode(_OUT)
                painter.fillPath(path, self._look.colour)
            with _drawing(self._inside, whole) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.fillPath(path, self._look.colour)
        for before, point in zip(self._line[:1] + self._line[:-1], self._line, strict=True):
            self._draw(view, before, point)

    def _draw(self, view: Viewport, start: Point, end: Point) -> None:
        a, b = view.to_view(start), view.to_view(end)
        radius = max(self._radius * view.scale, 0.5)
        room = radius + _RIM + 1
        area = QRectF(a, b).normalized().adjusted(-room, -room, room, room)
        (self._erase if self._erases else self._add)(a, b, radius, area)

    def _add(self, a: QPointF, b: QPointF, radius: float, area: QRectF) -> None:
        with _drawing(self._inside, area) as painter:
            self._line_on(painter, a, b, radius)
        with _drawing(self._rim, area) as painter:
            self._line_on(painter, a, b, radius + _RIM)
            painter.setCompositionMode(_OUT)
            painter.drawImage(_ORIGIN, self._inside)

    def _erase(self, a: QPointF, b: QPointF, radius: float, area: QRectF) -> None:
        # Where the brush's edge cuts the mask, the mask has its new rim.
        with _drawing(self._ring, area) as painter:
            painter.setCompositionMode(_Mode.CompositionMode_Source)
            painter.fillRect(area, Qt.GlobalColor.transparent)
            painter.setCompositionMode(_OVER)
            self._line_on(painter, a, b, radius)
            painter.setCompositionMode(_OUT)
            self._line_on(painter, a, b, max(radius - _RIM, 0.0))
            painter.setCompositionMode(_IN)
            painter.drawImage(_ORIGIN, self._inside)
        with _drawing(self._rim, area) as painter:
            painter.setCompositionMode(_OUT)
            self._line_on(painter, a, b, radius)
            painter.setCompositionMode(_OVER)
            painter.drawImage(_ORIGIN, self._ring)
        with _drawing(self._inside, area) as painter:
            painter.setCompositionMode(_OUT)
            self._line_on(painter, a, b, radius)

    def _line_on(self, painter: QPainter, a: QPointF, b: QPointF, radius: float) -> None:
        if radius <= 0:
            return
        painter.setPen(soft_pen(self._look.colour, 2 * radius))
        if a == b:
            painter.drawPoint(a)
        else:
            painter.drawLine(a, b)


@contextmanager
def _drawing(sheet: QImage, area: QRectF) -> Iterator[QPainter]:
    """A painter on ``area`` of a sheet."""
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setClipRect(area)
    yield painter
    painter.end()
