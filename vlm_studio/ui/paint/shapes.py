"""One annotation's shape."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from vlm_studio.document.annotations import Annotation, Shape
from vlm_studio.document.geometry import Box, Ellipse, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Joint, Pose
from vlm_studio.ui.paint.paths import Outline, mask_outline, polygon_points
from vlm_studio.ui.paint.style import (
    DARK,
    LEFT,
    MIDDLE,
    RIGHT,
    UNSURE,
    Category,
    Style,
    category,
    line_pen,
    soft_pen,
)
from vlm_studio.ui.paint.viewport import Viewport

_EXACT_FROM = 4.0
"""From this scale on, masks show the edges of their pixels."""
_DASHED_FROM = 12.0
"""Boxes with shorter sides (in line widths) are drawn solid: a dash or two is no pattern."""
_SIDES = {"left": LEFT, "right": RIGHT, "middle": MIDDLE}


def draw_shape(painter: QPainter, annotation: Annotation, view: Viewport, style: Style) -> None:
    """Draw ``annotation`` without its chip. ``painter`` is in view coordinates and keeps its transform."""
    look = category(annotation.label)
    match annotation.shape:
        case Box() as box:
            _draw_box(painter, box, view, style, look)
        case Polygon() as polygon:
            _draw_polygon(painter, polygon, view, style, look)
        case Ellipse() as ellipse:
            _draw_ellipse(painter, ellipse, view, style, look)
        case Mask() as mask:
            _draw_mask(painter, mask, view, style, look)
        case Pose() as pose:
            _draw_pose(painter, pose, view, style)


def pixel_rect(box: Box, view: Viewport) -> QRect:
    """``box`` on whole pixels of the view, so that its lines are crisp."""
    left, top = round(box.x * view.scale + view.dx), round(box.y * view.scale + view.dy)
    right = round(box.right * view.scale + view.dx)
    bottom = round(box.bottom * view.scale + view.dy)
    return QRect(left, top, right - left, bottom - top)


def shape_path(shape: Shape, view: Viewport) -> QPainterPath:
    """The outline of ``shape`` in view coordinates (of a pose, the box around it)."""
    path = QPainterPath()
    match shape:
        case Polygon():
            path.addPolygon(view.transform.map(polygon_points(shape)))
            path.closeSubpath()
        case Ellipse():
            path.addEllipse(view.rect(shape.bounds()))
        case Mask():
            path = _mask_transform(shape, view).map(_mask_outline(shape, view).path)
        case _:
            path.addRect(QRectF(pixel_rect(shape.bounds(), view)))
    return path


def _draw_box(painter: QPainter, box: Box, view: Viewport, style: Style, look: Category) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rect = pixel_rect(box, view)
    painter.setPen(line_pen(look.halo, style.line + 2))
    painter.drawRect(rect)
    dashed = min(rect.width(), rect.height()) >= _DASHED_FROM * style.line
    painter.setPen(line_pen(look.colour, style.line, look.pattern if dashed else ()))
    painter.drawRect(rect)


def _draw_polygon(
    painter: QPainter, polygon: Polygon, view: Viewport, style: Style, look: Category
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not style.quick)
    points = view.transform.map(polygon_points(polygon))
    painter.setPen(soft_pen(look.halo, style.line + 2))
    painter.setBrush(look.polygon_fill)
    painter.drawPolygon(points)
    painter.setPen(soft_pen(look.colour, style.line, look.pattern))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(points)


def _draw_ellipse(
    painter: QPainter, ellipse: Ellipse, view: Viewport, style: Style, look: Category
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not style.quick)
    rect = view.rect(ellipse.bounds())
    painter.setPen(soft_pen(look.halo, style.line + 2))
    painter.setBrush(look.polygon_fill)
    painter.drawEllipse(rect)
    painter.setPen(soft_pen(look.colour, style.line, look.pattern))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect)


def _draw_mask(painter: QPainter, mask: Mask, view: Viewport, style: Style, look: Category) -> None:
    # The line hides the edge of the fill, and smooth edges take Qt ten times longer.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillPath(shape_path(mask, view), look.mask_fill)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not style.quick)
    pens = [soft_pen(look.halo, style.line + 2), soft_pen(look.colour, style.line)]
    draw_mask_edge(painter, mask, view, pens[1:] if style.quick else pens)


def draw_mask_edge(painter: QPainter, mask: Mask, view: Viewport, pens: Sequence[QPen]) -> None:
    """The outline of ``mask`` with one pen after the other, where it is in sight."""
    outline, place = _mask_outline(mask, view), _mask_transform(mask, view)
    width = max(pen.widthF() for pen in pens)
    seen = _in_sight(painter, view).adjusted(-width, -width, width, width)
    near = [place.map(line) for box, line in outline.pieces if place.mapRect(box).intersects(seen)]
    for pen in pens:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        for line in near:
            painter.drawPolyline(line)


def _in_sight(painter: QPainter, view: Viewport) -> QRectF:
    """What of the view can be painted on."""
    everything = QRectF(0, 0, view.width, view.height)
    return painter.clipBoundingRect() & everything if painter.hasClipping() else everything


def _mask_outline(mask: Mask, view: Viewport) -> Outline:
    return mask_outline(mask, view.level, exact=view.scale >= _EXACT_FROM)


def _mask_transform(mask: Mask, view: Viewport) -> QTransform:
    return view.transform.translate(mask.x, mask.y)


def _draw_pose(painter: QPainter, pose: Pose, view: Viewport, style: Style) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not style.quick)
    skeleton = SKELETONS[pose.skeleton]
    places = [view.to_view(joint.point) for joint in pose.joints]
    bones = [
        (a, b) for a, b in skeleton.bones if pose.joints[a].score > 0 and pose.joints[b].score > 0
    ]
    painter.setPen(soft_pen(DARK, style.line + 2))
    for a, b in bones:
        painter.drawLine(places[a], places[b])
    for a, b in bones:
        side = skeleton.side(a) if skeleton.side(a) == skeleton.side(b) else "middle"
        painter.setPen(soft_pen(_SIDES[side], style.line))
        painter.drawLine(places[a], places[b])
    for index, joint in enumerate(pose.joints):
        if joint.score > 0:
            _draw_joint(painter, places[index], joint, _SIDES[skeleton.side(index)], style)


def _draw_joint(
    painter: QPainter, place: QPointF, joint: Joint, colour: QColor, style: Style
) -> None:
    radius = style.line * 1.75
    if joint.score >= UNSURE:
        painter.setPen(soft_pen(DARK, 1))
        painter.setBrush(colour)
        painter.drawEllipse(place, radius, radius)
        return
    painter.setPen(soft_pen(DARK, style.line * 0.75 + 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(place, radius, radius)
    painter.setPen(soft_pen(colour, style.line * 0.75))
    painter.setBrush(DARK)
    painter.drawEllipse(place, radius, radius)
