"""Drawn objects in the hand of the transform tool: stretched, turned and moved with a box that turns with them."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from vlm_studio.document import affine
from vlm_studio.document.affine import IDENTITY, Affine
from vlm_studio.document.geometry import Box
from vlm_studio.ui.canvas import objects
from vlm_studio.ui.canvas.objects import Objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.handles import Spot
from vlm_studio.ui.canvas.tools.held import Hold
from vlm_studio.ui.canvas.tools.object_box import (
    Follow,
    Turn,
    cursor_of,
    draw_box,
    inside,
    moving,
    spot_of,
    stretching,
    tilt,
    turning,
)
from vlm_studio.ui.canvas.tools.object_hand import draw_mapped
from vlm_studio.words import plural_text, text


class HeldObjects:
    """Their shapes go through one affine map."""

    def __init__(self, stage: Stage, start: Objects, box: Box) -> None:
        self.start = start
        self._stage = stage
        self._box = box
        self._by: Affine = IDENTITY

    @classmethod
    def of(cls, stage: Stage) -> HeldObjects | None:
        """Those that are selected, if any can be edited."""
        start = objects.selected(stage)
        box = objects.bounds(start)
        return cls(stage, start, box) if box is not None else None

    def hold(self, pointer: Pointer) -> Hold | None:
        box, by = self._box, self._by
        spot = spot_of(box, by, self._stage.camera.viewport, pointer.view)
        if spot == "turn":
            return self._hold(spot, turning(box, pointer, by))
        if spot is not None:
            return self._hold(spot, stretching(box, spot, by))
        return self._hold(None, moving(pointer, by)) if inside(box, by, pointer.point) else None

    def _hold(self, spot: Spot | Turn | None, mapping: Follow) -> Hold:
        def follow(at: Pointer) -> None:
            self._by = mapping(at)

        return Hold(Qt.CursorShape.SizeAllCursor if spot is None else cursor_of(spot), follow)

    def move_by(self, dx: int, dy: int) -> None:
        self._by = affine.after(affine.move(dx, dy), self._by)

    def shape_by(self, dx: int, dy: int) -> None:
        """Turned around the middle by so many degrees."""
        centre = affine.apply(self._by, self._box.centre)
        self._by = affine.after(affine.about(centre, affine.turn(dx or dy)), self._by)

    def put_back(self) -> None:
        self._by = IDENTITY

    def apply(self) -> None:
        if self._by == IDENTITY:
            return
        start = self.start
        sentence = objects.said(
            start,
            text("Transform {label}", label=objects.named(start)),
            plural_text("Transform {n} object", "Transform {n} objects", len(start)),
        )
        objects.edit(self._stage, objects.mapped(start, self._by), sentence)

    def paint(self, painter: QPainter) -> None:
        draw_mapped(painter, self.start, self._by, self._stage)
        draw_box(painter, self._box, self._by, self._stage)

    def measured(self) -> tuple[Box, str]:
        """With how far the box is turned, if it is."""
        a, b, c, d, _, _ = self._by
        width, height = self._box.width * math.hypot(a, b), self._box.height * math.hypot(c, d)
        size = f"{round(width)} × {round(height)}"
        degrees = round(tilt(self._by))
        around = affine.mapped_box(self._by, self._box)
        return around, f"{size}  {degrees}°" if degrees else size
