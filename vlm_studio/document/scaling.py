"""Shapes stretched with the box around them."""

from __future__ import annotations

import msgspec

from vlm_studio.document.annotations import Shape
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose


def scaled(shape: Shape, before: Box, after: Box) -> Shape:
    """``shape`` as it is when ``before`` is stretched to ``after``; a mask keeps at least one pixel."""
    match shape:
        case Box():
            return _box(shape, before, after)
        case Ellipse():
            return Ellipse.within(_box(shape.bounds(), before, after))
        case Polygon(points=points):
            return Polygon(tuple(place(point, before, after) for point in points))
        case Pose(joints=joints):
            moved = []
            for joint in joints:
                at = place(joint.point, before, after)
                moved.append(msgspec.structs.replace(joint, x=at.x, y=at.y))
            return msgspec.structs.replace(shape, joints=tuple(moved))
        case Mask():
            return _mask(shape, _box(shape.bounds(), before, after))


def place(point: Point, before: Box, after: Box) -> Point:
    """Where ``point`` is when ``before`` is stretched to ``after``."""
    x = after.x + _share(point.x - before.x, before.width, after.width)
    y = after.y + _share(point.y - before.y, before.height, after.height)
    return Point(x, y)


def _share(offset: float, before: float, after: float) -> float:
    return offset * after / before if before else offset


def _box(box: Box, before: Box, after: Box) -> Box:
    corner, _, opposite, _ = box.corners
    return Box.between(place(corner, before, after), place(opposite, before, after))


def _mask(mask: Mask, target: Box) -> Mask:
    """Each new pixel is what the old one in its middle was."""
    import numpy as np

    left, top = round(target.x), round(target.y)
    width = max(1, round(target.right) - left)
    height = max(1, round(target.bottom) - top)
    if (width, height) == (mask.width, mask.height):
        return msgspec.structs.replace(mask, x=left, y=top)
    columns = ((np.arange(width) + 0.5) * mask.width / width).astype(int)
    rows = ((np.arange(height) + 0.5) * mask.height / height).astype(int)
    pixels = mask.to_array()[rows][:, columns]
    found = Mask.from_array(pixels, left, top)
    return found or Mask(left, top, 1, 1, "01")
