"""Pixmaps of a view, and how one of them stands in for a view that has moved on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from vlm_studio.ui.paint.viewport import Viewport


@dataclass(frozen=True, slots=True)
class Sheet:
    """What ``view`` looks like."""

    pixmap: QPixmap
    view: Viewport

    @classmethod
    def empty(cls, view: Viewport) -> Sheet:
        """A sheet of the view's size, with nothing painted on it yet."""
        pixmap = QPixmap(math.ceil(view.width * view.ratio), math.ceil(view.height * view.ratio))
        pixmap.setDevicePixelRatio(view.ratio)
        return cls(pixmap, view)

    def place_in(self, view: Viewport) -> QRectF:
        """Where this sheet lies in another view."""
        factor = view.scale / self.view.scale
        return QRectF(
            view.dx - self.view.dx * factor,
            view.dy - self.view.dy * factor,
            self.view.width * factor,
            self.view.height * factor,
        )

    def draw_in(self, painter: QPainter, view: Viewport) -> None:
        """Paint this sheet, enlarged or made smaller without smoothing, where it lies in ``view``."""
        around = QRectF(self.pixmap.rect())
        painter.drawPixmap(self.place_in(view), self.pixmap, around)

    def moved_by(self, view: Viewport) -> tuple[int, int] | None:
        """By how many whole device pixels ``view`` has only moved; ``None`` if it is not only that."""
        old = self.view
        if (old.scale, old.width, old.height, old.ratio) != (
            view.scale,
            view.width,
            view.height,
            view.ratio,
        ):
            return None
        dx, dy = (view.dx - old.dx) * view.ratio, (view.dy - old.dy) * view.ratio
        if dx != round(dx) or dy != round(dy) or view.ratio != round(view.ratio):
            return None
        return round(dx), round(dy)

    def scrolled(self, view: Viewport, dx: int, dy: int) -> Sheet:
        """This sheet moved by so many device pixels; what comes into sight is left as it is."""
        self.pixmap.setDevicePixelRatio(1)
        self.pixmap.scroll(dx, dy, self.pixmap.rect())
        self.pixmap.setDevicePixelRatio(view.ratio)
        return Sheet(self.pixmap, view)


def whole(view: Viewport) -> QRect:
    """All of a view, in its own coordinates."""
    return QRect(0, 0, math.ceil(view.width), math.ceil(view.height))
