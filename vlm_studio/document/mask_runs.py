"""Masks put together and taken apart run by run: no pixels are built, however large the frame is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vlm_studio.document.geometry import Point
from vlm_studio.document.masks import Mask, decode_counts, encode_counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_COLUMN = 1 << 32
"""A place is ``column * _COLUMN + row``: columns are so far apart that no run meets the next one."""


def united(one: Mask, other: Mask) -> Mask:
    """What is set in either mask."""
    both = _combined(one, other, 1, 1, least=1)
    assert both is not None  # a mask is never empty
    return both


def without(mask: Mask, taken: Mask) -> Mask | None:
    """What is set in ``mask`` and not in ``taken``; ``None`` when nothing is left."""
    return _combined(mask, taken, 1, -1, least=1)


def intersected(one: Mask, other: Mask) -> Mask | None:
    """What is set in both masks; ``None`` when they do not meet."""
    return _combined(one, other, 1, 1, least=2)


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
        import numpy as np

        starts = np.concatenate([starts for starts, _ in self._pieces])
        ends = np.concatenate([ends for _, ends in self._pieces])
        return _made(*_summed(starts, ends, np.ones(starts.size, np.int64), 1), 0, 0)


def _capsule(a: Point, b: Point, radius: float, width: int, height: int) -> tuple[Ints, Ints]:
    """Runs of the pixels within ``radius`` of the line from ``a`` to ``b``, one for each column."""
    import numpy as np

    left = max(0, int(np.floor(min(a.x, b.x) - radius)))
    right = min(width, int(np.ceil(max(a.x, b.x) + radius)))
    columns = np.arange(left, max(left, right))
    middles = columns.astype(np.float64) + 0.5
    top, bottom = _edges(middles, a, b, radius)
    first = np.clip(np.ceil(top - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.floor(bottom - 0.5) + 1, 0, height).astype(np.int64)
    some = last > first
    places = columns[some].astype(np.int64) * _COLUMN
    return places + first[some], places + last[some]


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


def _combined(one: Mask, other: Mask, first: int, second: int, *, least: int) -> Mask | None:
    """What at least ``least`` of the two cover, ``one`` counted ``first`` times and ``other`` ``second`` times."""
    import numpy as np

    x, y = min(one.x, other.x), min(one.y, other.y)
    runs = [_runs(mask, mask.x - x, mask.y - y) for mask in (one, other)]
    starts = np.concatenate([starts for starts, _ in runs])
    ends = np.concatenate([ends for _, ends in runs])
    weights = np.repeat((first, second), [starts.size for starts, _ in runs])
    return _made(*_summed(starts, ends, weights, least), x, y)


def _summed(starts: Ints, ends: Ints, weights: Ints, least: int) -> tuple[Ints, Ints]:
    """Runs of the places where the weights of the runs over them come to ``least`` or more."""
    import numpy as np

    places = np.concatenate((starts, ends))
    steps = np.concatenate((weights, -weights))
    order = np.argsort(places, kind="stable")
    places, heights = places[order], np.cumsum(steps[order])
    settled = np.ones(places.size, bool)
    settled[:-1] = places[1:] != places[:-1]
    places, inside = places[settled], heights[settled] >= least
    before = np.concatenate(([False], inside[:-1]))
    return places[inside & ~before], places[before & ~inside]


def _runs(mask: Mask, right: int, down: int) -> tuple[Ints, Ints]:
    """Starts and ends of the set runs of ``mask``, moved; a run over several columns is cut at each."""
    import numpy as np

    edges = np.cumsum(decode_counts(mask.counts))
    count = edges.size // 2
    starts, ends = edges[0 : 2 * count : 2], edges[1 : 2 * count : 2]
    starts, ends = starts[ends > starts], ends[ends > starts]
    first, last = starts // mask.height, (ends - 1) // mask.height
    pieces = last - first + 1
    index = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    columns = np.repeat(first, pieces) + index
    tops = np.where(index == 0, np.repeat(starts, pieces) - columns * mask.height, 0)
    whole = index < np.repeat(pieces, pieces) - 1
    bottoms = np.where(whole, mask.height, np.repeat(ends, pieces) - columns * mask.height)
    places = (columns + right) * _COLUMN + down
    return places + tops, places + bottoms


def _made(starts: Ints, ends: Ints, x: int, y: int) -> Mask | None:
    """The mask of runs, none of which meets another, its frame's corner at ``x, y``."""
    import numpy as np

    if starts.size == 0:
        return None
    columns, tops = starts // _COLUMN, starts % _COLUMN
    bottoms = tops + (ends - starts)
    left, top = int(columns[0]), int(tops.min())
    width, height = int(columns[-1]) - left + 1, int(bottoms.max()) - top
    places = (columns - left) * height - top
    starts, ends = places + tops, places + bottoms
    # Runs that touch across a column break are one run in COCO's order.
    apart = starts[1:] > ends[:-1]
    starts, ends = starts[np.append(True, apart)], ends[np.append(apart, True)]
    edges = np.concatenate(([0], np.stack((starts, ends), axis=1).ravel(), [width * height]))
    lengths = np.diff(edges)
    counts = encode_counts(lengths if lengths[-1] else lengths[:-1])
    return Mask(x + left, y + top, width, height, counts)
