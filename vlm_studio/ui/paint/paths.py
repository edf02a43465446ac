"""Shapes as Qt's paths and polygons, kept for as long as they are drawn often."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from vlm_studio.document.geometry import Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.ui.paint.viewport import Viewport

V = TypeVar("V")


_PIECE = 48
"""Corners in a piece of an outline."""
_UNSEEN = 0.3
"""So far, in pixels of the mip level, an outline may be from the true one."""
_APART = 3.0
"""Corners of a coarse outline are about so many device pixels apart."""


class Recent(Generic[V]):
    """The ``limit`` values asked for last."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[Hashable, V] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._values[key] = make()
        if len(self._values) > self._limit:
            self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed path, and the same in open pieces with their bounds: long lines take Qt much longer than many short ones."""

    path: QPainterPath
    pieces: Sequence[tuple[QRectF, QPolygonF]]


_masks: Recent[Outline] = Recent(2_000)
_polygons: Recent[tuple[Polygon, QPolygonF]] = Recent(20_000)
_coarse: Recent[tuple[Polygon, QPolygonF, float]] = Recent(150_000)


def mask_outline(mask: Mask, halvings: int, *, exact: bool) -> Outline:
    """The outline of ``mask`` with its crop's corner at (0, 0), in document pixels.

    ``halvings`` says how coarse it may be; moving a mask does not change its path.
    """
    key = (mask.counts, mask.width, mask.height, halvings, exact)
    return _masks.get(key, lambda: _outline(mask, halvings, exact))


def polygon_points(polygon: Polygon) -> QPolygonF:
    """The corners of ``polygon`` in document pixels."""
    # Keyed by identity: hashing thousands of points would cost more than it saves. Holding the
    # polygon keeps its identity from being given to another one.
    return _polygons.get(id(polygon), lambda: (polygon, _points(polygon.points)))[1]


def coarse_points(polygon: Polygon, view: Viewport) -> QPolygonF:
    """As :func:`polygon_points`, without the corners that nobody can tell apart in ``view``."""
    _, points, length = _coarse.get(id(polygon), lambda: _with_length(polygon))
    seen = length * view.scale * view.ratio
    step = int(len(polygon.points) * _APART / max(seen, 3 * _APART))
    if step < 2:
        return points
    # Rounded down to a power of two: few steps of zoom make new ones.
    step = 1 << step.bit_length() - 1
    key = id(polygon), step
    return _coarse.get(key, lambda: (polygon, _points(polygon.points[::step]), length))[1]


def _with_length(polygon: Polygon) -> tuple[Polygon, QPolygonF, float]:
    points = _points(polygon.points)
    around = points.boundingRect()
    return polygon, points, 2 * (around.width() + around.height())


def _points(points: Iterable[Point]) -> QPolygonF:
    return QPolygonF([QPointF(point.x, point.y) for point in points])


def _outline(mask: Mask, halvings: int, exact: bool) -> Outline:
    from vlm_studio.document.outlines import loops, simplified
    from vlm_studio.document.runs import coarser

    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    side = float(1 << halvings)
    runs = mask.moved(-mask.x, -mask.y).runs()
    pieces: list[QPolygonF] = []
    for loop in loops(coarser(runs, halvings), exact=exact):
        few = loop if exact else simplified(loop, _UNSEEN)
        corners = [QPointF(x, y) for x, y in (few * side).tolist()]
        path.addPolygon(QPolygonF(corners))
        path.closeSubpath()
        pieces += map(QPolygonF, _pieces(corners))
    return Outline(path, [(piece.boundingRect(), piece) for piece in pieces])


def _pieces(corners: list[QPointF]) -> Iterator[list[QPointF]]:
    """A closed line cut in the middle of some of its sides, where nobody sees that it was cut."""
    for start in range(0, len(corners), _PIECE):
        own = corners[start : start + _PIECE]
        before, after = corners[start - 1], corners[(start + len(own)) % len(corners)]
        yield [(before + own[0]) / 2, *own, (own[-1] + after) / 2]
