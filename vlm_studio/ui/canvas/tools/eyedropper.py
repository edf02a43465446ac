"""Take a colour from the canvas, for what is selected or for what is painted next."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from vlm_studio.document.geometry import Point
from vlm_studio.ui.canvas import objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer, Tool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.style import DARK, WHITE, soft_pen
from vlm_studio.words import text

_SIDE, _OFF = 22.0, 16.0
"""Pixels of the view of the colour beside the pointer, and how far away it stands."""


class EyedropperTool(Tool):
    """A click paints the selected objects, or is what is painted with next; with Shift or Alt, strokes."""

    name = "eyedropper"
    by_keys = "points"
    gestures = (
        Gesture(text("Take a colour for fills"), text("Click")),
        Gesture(text("Take a colour for strokes"), text("Shift or Alt and click")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._at: QPointF | None = None
        self._colour: str | None = None
        """What is below the pointer."""

    def press(self, pointer: Pointer) -> None:
        colour = None if pointer.right else colour_at(self.stage, pointer.point)
        if colour is not None:
            _use(self.stage, colour, second=pointer.shift or pointer.alt)

    def move(self, pointer: Pointer) -> None:
        self._at, self._colour = pointer.view, colour_at(self.stage, pointer.point)
        self.stage.refresh()

    def away(self) -> None:
        self._at = None
        self.stage.refresh()

    def leave(self) -> None:
        self._at = None

    def paint(self, painter: QPainter) -> None:
        if self._at is None or self._colour is None:
            return
        area = QRectF(self._at.x() + _OFF, self._at.y() + _OFF, _SIDE, _SIDE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(QColor(self._colour))
        for pen in (soft_pen(DARK, 4), soft_pen(WHITE, 2)):
            painter.setPen(pen)
            painter.drawRoundedRect(area, 4, 4)


def colour_at(stage: Stage, point: Point) -> str | None:
    """The colour that is seen at ``point`` as ``#rrggbb``; ``None`` where there is nothing."""
    found = stage.colour_at(QPointF(point.x, point.y))
    return None if found is None else found.name()


def _use(stage: Stage, colour: str, *, second: bool) -> None:
    chosen = objects.selected(stage)
    if chosen:
        objects.paint(stage, chosen, colour, stroke=second)
    if second:
        stage.options.choose(pencil_colour=colour)
    else:
        stage.options.choose(fill_colour=colour, text_colour=colour)
