"""Ends of open lines, from which a line can be gone on with."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import VectorLayer
from vlm_studio.ui.canvas import anchors
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.anchor_marks import draw_anchor
from vlm_studio.ui.canvas.tools.handles import REACH
from vlm_studio.ui.paint.vector_extents import within

LineEnd = tuple[ObjectKey, int, int]
"""An object, one of its lines, and which of its anchors an end of it is."""


def end_at(stage: Stage, point: Point) -> LineEnd | None:
    """The topmost end at ``point`` in layers that take edits."""
    reach = stage.reach(REACH)
    near = Box(point.x, point.y, 0, 0).grown(reach)
    for layer, _ in reversed(list(stage.document.shown())):
        if not isinstance(layer, VectorLayer) or not stage.editable(layer.id):
            continue
        for each in reversed(within(layer, near)):
            for number, line in enumerate(anchors.lines_of(each)):
                for at in line.ends():
                    if line.nodes[at].point.distance(point) <= reach:
                        return (layer.id, each.id), number, at
    return None


def draw_end(painter: QPainter, stage: Stage, end: LineEnd) -> None:
    """The anchor that ``end`` is, if it is still there."""
    key, number, at = end
    each = stage.vector_object(key)
    if each is not None:
        node = anchors.lines_of(each)[number].nodes[at]
        place = stage.camera.viewport.to_view(node.point)
        draw_anchor(painter, place, stage.colors, full=True, round=node.smooth)
