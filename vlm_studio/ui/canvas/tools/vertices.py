"""Corners added to polygons and taken away from them."""

from __future__ import annotations

import msgspec

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Polygon
from vlm_studio.document.history import AnnotationKey
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.hits import nearest_edge, nearest_point
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.handles import REACH
from vlm_studio.words import text


def edit_at(stage: Stage, pointer: Pointer) -> bool:
    """Alt on an edge of the selected polygon adds a corner, Alt and Shift on a corner removes it."""
    if not pointer.alt:
        return False
    if pointer.shift:
        return remove_at(stage, pointer)
    found = _selected_polygon(stage)
    if found is None:
        return False
    key, annotation, polygon = found
    if nearest_point(polygon.points, pointer.point, stage.reach(REACH)) is not None:
        return False
    edge = nearest_edge(polygon.points, pointer.point, stage.reach(REACH))
    if edge is None:
        return False
    corner = stage.clamped(pointer.point)
    points = (*polygon.points[: edge + 1], corner, *polygon.points[edge + 1 :])
    shape = msgspec.structs.replace(annotation, shape=Polygon(points))
    stage.edit({key: shape}, text("Add a corner to {label}", label=commands.named(annotation)))
    return True


def remove_at(stage: Stage, pointer: Pointer) -> bool:
    """Remove the corner of the selected polygon under ``pointer``; three are left at least."""
    found = _selected_polygon(stage)
    if found is None:
        return False
    key, annotation, polygon = found
    index = nearest_point(polygon.points, pointer.point, stage.reach(REACH))
    if index is None:
        return False
    if len(polygon.points) <= 3:
        stage.failed.emit(text("A polygon needs at least three corners."))
        return True
    points = polygon.points[:index] + polygon.points[index + 1 :]
    shape = msgspec.structs.replace(annotation, shape=Polygon(points))
    stage.edit({key: shape}, text("Remove a corner of {label}", label=commands.named(annotation)))
    return True


def _selected_polygon(stage: Stage) -> tuple[AnnotationKey, Annotation, Polygon] | None:
    chosen = stage.selected()
    if len(chosen) != 1:
        return None
    [(key, annotation)] = chosen.items()
    shape = annotation.shape
    return (key, annotation, shape) if isinstance(shape, Polygon) else None
