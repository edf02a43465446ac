"""What happens between a press and a release: shapes follow the mouse, or a band grows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.history import AnnotationKey
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.ui.canvas import objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.handles import Spot, draw_selected
from vlm_studio.ui.paint.layer_painter import draw_annotations
from vlm_studio.ui.paint.style import line_pen
from vlm_studio.words import Text

Drafts = Mapping[AnnotationKey, Annotation]
Follow = Callable[[Pointer], Drafts]
"""What the dragged annotations are when the mouse is there."""


@dataclass
class EditDrag:
    """Annotations that follow the mouse. They are lifted off the document until the drag ends."""

    stage: Stage
    start: Drafts
    follow: Follow
    sentence: Text
    commit: Callable[[Drafts], None] | None = None
    """What to do with the result, instead of putting it in place of what was lifted."""

    def __post_init__(self) -> None:
        self.drafts: Drafts = self.start

    def move(self, pointer: Pointer) -> None:
        if self.commit is None:
            self.stage.lift(self.start.keys())
        self.drafts = self.follow(pointer)
        self.stage.refresh()

    def finish(self) -> None:
        """Make one step of it."""
        self.cancel()
        if self.commit is not None:
            self.commit(self.drafts)
        elif self.drafts != self.start:
            self.stage.edit(self.drafts, self.sentence)

    def cancel(self) -> None:
        """Put everything back to where it was."""
        self.stage.lift(())

    def paint(self, painter: QPainter) -> None:
        view = self.stage.camera.viewport
        shown = list(self.drafts.values())
        draw_annotations(painter, shown, view, self.stage.style)
        draw_selected(painter, shown, view, self.stage.colors)


@dataclass
class BandDrag:
    """A rubber band that selects what it touches; of annotations and objects it takes one kind.

    Where it touches both, the active layer says which. With ``adds`` what was selected stays so.
    """

    stage: Stage
    start: Point
    adds: bool

    def __post_init__(self) -> None:
        selection = self.stage.selection
        self.band = Box(self.start.x, self.start.y, 0, 0)
        self._before = selection.annotations, selection.objects
        self._drawing = isinstance(
            self.stage.document.layers.get(selection.layer or ""), VectorLayer
        )

    def move(self, pointer: Pointer) -> None:
        self.band = Box.between(self.start, pointer.point)
        shapes = frozenset(self.stage.scene.banded(self.band))
        drawn = objects.banded(self.stage, self.band)
        if self.adds:
            shapes, drawn = shapes | self._before[0], drawn | self._before[1]
        if drawn and (self._drawing or not shapes):
            self.stage.selection.select_objects(drawn)
        else:
            self.stage.selection.select(shapes)
        self.stage.refresh()

    def finish(self) -> None:
        self.stage.refresh()

    def cancel(self) -> None:
        shapes, drawn = self._before
        if drawn:
            self.stage.selection.select_objects(drawn)
        else:
            self.stage.selection.select(shapes)

    def paint(self, painter: QPainter) -> None:
        rect = self.stage.camera.viewport.rect(self.band)
        draw_band(painter, rect, self.stage.colors.accent)


def draw_band(painter: QPainter, rect: QRectF, accent: QColor) -> None:
    """A rubber band over ``rect`` of the view."""
    crisp = rect.toRect()
    fill = accent.toRgb()
    fill.setAlphaF(0.14)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(fill)
    painter.setPen(line_pen(accent, 1))
    painter.drawRect(crisp)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def moving(stage: Stage, start: Drafts, origin: Point) -> Follow:
    """Everything moves with the mouse; no further out of the document than it was, along one axis with Shift."""
    bounds = _bounds(start)
    whole = any(isinstance(a.shape, Mask) for a in start.values())

    def follow(pointer: Pointer) -> Drafts:
        dx, dy = pointer.point.x - origin.x, pointer.point.y - origin.y
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        return moved(stage, start, dx, dy, bounds=bounds, whole=whole)

    return follow


def moved(
    stage: Stage,
    start: Drafts,
    dx: float,
    dy: float,
    *,
    bounds: Box | None = None,
    whole: bool = False,
) -> Drafts:
    """``start`` moved by so much, or by less where it would leave the document."""
    around = bounds or _bounds(start)
    dx = kept_in(dx, around.x, around.right, stage.document.width)
    dy = kept_in(dy, around.y, around.bottom, stage.document.height)
    if whole:
        dx, dy = float(round(dx)), float(round(dy))
    return {
        key: msgspec.structs.replace(a, shape=a.shape.moved(dx, dy)) for key, a in start.items()
    }


def resizing(
    stage: Stage, key: AnnotationKey, start: Annotation, shape: Box | Ellipse, spot: Spot
) -> Follow:
    """One handle of a box or an ellipse follows the mouse: Shift keeps its proportions, Alt its centre."""

    def follow(pointer: Pointer) -> Drafts:
        place = stage.clamped(pointer.point)
        box = resized(
            shape.bounds(), spot, place, keep_ratio=pointer.shift, from_centre=pointer.alt
        )
        box = substantial(box, stage)
        new = Ellipse.within(box) if isinstance(shape, Ellipse) else box
        return {key: msgspec.structs.replace(start, shape=new)}

    return follow


def substantial(box: Box, stage: Stage) -> Box:
    """``box`` inside the document, no thinner than a pixel: what is stretched to nothing cannot be stretched back."""
    document = stage.document
    kept = box.clipped(document.width, document.height) or box
    width, height = max(kept.width, 1.0), max(kept.height, 1.0)
    x, y = min(kept.x, document.width - width), min(kept.y, document.height - height)
    return Box(x, y, width, height)


def resized(box: Box, spot: Spot, place: Point, *, keep_ratio: bool, from_centre: bool) -> Box:
    """``box`` with its handle at ``spot`` put at ``place``."""
    fixed_x, width = _stretched(box.x, box.width, spot[0], place.x, from_centre)
    fixed_y, height = _stretched(box.y, box.height, spot[1], place.y, from_centre)
    if keep_ratio and box.width and box.height:
        factor = max(abs(width) / box.width, abs(height) / box.height)
        if spot[0] == 0.5:
            factor = abs(height) / box.height
        elif spot[1] == 0.5:
            factor = abs(width) / box.width
        width = _signed(box.width * factor, width)
        height = _signed(box.height * factor, height)
    anchor_x = 0.5 if from_centre else 1 - spot[0]
    anchor_y = 0.5 if from_centre else 1 - spot[1]
    # The anchor keeps its share of the new size on its side, also when the box turns over.
    left, top = fixed_x - anchor_x * width, fixed_y - anchor_y * height
    return Box.between(Point(left, top), Point(left + width, top + height))


def _stretched(
    low: float, size: float, spot: float, place: float, from_centre: bool
) -> tuple[float, float]:
    """Where the fixed place is along one axis, and the new size, negative when turned over."""
    if spot == 0.5:
        return low + size * 0.5, size
    if from_centre:
        centre = low + size / 2
        reach = place - centre if spot == 1 else centre - place
        return centre, 2 * reach
    fixed = low + size * (1 - spot)
    return fixed, place - fixed if spot == 1 else fixed - place


def _signed(size: float, sign: float) -> float:
    return size if sign >= 0 else -size


def vertex_following(
    stage: Stage, key: AnnotationKey, start: Annotation, polygon: Polygon, index: int
) -> Follow:
    """One corner of a polygon follows the mouse."""

    def follow(pointer: Pointer) -> Drafts:
        points = list(polygon.points)
        points[index] = stage.clamped(pointer.point)
        return {key: msgspec.structs.replace(start, shape=Polygon(tuple(points)))}

    return follow


def joint_following(
    stage: Stage, key: AnnotationKey, start: Annotation, pose: Pose, index: int
) -> Follow:
    """One joint of a figure follows the mouse."""

    def follow(pointer: Pointer) -> Drafts:
        place = stage.clamped(pointer.point)
        return {key: msgspec.structs.replace(start, shape=pose.with_joint(index, place))}

    return follow


def _bounds(drafts: Drafts) -> Box:
    boxes = [a.bounds() for a in drafts.values()]
    return Box.around(corner for box in boxes for corner in (box.corners[0], box.corners[2]))


def kept_in(step: float, low: float, high: float, size: float) -> float:
    """``step`` of what reaches from ``low`` to ``high``, shortened so that it stays in 0..``size``, or gets no further out."""
    least, most = min(0.0, -low), max(0.0, size - high)
    return min(max(step, least), most)
