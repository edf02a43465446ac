"""Handles of selected shapes, and the outlines that say what is selected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.ui.canvas.stage import Colors
from vlm_studio.ui.paint.shapes import draw_mask_edge, pixel_rect, shape_path
from vlm_studio.ui.paint.style import SHADE, WHITE, line_pen, soft_pen
from vlm_studio.ui.paint.viewport import Viewport

SIZE = 8.0
REACH = 7.0
"""How far from a handle's middle a press still takes it, in pixels of the view."""
_ROOM = 28.0
"""Boxes with shorter sides than this have handles at their corners only."""
_SMALL = 20.0
_MANY = 400

_SPOTS = ((0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0), (0.0, 1.0), (0.0, 0.5))  # fmt: skip
CURSORS = {
    (0.0, 0.0): Qt.CursorShape.SizeFDiagCursor,
    (1.0, 1.0): Qt.CursorShape.SizeFDiagCursor,
    (1.0, 0.0): Qt.CursorShape.SizeBDiagCursor,
    (0.0, 1.0): Qt.CursorShape.SizeBDiagCursor,
    (0.5, 0.0): Qt.CursorShape.SizeVerCursor,
    (0.5, 1.0): Qt.CursorShape.SizeVerCursor,
    (0.0, 0.5): Qt.CursorShape.SizeHorCursor,
    (1.0, 0.5): Qt.CursorShape.SizeHorCursor,
}
Spot = tuple[float, float]


def box_spots(box: Box, view: Viewport) -> dict[Spot, QPointF]:
    """Where the handles of ``box`` are in the view, by their place in it (0, 0.5 or 1 across and down)."""
    rect = QRectF(pixel_rect(box, view))
    spots = {}
    for across, down in _SPOTS:
        if (across == 0.5 and rect.width() < _ROOM) or (down == 0.5 and rect.height() < _ROOM):
            continue
        place = QPointF(rect.x() + across * rect.width(), rect.y() + down * rect.height())
        spots[across, down] = place
    return spots


def spot_at(box: Box, view: Viewport, place: QPointF) -> Spot | None:
    """The handle of ``box`` under ``place``. Inside a small box there is none, so that it can still be moved."""
    rect = QRectF(pixel_rect(box, view))
    if min(rect.width(), rect.height()) < _SMALL and rect.contains(place):
        return None
    for spot, centre in box_spots(box, view).items():
        off = centre - place
        if max(abs(off.x()), abs(off.y())) <= REACH:
            return spot
    return None


def draw_handle(painter: QPainter, place: QPointF, colors: Colors, *, hot: bool = False) -> None:
    """A square handle; ``hot`` under the pointer."""
    half = SIZE / 2
    rect = QRectF(round(place.x()) - half, round(place.y()) - half, SIZE, SIZE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(rect.adjusted(-1, -1, 1, 1), SHADE)
    painter.fillRect(rect, colors.accent)
    if not hot:
        painter.fillRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), WHITE)


def draw_knob(painter: QPainter, place: QPointF, colors: Colors, *, hot: bool = False) -> None:
    """A round handle, for vertices and joints."""
    painter.setPen(soft_pen(SHADE, 1))
    radius = SIZE / 2
    painter.setBrush(colors.accent)
    painter.drawEllipse(place, radius + 0.5, radius + 0.5)
    if not hot:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(WHITE)
        painter.drawEllipse(place, radius - 1.5, radius - 1.5)


def draw_selected(
    painter: QPainter, annotations: Sequence[Annotation], view: Viewport, colors: Colors
) -> None:
    """Outlines of all that is selected; handles when it is one thing."""
    painter.save()
    inside = [a for a in annotations if _in_sight(a, view)]
    if len(inside) > _MANY:
        painter.setPen(line_pen(colors.accent, 2))
        painter.drawRects([pixel_rect(a.bounds(), view) for a in inside])
    else:
        for annotation in inside:
            draw_outline(painter, annotation, view, colors.accent, 2)
    if len(annotations) == 1:
        _draw_handles(painter, annotations[0], view, colors)
    painter.restore()


def draw_outline(
    painter: QPainter, annotation: Annotation, view: Viewport, colour: QColor, width: float
) -> None:
    """The outline of one annotation in one colour."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    shape = annotation.shape
    crisp = isinstance(shape, Box | Pose)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not crisp)
    if isinstance(shape, Pose):
        painter.setPen(line_pen(colour, 1, (4, 3)))
        painter.drawRect(pixel_rect(shape.bounds().grown(8 / view.scale), view))
        return
    if isinstance(shape, Mask):
        draw_mask_edge(painter, shape, view, [soft_pen(colour, width)])
        return
    painter.setPen(line_pen(colour, width) if crisp else soft_pen(colour, width))
    painter.drawPath(shape_path(shape, view))


def _draw_handles(
    painter: QPainter, annotation: Annotation, view: Viewport, colors: Colors
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    match annotation.shape:
        case Box() | Ellipse() as shape:
            if isinstance(shape, Ellipse):  # what its handles hang on
                painter.setPen(line_pen(colors.accent, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(pixel_rect(shape.bounds(), view))
            for place in box_spots(shape.bounds(), view).values():
                draw_handle(painter, place, colors)
        case Polygon(points=points):
            _draw_knobs(painter, points, view, colors)
        case Pose(joints=joints):
            placed = (joint.point for joint in joints if joint.score > 0)
            for point in placed:
                _draw_ring(painter, view.to_view(point), colors)


def _draw_knobs(painter: QPainter, points: Iterable[Point], view: Viewport, colors: Colors) -> None:
    for point in points:
        draw_knob(painter, view.to_view(point), colors)


def _draw_ring(painter: QPainter, place: QPointF, colors: Colors) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(soft_pen(colors.accent, 1.5))
    painter.drawEllipse(place, 5.5, 5.5)


def _in_sight(annotation: Annotation, view: Viewport) -> bool:
    rect = view.rect(annotation.bounds()).adjusted(-8, -8, 8, 8)
    return rect.intersects(QRectF(0, 0, view.width, view.height))
