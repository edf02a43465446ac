"""Where a shape can be taken hold of: handles of a box or an ellipse, corners of a polygon, joints of a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box, Ellipse, Polygon
from vlm_studio.document.history import AnnotationKey
from vlm_studio.document.skeletons import SKELETONS, Pose
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.hits import nearest_joint, nearest_point
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.drags import (
    EditDrag,
    Follow,
    joint_following,
    resizing,
    vertex_following,
)
from vlm_studio.ui.canvas.tools.handles import CURSORS, REACH, spot_at
from vlm_studio.words import Text, text


@dataclass(frozen=True, slots=True)
class Grip:
    """One place to take hold of: what the drag will do, and how it looks under the pointer."""

    key: AnnotationKey
    cursor: Qt.CursorShape
    knob: QPointF | None
    """Where to draw it as taken, in the view."""
    corner: int | None
    """The index of a polygon's corner."""
    joint: int | None
    """The index of a figure's joint."""
    drag: Callable[[], EditDrag]


_SEVERAL = 200
"""When more than this are selected, none of them is the only one that can be seen."""


def grip_at(stage: Stage, pointer: Pointer, hit: AnnotationKey | None) -> Grip | None:
    """The grip under ``pointer``: of the one selected shape, or any joint of the figure ``hit``."""
    several = len(stage.selection.annotations) > _SEVERAL
    # Looking through thousands whenever the mouse moves would be felt.
    chosen = stage.selection.annotations if several else stage.selected()
    if isinstance(chosen, dict) and len(chosen) == 1:
        [(key, annotation)] = chosen.items()
        grip = _grip(stage, pointer, key, annotation)
        if grip is not None:
            return grip
    if hit is not None and hit not in chosen and stage.editable(hit[0]):
        annotation = stage.document.annotations(hit[0])[hit[1]]
        if isinstance(annotation.shape, Pose):
            return _grip(stage, pointer, hit, annotation)
    return None


def _grip(stage: Stage, pointer: Pointer, key: AnnotationKey, a: Annotation) -> Grip | None:
    view = stage.camera.viewport
    match a.shape:
        case Box() | Ellipse() as shape:
            spot = spot_at(shape.bounds(), view, pointer.view)
            if spot is None:
                return None
            follow = resizing(stage, key, a, shape, spot)
            sentence = text("Resize {label}", label=commands.named(a))
            return _made(stage, key, a, follow, sentence, CURSORS[spot])
        case Polygon() as polygon:
            index = nearest_point(polygon.points, pointer.point, stage.reach(REACH))
            if index is None:
                return None
            follow = vertex_following(stage, key, a, polygon, index)
            sentence = text("Reshape {label}", label=commands.named(a))
            knob = view.to_view(polygon.points[index])
            cursor = Qt.CursorShape.CrossCursor
            return _made(stage, key, a, follow, sentence, cursor, knob, corner=index)
        case Pose() as pose:
            index = nearest_joint(pose, pointer.point, stage.reach(REACH))
            if index is None:
                return None
            follow = joint_following(stage, key, a, pose, index)
            name = SKELETONS[pose.skeleton].joints[index].replace("_", " ")
            sentence = text("Move {joint}", joint=name)
            knob = view.to_view(pose.joints[index].point)
            cursor = Qt.CursorShape.PointingHandCursor
            return _made(stage, key, a, follow, sentence, cursor, knob, joint=index)
    return None


def _made(
    stage: Stage,
    key: AnnotationKey,
    annotation: Annotation,
    follow: Follow,
    sentence: Text,
    cursor: Qt.CursorShape,
    knob: QPointF | None = None,
    *,
    corner: int | None = None,
    joint: int | None = None,
) -> Grip:
    start = {key: annotation}
    return Grip(key, cursor, knob, corner, joint, lambda: EditDrag(stage, start, follow, sentence))
