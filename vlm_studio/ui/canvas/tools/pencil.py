"""Draw by hand: a stroke becomes smooth curves on a vector layer."""

from __future__ import annotations

import msgspec
from PySide6.QtGui import QPainter, QPolygonF

from vlm_studio.document.fitting import fitted
from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import Path
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools import strokes
from vlm_studio.ui.canvas.tools.base import Pointer, Tool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.style import soft_pen
from vlm_studio.ui.paint.vectors import colour_of
from vlm_studio.words import text

_ERROR = 1.5
"""So far, in pixels of the view, curves may be from where the hand went."""
_STEP = 1.0
"""Places nearer to each other than this, in pixels of the view, are one."""
_CLOSES = 8.0
"""A stroke that ends so near to where it began, in pixels of the view, is closed."""


class PencilTool(Tool):
    """A stroke goes onto the active vector layer, or onto a new one."""

    name = "pencil"
    by_keys = "drag"
    gestures = (
        Gesture(text("Draw a stroke"), text("Drag")),
        Gesture(text("Close the shape"), text("End where the stroke began")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._points: list[Point] = []

    @property
    def dragging(self) -> bool:
        return bool(self._points)

    def press(self, pointer: Pointer) -> None:
        if pointer.right:
            return
        if not strokes.ready(self.stage):
            return
        self._points = [pointer.point]
        self.stage.refresh()

    def move(self, pointer: Pointer) -> None:
        if self._points and self._points[-1].distance(pointer.point) >= self.stage.reach(_STEP):
            self._points.append(pointer.point)
            self.stage.refresh()

    def release(self, pointer: Pointer) -> None:
        if pointer.right or not self._points:
            return
        self.move(pointer)
        points, self._points = self._points, []
        self._draw(points)
        self.stage.refresh()

    def _draw(self, points: list[Point]) -> None:
        stage = self.stage
        reach = stage.reach(_CLOSES)
        far = max(points[0].distance(point) for point in points)
        closed = far > 2 * reach and points[0].distance(points[-1]) <= reach
        line = fitted([*points, points[0]] if closed else points, stage.reach(_ERROR))
        path = Path((msgspec.structs.replace(line, closed=closed),))
        strokes.put(stage, strokes.stroked(stage, path), text("Draw a stroke"))

    def cancel(self) -> bool:
        had = self.dragging
        self._points = []
        self.stage.refresh()
        return had

    def disturbed(self) -> None:
        """A stroke stands on nothing that could be gone."""

    def paint(self, painter: QPainter) -> None:
        if not self._points:
            return
        view, choices = self.stage.camera.viewport, self.stage.options.now
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(soft_pen(colour_of(choices.pencil_colour), choices.pencil * view.scale))
        places = [view.to_view(point) for point in self._points]
        painter.drawPolyline(QPolygonF(places if len(places) > 1 else places * 2))
