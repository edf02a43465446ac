"""Drag a box around something and name it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QPainter

from vlm_studio.document.annotations import Annotation, Shape
from vlm_studio.document.geometry import Box, Point
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.badge import draw_badge
from vlm_studio.ui.canvas.tools.base import Mods, Pointer
from vlm_studio.ui.canvas.tools.handles import draw_outline
from vlm_studio.ui.canvas.tools.shape import ShapeTool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.words import text

_SLOP = 3.0


class BoxDrag:
    """The box between a press and the mouse: Shift makes it square, Alt grows it from its centre, Space moves it."""

    def __init__(self, stage: Stage, start: Pointer) -> None:
        self._stage = stage
        self._anchor = stage.clamped(start.point)
        self._last = start
        self._space = False

    def move(self, pointer: Pointer) -> None:
        if self._space:
            dx = pointer.point.x - self._last.point.x
            dy = pointer.point.y - self._last.point.y
            self._anchor = self._stage.clamped(self._anchor.moved(dx, dy))
        self._last = pointer

    def change(self, modifiers: Mods) -> None:
        last = self._last
        self._last = Pointer(last.view, last.point, last.button, modifiers)

    def hold_space(self, held: bool) -> None:
        self._space = held

    @property
    def box(self) -> Box:
        """The box as it is now, inside the document."""
        document = self._stage.document
        place = self._stage.clamped(self._last.point)
        dx, dy = place.x - self._anchor.x, place.y - self._anchor.y
        if self._last.shift:
            side = min(max(abs(dx), abs(dy)), *self._room(dx, dy))
            dx, dy = (side if dx >= 0 else -side), (side if dy >= 0 else -side)
        first = self._anchor.moved(-dx, -dy) if self._last.alt else self._anchor
        box = Box.between(first, Point(self._anchor.x + dx, self._anchor.y + dy))
        return box.clipped(document.width, document.height) or box

    def _room(self, dx: float, dy: float) -> tuple[float, float]:
        """How far a square can grow in the direction of the mouse."""
        document, anchor = self._stage.document, self._anchor
        return (
            document.width - anchor.x if dx >= 0 else anchor.x,
            document.height - anchor.y if dy >= 0 else anchor.y,
        )

    @property
    def is_click(self) -> bool:
        """Whether the mouse hardly moved."""
        reach = self._stage.reach(_SLOP)
        return self.box.width < reach and self.box.height < reach


class BoxTool(ShapeTool):
    """New boxes; a click selects what is there."""

    name = "box"
    gestures: ClassVar[tuple[Gesture, ...]] = (
        Gesture(text("Draw"), text("Drag")),
        Gesture(text("Keep it square or round"), text("Shift and drag")),
        Gesture(text("Draw from the centre"), text("Alt and drag")),
        Gesture(text("Move it while it is drawn"), text("Drag and hold Space")),
    )
    by_keys = "drag"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._drag: BoxDrag | None = None

    def shape_in(self, box: Box) -> Shape:
        """The new shape, by the box that was dragged."""
        return box

    def propose_in(self, box: Box) -> None:
        """Ask what the shape in ``box`` is called."""
        self.propose(self.shape_in(box))

    @property
    def dragging(self) -> bool:
        return self._drag is not None

    def press(self, pointer: Pointer) -> None:
        if pointer.right:
            return
        self.withdraw()
        self._drag = BoxDrag(self.stage, pointer)

    def move(self, pointer: Pointer) -> None:
        if self._drag is not None:
            self._drag.move(pointer)
            self.stage.refresh()

    def release(self, pointer: Pointer) -> None:
        drag, self._drag = self._drag, None
        if drag is None:
            return
        drag.move(pointer)
        box = drag.box
        if drag.is_click or box.area == 0:
            stage = self.stage
            hits = stage.scene.hits(pointer.point, stage.reach(), frozenset())
            stage.selection.select(hits[:1])
            stage.refresh()
        else:
            self.propose_in(box)

    def modifiers_changed(self, modifiers: Mods) -> None:
        if self._drag is not None:
            self._drag.change(modifiers)
            self.stage.refresh()

    def hold_space(self, held: bool) -> bool:
        if self._drag is None:
            return False
        self._drag.hold_space(held)
        return True

    def cancel(self) -> bool:
        drag, self._drag = self._drag, None
        if drag is not None:
            self.stage.refresh()
        return super().cancel() or drag is not None

    def disturbed(self) -> None:
        """A box in the making stands on nothing that could be gone."""

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if self._drag is not None and not self._drag.is_click:
            self.paint_in(painter, self._drag.box)

    def paint_in(self, painter: QPainter, box: Box) -> None:
        """Paint what is being drawn in ``box``."""
        view = self.stage.camera.viewport
        draft = Annotation(0, "", self.shape_in(box))
        draw_outline(painter, draft, view, self.stage.colors.accent, 2)
        size = f"{round(box.width)} × {round(box.height)}"
        draw_badge(painter, size, view.rect(box).bottomRight(), self.stage)
