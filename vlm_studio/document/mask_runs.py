"""Masks put together and taken apart run by run: no pixels are built, however large the frame is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vlm_studio.document.geometry import Point
from vlm_studio.document.masks import Mask

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vlm_studio.document.runs import Runs

    Floats = NDArray[np.float64]


def united(one: Mask, other: Mask) -> Mask:
    """What is set in either mask."""
    from vlm_studio.document import runs

    both = Mask.of_runs(runs.union((one.runs(), other.runs())))
    assert both is not None  # a mask is never empty
    return both


def without(mask: Mask, taken: Mask) -> Mask | None:
    """What is set in ``mask`` and not in ``taken``; ``None`` when nothing is left."""
    from vlm_studio.document import runs

    return Mask.of_runs(runs.difference((mask.runs(), taken.runs())))


class Stroke:
    """The pixels of a ``width`` x ``height`` picture whose middles lie within ``radius`` of a line that grows.

    A brush thinner than a pixel still sets the pixels it goes through.
    """

    def __init__(self, start: Point, radius: float, width: int, height: int) -> None:
        self.radius = max(radius, 0.5)
        self._size = width, height
        self._pieces = [_capsule(start, start, self.radius, width, height)]
        self.end = start
        """Where the line ends now."""

    def to(self, point: Point) -> None:
        """Go on in a straight line."""
        self._pieces.append(_capsule(self.end, point, self.radius, *self._size))
        self.end = point

    def mask(self) -> Mask | None:
        """What is set; ``None`` when all of the line lies beside the picture."""
        from vlm_studio.document import runs

        return Mask.of_runs(runs.union(self._pieces))


def _capsule(a: Point, b: Point, radius: float, width: int, height: int) -> Runs:
    """Runs of the pixels within ``radius`` of the line from ``a`` to ``b``, one for each column."""
    import numpy as np

    from vlm_studio.document.runs import Runs

    left = max(0, int(np.floor(min(a.x, b.x) - radius)))
    right = min(width, int(np.ceil(max(a.x, b.x) + radius)))
    columns = np.arange(left, max(left, right))
    middles = columns.astype(np.float64) + 0.5
    top, bottom = _edges(middles, a, b, radius)
    first = np.clip(np.ceil(top - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.floor(bottom - 0.5) + 1, 0, height).astype(np.int64)
    return Runs.of(columns, first, last)


def _edges(x: Floats, a: Point, b: Point, radius: float) -> tuple[Floats, Floats]:
    """The lowest and highest y of the capsule at each ``x``; the first above the second where there is none."""
    import numpy as np

    top, bottom = np.full(x.size, np.inf), np.full(x.size, -np.inf)
    for end in (a, b):
        room = radius * radius - (x - end.x) ** 2
        half = np.sqrt(np.maximum(room, 0.0))
        top = np.where(room >= 0, np.minimum(top, end.y - half), top)
        bottom = np.where(room >= 0, np.maximum(bottom, end.y + half), bottom)
    length = a.distance(b)
    if length == 0:
        return top, bottom
    # The two long sides, each as far as it goes.
    off_x, off_y = (b.y - a.y) / length * radius, (a.x - b.x) / length * radius
    for side in (1, -1):
        start, end = a.moved(side * off_x, side * off_y), b.moved(side * off_x, side * off_y)
        if start.x == end.x:
            continue
        along = (x - start.x) / (end.x - start.x)
        y = start.y + along * (end.y - start.y)
        on = (along >= 0) & (along <= 1)
        top = np.where(on, np.minimum(top, y), top)
        bottom = np.where(on, np.maximum(bottom, y), bottom)
    return top, bottom
