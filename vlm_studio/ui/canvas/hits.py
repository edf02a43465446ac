"""Whether a point hits a shape."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vlm_studio.document.annotations import Shape
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Pose
from vlm_studio.ui.canvas import arrays

ON_EDGE, INSIDE = 0, 1
_SEVERAL = 3
"""So many polygons are worth arrays."""


def hit_rank(shape: Shape, point: Point, reach: float) -> int | None:
    """``ON_EDGE`` within ``reach`` of a line or joint, ``INSIDE``, or ``None`` when ``point`` misses ``shape``."""
    match shape:
        case Box():
            if not shape.grown(reach).contains(point):
                return None
            inner = shape.grown(-reach)
            deep = inner.area > 0 and inner.contains(point)
            return INSIDE if deep else ON_EDGE
        case Ellipse():
            if not Ellipse.within(shape.bounds().grown(reach)).contains(point):
                return None
            deep = Ellipse.within(shape.bounds().grown(-reach)).contains(point)
            return INSIDE if deep else ON_EDGE
        case Polygon(points=points):
            if nearest_edge(points, point, reach) is not None:
                return ON_EDGE
            return INSIDE if shape.contains(point) else None
        case Mask():
            return INSIDE if shape.contains(point) else None
        case Pose():
            return ON_EDGE if _near_pose(shape, point, reach) else None


def hit_ranks(shapes: Sequence[Shape], point: Point, reach: float) -> list[int | None]:
    """:func:`hit_rank` of each of ``shapes``."""
    polygons = [shape for shape in shapes if isinstance(shape, Polygon)]
    if len(polygons) < _SEVERAL or not arrays.ready():
        return [hit_rank(shape, point, reach) for shape in shapes]
    from vlm_studio.ui.canvas.polygon_hits import polygon_ranks

    ranks = iter(polygon_ranks(polygons, point, reach))
    return [
        next(ranks) if isinstance(shape, Polygon) else hit_rank(shape, point, reach)
        for shape in shapes
    ]


def nearest_point(points: Sequence[Point], place: Point, reach: float) -> int | None:
    """The index of the point that is nearest to ``place`` and within ``reach``."""
    near = [(point.distance(place), index) for index, point in enumerate(points)]
    distance, index = min(near)
    return index if distance <= reach else None


def nearest_edge(points: Sequence[Point], place: Point, reach: float) -> int | None:
    """The closed outline's nearest edge within ``reach``, by the index of the point it starts at."""
    following = (*points[1:], points[0])
    near = [
        (segment_distance(a, b, place), index)
        for index, (a, b) in enumerate(zip(points, following, strict=True))
    ]
    distance, index = min(near)
    return index if distance <= reach else None


def nearest_joint(pose: Pose, place: Point, reach: float) -> int | None:
    """The index of the nearest placed joint within ``reach``."""
    near = [
        (joint.point.distance(place), index)
        for index, joint in enumerate(pose.joints)
        if joint.score > 0
    ]
    if not near:
        return None
    distance, index = min(near)
    return index if distance <= reach else None


def segment_distance(a: Point, b: Point, place: Point) -> float:
    """How far ``place`` is from the line between ``a`` and ``b``."""
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    along = ((place.x - a.x) * dx + (place.y - a.y) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(place.x - a.x - along * dx, place.y - a.y - along * dy)


def _near_pose(pose: Pose, point: Point, reach: float) -> bool:
    if nearest_joint(pose, point, reach * 1.5) is not None:
        return True
    joints = pose.joints
    return any(
        segment_distance(joints[a].point, joints[b].point, point) <= reach
        for a, b in SKELETONS[pose.skeleton].bones
        if joints[a].score > 0 and joints[b].score > 0
    )
