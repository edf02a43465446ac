"""Corners added to polygons and taken away from them."""

from __future__ import annotations

import msgspec

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Point, Polygon
from vlm_studio.document.history import AnnotationKey
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.hits import nearest_edge, nearest_point
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.handles import REACH
from vlm_studio.words import text


def edit_at(stage: Stage, pointer: Pointer) -> bool:
    """Alt on an edge of the selected polygon adds a corner, Alt and Shift on a corner removes it."""
    if not pointer.alt or pointer.ctrl:
        return False
    place = pointer.point
    return remove_at(stage, place) if pointer.shift else add_at(stage, place)


def edge_at(stage: Stage, place: Point) -> int | None:
    """The edge of the selected polygon where a corner can be added, by the index of the corner it starts at."""
    found = _selected_polygon(stage)
    if found is None or corner_at(stage, place) is not None:
        return None
    return nearest_edge(found[2].points, place, stage.reach(REACH))


def corner_at(stage: Stage, place: Point) -> int | None:
    """The index of the selected polygon's corner there."""
    found = _selected_polygon(stage)
    return nearest_point(found[2].points, place, stage.reach(REACH)) if found else None


def add_at(stage: Stage, place: Point) -> bool:
    """Add a corner to the selected polygon; ``False`` when none of its edges is there."""
    found, edge = _selected_polygon(stage), edge_at(stage, place)
    if found is None or edge is None:
        return False
    key, annotation, polygon = found
    corner = stage.clamped(place)
    points = (*polygon.points[: edge + 1], corner, *polygon.points[edge + 1 :])
    shape = msgspec.structs.replace(annotation, shape=Polygon(points))
    stage.edit({key: shape}, text("Add a corner to {label}", label=commands.named(annotation)))
    return True


def remove_at(stage: Stage, place: Point) -> bool:
    """Remove the corner of the selected polygon there; three are left at least."""
    found, index = _selected_polygon(stage), corner_at(stage, place)
    if found is None or index is None:
        return False
    key, annotation, polygon = found
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
