"""What lies inside a filled object."""

from __future__ import annotations

from vlm_studio.document import outlines
from vlm_studio.document.flattening import Line, lines
from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import Lettering, VectorObject


def holds(each: VectorObject, point: Point) -> bool:
    """Whether ``each`` paints its fill at ``point``."""
    if each.fill is None or isinstance(each.shape, Lettering):
        return False
    if not each.shape.bounds().contains(point):
        return False
    turns = [_turns(line, point) for line in _closed(each)]
    return bool(sum(turns) % 2 if each.rule == "evenodd" else sum(turns))


def room(each: VectorObject, point: Point) -> float:
    """Square pixels within the smallest outline of ``each`` around ``point``."""
    around = [abs(outlines.area(line)) for line in _closed(each) if _turns(line, point)]
    return min(around, default=0.0)


def _closed(each: VectorObject) -> list[Line]:
    box = each.shape.bounds()
    return list(lines(each.shape, max(box.width, box.height, 1e-6) / 100, closed=True))


def _turns(line: Line, point: Point) -> int:
    """How often ``line``, a closed one, goes around ``point``."""
    (x, y), (next_x, next_y) = line[:-1].T, line[1:].T
    side = (next_x - x) * (point.y - y) - (next_y - y) * (point.x - x)
    up = (y <= point.y) & (next_y > point.y) & (side > 0)
    down = (y > point.y) & (next_y <= point.y) & (side < 0)
    return int(up.sum()) - int(down.sum())
