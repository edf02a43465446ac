"""What lies still, painted once: moving the view moves it, changes repaint only where they are."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap, QRegion

from vlm_studio.ui.paint.viewport import Viewport

Draw = Callable[[QPainter, Viewport, QRectF, bool], None]
"""Paints the part of a view that lies in a rectangle (view coordinates), quickly or as well as it can."""

_SLOW = 0.008
"""Seconds; what takes longer at its best is painted quickly while the view moves."""


class Backing:
    """A pixmap of the view that is kept up to date piece by piece."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._pixmap = QPixmap()
        self._view: Viewport | None = None
        self._stale = QRegion()
        self._quick = False
        self._cost = 0.0

    def invalidate(self, rect: QRectF | None = None) -> None:
        """What lies in ``rect`` (view coordinates; everything by default) looks different now."""
        if rect is None or self._view is None:
            self._view = None
        else:
            self._stale += rect.toAlignedRect()

    @property
    def sketchy(self) -> bool:
        """Whether some of it was painted quickly and wants to be painted well."""
        return self._quick

    def pixmap(self, view: Viewport, *, moving: bool) -> QPixmap:
        """The view, painted where it was not yet."""
        quick = moving and self._cost > _SLOW
        if self._quick and not moving:
            self._view = None
        self._keep_what_stays(view)
        whole = self._stale.boundingRect().contains(self._whole(view))
        if not self._stale.isEmpty():
            self._paint(view, quick=quick, timed=whole and not quick)
        return self._pixmap

    def _whole(self, view: Viewport) -> QRect:
        return QRect(0, 0, math.ceil(view.width), math.ceil(view.height))

    def _keep_what_stays(self, view: Viewport) -> None:
        old, self._view = self._view, view
        if old is None or (old.scale, old.width, old.height, old.ratio) != (
            view.scale,
            view.width,
            view.height,
            view.ratio,
        ):
            self._begin(view)
            return
        dx, dy = (view.dx - old.dx) * view.ratio, (view.dy - old.dy) * view.ratio
        if (dx, dy) == (0, 0):
            return
        if dx != round(dx) or dy != round(dy) or view.ratio != round(view.ratio):
            self._begin(view)
            return
        self._scroll(view, round(dx), round(dy))

    def _begin(self, view: Viewport) -> None:
        size = math.ceil(view.width * view.ratio), math.ceil(view.height * view.ratio)
        if (self._pixmap.width(), self._pixmap.height()) != size:
            self._pixmap = QPixmap(*size)
        self._pixmap.setDevicePixelRatio(view.ratio)
        self._stale = QRegion(self._whole(view))
        self._quick = False

    def _scroll(self, view: Viewport, dx: int, dy: int) -> None:
        self._pixmap.setDevicePixelRatio(1)
        self._pixmap.scroll(dx, dy, self._pixmap.rect())
        self._pixmap.setDevicePixelRatio(view.ratio)
        step_x, step_y = round(dx / view.ratio), round(dy / view.ratio)
        whole = self._whole(view)
        self._stale.translate(step_x, step_y)
        self._stale += QRegion(whole) - QRegion(whole.translated(step_x, step_y))

    def _paint(self, view: Viewport, *, quick: bool, timed: bool) -> None:
        start = time.perf_counter()
        painter = QPainter(self._pixmap)
        for rect in cast("Iterable[QRect]", self._stale):
            painter.save()
            painter.setClipRect(rect)
            self._draw(painter, view, QRectF(rect), quick)
            painter.restore()
        painter.end()
        self._stale = QRegion()
        self._quick |= quick
        if timed:
            self._cost = time.perf_counter() - start
