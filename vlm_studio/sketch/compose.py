"""Drawings of several things put together in one square."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.order import scaled
from vlm_studio.sketch.scene import Scene, Thing
from vlm_studio.sketch.shapes import SIDE, Circle, Path, Rect, Shape

_GAP, _MARGIN = 4.0, 0.12
"""Around a thing in its box, in units, and of the side of a small box."""
_INSIDE, _ALL_INSIDE, _SMALL = 0.55, 0.7, 16.0
"""Of what is around it, the size of a thing inside, or of several; which is not smaller than that many units."""
_SHELF = 12.0
"""Units left of and right of what several things stand on."""
_FRAMES: dict[str, Shape] = {
    "circle": Circle((48, 48), 44),
    "square": Rect((4, 4), 88, 88),
    "box": Rect((4, 4), 88, 88, 12),
}

Group = tuple[Shape, ...]
Box = tuple[float, float, float, float]
"""Left, top, width, height."""
_WHOLE: Box = (0.0, 0.0, float(SIDE), float(SIDE))


def compose(scene: Scene, drawn: Sequence[Sequence[Shape]]) -> list[Group]:
    """A group of shapes for each of its :func:`names`; ``drawn`` has the shapes of each of its :func:`leaves`."""
    return _composed(scene, iter(drawn))


def _composed(scene: Scene, drawn: Iterator[Sequence[Shape]]) -> list[Group]:
    parts = [_part(part, drawn) for part in scene.things]
    if len(parts) == 1:
        return _alone(scene, parts[0])
    placed = [part.into(box) for part, box in zip(parts, _places(scene, parts))]
    if scene.relation == "on":
        placed[0] = _resting(placed[0], placed[1])
    return [group for groups in placed for group in groups]


class _Copies:
    """A thing as often as it is wanted."""

    def __init__(self, shapes: Sequence[Shape], count: int) -> None:
        self.shapes, self.across = shapes, count

    def into(self, box: Box) -> list[Group]:
        return [fitted(self.shapes, cell) for cell in _cells(self.across, box)]


class _Together:
    """A scene in a scene."""

    def __init__(self, groups: list[Group], across: int) -> None:
        self.groups, self.across = groups, across

    @property
    def shapes(self) -> list[Shape]:
        return [shape for group in self.groups for shape in group]

    def into(self, box: Box) -> list[Group]:
        factor, dx, dy = _fit(bounds(self.shapes), box)
        return [scaled(group, factor, dx, dy) for group in self.groups]


def _part(part: Thing | Scene, drawn: Iterator[Sequence[Shape]]) -> _Copies | _Together:
    if isinstance(part, Thing):
        return _Copies(next(drawn), part.count)
    return _Together(_composed(part, drawn), _across(part))


def _across(part: Thing | Scene) -> int:
    """How many things stand in a row there."""
    if isinstance(part, Thing):
        return part.count
    widths = [_across(one) for one in part.things]
    return sum(widths) if part.relation in ("left", "right", "beside", "line") else max(widths)


def _alone(scene: Scene, part: _Copies | _Together) -> list[Group]:
    if scene.frame:
        return [(_FRAMES[scene.frame],), *part.into((20.0, 20.0, 56.0, 56.0))]
    if scene.relation == "ring":
        return _ring(part.shapes, part.across)
    if scene.relation in ("row", "column"):
        return _row(part.shapes, part.across, _WHOLE, upright=scene.relation == "column")
    return part.into(_WHOLE) if scene.relation else [tuple(part.shapes)]


def _places(scene: Scene, parts: Sequence[_Copies | _Together]) -> Sequence[Box]:
    """Where each of several things goes."""
    widths = [part.across for part in parts]
    if scene.relation == "list":
        return _cells(len(parts), _WHOLE)
    if scene.relation == "line":
        return _side_by_side(widths)
    one, other = parts
    if scene.relation == "inside" and other.across == 1:
        return _within(_enclosing(other), one.across), _WHOLE
    if scene.relation == "right":
        return _side_by_side(widths[::-1])[::-1]
    if scene.relation in ("left", "beside"):
        return _side_by_side(widths)
    if scene.relation == "on" and one.across > 1:
        return _shelf(one.across)
    return _boxes(scene.relation)


def _side_by_side(widths: Sequence[int]) -> Sequence[Box]:
    """Boxes next to one another for so many things in one row, all of a size."""
    side = SIDE / sum(widths)
    top = (SIDE - side) / 2
    starts = itertools.accumulate(widths, initial=0)
    return [(start * side, top, width * side, side) for start, width in zip(starts, widths)]


def _shelf(count: int) -> tuple[Box, Box]:
    """A row of so many things, and below it what they all have room on."""
    side = min(SIDE / 2, (SIDE - 2 * _SHELF) / count)
    left = (SIDE - count * side) / 2
    return (left, 0.0, count * side, side), (_SHELF, 36.0, SIDE - 2 * _SHELF, 60.0)


def _enclosing(part: _Copies | _Together) -> Sequence[Shape]:
    return [shape for group in part.into(_WHOLE) for shape in group]


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
    places: dict[str, tuple[Box, Box]] = {
        "below": (south, north),
        "inside": ((30.0, 30.0, 36.0, 36.0), _WHOLE),
        "badge": ((0.0, 0.0, 68.0, 68.0), (58.0, 58.0, 38.0, 38.0)),
    }
    return places.get(relation, (north, south))


def _row(shapes: Sequence[Shape], count: int, box: Box, upright: bool = False) -> list[Group]:
    x, y, width, height = box
    dx, dy = (0.0, height / count) if upright else (width / count, 0.0)
    cell = (width, dy) if upright else (dx, height)
    return [fitted(shapes, (x + i * dx, y + i * dy, *cell)) for i in range(count)]


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
    """``shapes`` as large as fits into a box with a gap around it, in its middle; never larger than they are."""
    x, y, width, height = box
    side = min(width, height)
    square = (x + (width - side) / 2, y + (height - side) / 2, side, side)
    return scaled(shapes, *_fit(bounds(shapes), square))


def _fit(inner: tuple[float, float, float, float], box: Box) -> tuple[float, float, float]:
    """How to scale and move what has the bounds ``inner`` (left, top, right, bottom)."""
    (x, y, width, height), (left, top, right, bottom) = box, inner
    gap = 2 * min(_GAP, _MARGIN * min(width, height))
    factor = min(1.0, (width - gap) / max(right - left, 1), (height - gap) / max(bottom - top, 1))
    return (
        factor,
        x + width / 2 - factor * (left + right) / 2,
        y + height / 2 - factor * (top + bottom) / 2,
    )
