"""Look closer: click, or drag around what should fill the view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer, Tool
from vlm_studio.ui.canvas.tools.drags import draw_band
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text

_SLOP = 4.0
"""A drag over fewer pixels of the view is a click."""


class ZoomTool(Tool):
    """A click zooms in where it is, with Alt or the right button out; a drag shows the box it makes."""

    name = "zoom"
    by_keys = "drag"
    spring = True
    gestures = (
        Gesture(text("Zoom in, zoom out"), text("Click, right-click")),
        Gesture(text("Zoom into a box"), text("Drag")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._from: Pointer | None = None
        self._to = QPointF()

    @property
    def dragging(self) -> bool:
        return self._from is not None

    def sign(self, pointer: Pointer) -> str:
        return "" if self.dragging else "−" if pointer.alt else "+"

    def press(self, pointer: Pointer) -> None:
        self._from, self._to = pointer, pointer.view

    def move(self, pointer: Pointer) -> None:
        if self._from is not None:
            self._to = pointer.view
            self.stage.refresh()

    def release(self, pointer: Pointer) -> None:
        start, self._from = self._from, None
        if start is None:
            return
        camera, band = self.stage.camera, _band(start.view, pointer.view)
        out = start.alt or start.right
        if out or min(band.width(), band.height()) < _SLOP:
            camera.step(-1 if out else 1, pointer.view)
        else:
            camera.fit(camera.viewport.box(band))
        self.stage.refresh()

    def cancel(self) -> bool:
        had, self._from = self.dragging, None
        self.stage.refresh()
        return had

    def disturbed(self) -> None:
        """The view can be moved whatever happens to the document."""

    def paint(self, painter: QPainter) -> None:
        if self._from is not None:
            draw_band(painter, _band(self._from.view, self._to), self.stage.colors.accent)


def _band(a: QPointF, b: QPointF) -> QRectF:
    return QRectF(a, b).normalized()
