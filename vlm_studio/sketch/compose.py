"""Drawings of several things put together in one square."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.order import scaled
from vlm_studio.sketch.scene import Scene
from vlm_studio.sketch.shapes import SIDE, Circle, Path, Rect, Shape

_GAP, _MARGIN = 4.0, 0.12
"""Around a thing in its box, in units, and of the side of a small box."""
_INSIDE, _ALL_INSIDE, _SMALL = 0.55, 0.7, 16.0
"""Of what is around it, the size of a thing inside, or of several; which is not smaller than that many units."""
_FRAMES: dict[str, Shape] = {
    "circle": Circle((48, 48), 44),
    "square": Rect((4, 4), 88, 88),
    "box": Rect((4, 4), 88, 88, 12),
}

Group = tuple[Shape, ...]


def compose(scene: Scene, drawn: Sequence[Sequence[Shape]]) -> list[Group]:
    """A group of shapes for each single thing of ``scene``, a frame first; ``drawn`` has the shapes of each kind."""
    if len(scene.things) == 1:
        return _alone(scene, drawn[0])
    placed = [
        _several(shapes, thing.count, box)
        for thing, shapes, box in zip(scene.things, drawn, _places(scene, drawn))
    ]
    if scene.relation == "on":
        placed[0] = _resting(placed[0], placed[1])
    return [group for groups in placed for group in groups]


def _alone(scene: Scene, shapes: Sequence[Shape]) -> list[Group]:
    count, whole = scene.things[0].count, (0.0, 0.0, float(SIDE), float(SIDE))
    if scene.frame:
        inner = (20.0, 20.0, 56.0, 56.0)
        return [(_FRAMES[scene.frame],), *_several(shapes, count, inner)]
    if scene.relation == "ring":
        return _ring(shapes, count)
    if scene.relation in ("row", "column"):
        return _row(shapes, count, whole, upright=scene.relation == "column")
    return _several(shapes, count, whole) if scene.relation else [tuple(shapes)]


Box = tuple[float, float, float, float]
"""Left, top, width, height."""


def _places(scene: Scene, drawn: Sequence[Sequence[Shape]]) -> Sequence[Box]:
    """Where each of several things goes."""
    count, whole = len(scene.things), (0.0, 0.0, float(SIDE), float(SIDE))
    if scene.relation == "list":
        return _cells(count, whole)
    if scene.relation == "line":
        return [(i * SIDE / count, 0.0, SIDE / count, float(SIDE)) for i in range(count)]
    if scene.relation == "inside" and scene.things[1].count == 1:
        return _within(fitted(drawn[1], whole), scene.things[0].count), whole
    one, other = (thing.count for thing in scene.things)
    if scene.relation in ("left", "beside"):
        return _beside(one, other)
    if scene.relation == "right":
        return _beside(other, one)[::-1]
    return _boxes(scene.relation)


def _beside(left: int, right: int) -> tuple[Box, Box]:
    """Two boxes next to one another for so many things in one row, all of a size."""
    side = SIDE / (left + right)
    top = (SIDE - side) / 2
    return (0.0, top, left * side, side), (left * side, top, right * side, side)


def _within(shapes: Sequence[Shape], count: int) -> Box:
    """The middle of what ``shapes`` enclose, for so many things: of the largest that is closed, if any is."""
    closed = [shape for shape in shapes if not isinstance(shape, Path) or shape.closed]
    boxes = [bounds([shape]) for shape in closed] or [bounds(shapes)]
    left, top, right, bottom = max(boxes, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))
    share = _INSIDE if count == 1 else _ALL_INSIDE
    width, height = (max(_SMALL, share * side) + 2 * _GAP for side in (right - left, bottom - top))
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height


def _resting(upper: list[Group], lower: list[Group]) -> list[Group]:
    """``upper`` moved down until it stands on what is highest of ``lower``."""
    shapes = [shape for group in upper for shape in group]
    top = min(bounds(group)[1] for group in lower)
    return [scaled(group, 1.0, 0.0, top - bounds(shapes)[3]) for group in upper]


def _boxes(relation: str) -> Sequence[Box]:
    half, edge = SIDE / 2, SIDE / 4
    north, south = (edge, 0.0, half, half), (edge, half, half, half)
    whole = (0.0, 0.0, float(SIDE), float(SIDE))
    places: dict[str, tuple[Box, Box]] = {
        "below": (south, north),
        "inside": ((30.0, 30.0, 36.0, 36.0), whole),
        "badge": ((0.0, 0.0, 68.0, 68.0), (58.0, 58.0, 38.0, 38.0)),
    }
    return places.get(relation, (north, south))


def _row(shapes: Sequence[Shape], count: int, box: Box, upright: bool = False) -> list[Group]:
    x, y, width, height = box
    dx, dy = (0.0, height / count) if upright else (width / count, 0.0)
    cell = (width, dy) if upright else (dx, height)
    return [fitted(shapes, (x + i * dx, y + i * dy, *cell)) for i in range(count)]


def _several(shapes: Sequence[Shape], count: int, box: Box) -> list[Group]:
    return [fitted(shapes, cell) for cell in _cells(count, box)]


def _cells(count: int, box: Box) -> list[Box]:
    """Squares in as many rows as make them largest, the last row in the middle."""
    x, y, width, height = box

    def size(columns: int) -> tuple[float, int]:
        return min(width / columns, height / math.ceil(count / columns)), columns

    columns = max(range(1, count + 1), key=size)
    rows = math.ceil(count / columns)
    side = min(width / columns, height / rows)
    top = y + (height - side * rows) / 2
    cells: list[Box] = []
    for first in range(0, count, columns):
        here = min(columns, count - first)
        left = x + (width - side * here) / 2
        place = top + side * (first // columns)
        cells += [(left + side * i, place, side, side) for i in range(here)]
    return cells


def _ring(shapes: Sequence[Shape], count: int) -> list[Group]:
    side = min(34.0, 2 * 32 * math.sin(math.pi / count))
    groups = []
    for i in range(count):
        angle = math.tau * i / count - math.pi / 2
        x, y = 48 + 31 * math.cos(angle), 48 + 31 * math.sin(angle)
        groups.append(fitted(shapes, (x - side / 2, y - side / 2, side, side)))
    return groups


def fitted(shapes: Sequence[Shape], box: Box) -> Group:
    """``shapes`` as large as fits into a box (left, top, width, height) with a gap around it, in its middle."""
    x, y, width, height = box
    left, top, right, bottom = bounds(shapes)
    side = min(width, height)
    room = side - 2 * min(_GAP, _MARGIN * side)
    factor = min(1.0, room / max(right - left, bottom - top, 1))
    dx = x + width / 2 - factor * (left + right) / 2
    dy = y + height / 2 - factor * (top + bottom) / 2
    return scaled(shapes, factor, dx, dy)
