"""Sets of pixels as outlines. They are followed from run to run, so a large picture costs no more than a long outline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.runs import Places, Runs, union

Ring = NDArray[np.float64]
"""Points (N, 2) of a closed outline in document pixels; the last is joined to the first."""

TOLERANCE = 0.7
"""How far, in pixels, a simplified outline may be from the true one."""


def rings(runs: Runs) -> list[Ring]:
    """The outer outline of every part of ``runs``, simplified, the largest first; holes are filled."""
    outer = [ring for ring in loops(union([runs])) if area(ring) > 0]
    return [simplified(ring) for ring in sorted(outer, key=area, reverse=True)]


def area(ring: Ring) -> float:
    """Enclosed area in square pixels; negative for the edge of a hole."""
    x, y = ring.T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def loops(runs: Runs, *, exact: bool = False) -> list[Ring]:
    """Every edge as a closed line, the pixels on its right-hand side; holes have lines of their own.

    The lines go through the middles of the pixels' sides, which looks smooth from afar; ``exact`` ones along the sides.
    """
    count = runs.starts.size
    # Upper edges are walked to the right, lower ones to the left: each by its number, upper ones first.
    columns = np.concatenate((runs.columns, runs.columns))
    rows = np.concatenate((runs.tops, runs.bottoms))
    upper = np.arange(2 * count) < count
    following = _following(columns, rows, upper)
    order, sizes = _cycles(following)
    if not sizes:
        return []
    corners = _corners if exact else _middles
    points, kept = corners(columns[order], rows[order], upper[order], rows[following[order]])
    lengths = np.add.reduceat(kept.sum(axis=1), np.cumsum([0, *sizes[:-1]]))
    return np.split(points[kept], np.cumsum(lengths)[:-1])


def _following(columns: Places, rows: Places, upper: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For each horizontal side the one that is reached from its end, up or down along a line between two columns."""
    count = columns.size
    lines = np.concatenate((columns + ~upper, columns + upper))  # where sides begin, and end
    # Along one line, every second stretch between corners is an edge. Where two pixels touch at a corner,
    # the side that ends the upper one comes first, so that the two stay apart.
    order = np.lexsort((np.tile(upper, 2), np.tile(rows, 2), lines))
    partner = np.empty_like(order)
    partner[order[0::2]], partner[order[1::2]] = order[1::2], order[0::2]
    return partner[count:]


def _cycles(following: NDArray[np.intp]) -> tuple[list[int], list[int]]:
    """The sides in the order they are walked, loop after loop, and how many each loop has."""
    goes_to = following.tolist()
    seen = bytearray(len(goes_to))
    order: list[int] = []
    sizes: list[int] = []
    for first in range(len(goes_to)):
        if seen[first]:
            continue
        before, side = len(order), first
        while not seen[side]:
            seen[side] = 1
            order.append(side)
            side = goes_to[side]
        sizes.append(len(order) - before)
    return order, sizes


def _corners(
    columns: Places, rows: Places, upper: NDArray[np.bool_], next_rows: Places
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The first and last point of the way from each side up or down to the next: (N, 2, 2), and which to keep."""
    line = columns + upper
    points = np.stack((line, rows, line, next_rows), axis=1).reshape(-1, 2, 2)
    turns = rows != next_rows
    return points.astype(np.float64), np.stack((turns, turns), axis=1)


def _middles(
    columns: Places, rows: Places, upper: NDArray[np.bool_], next_rows: Places
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The middle of each side and of the first and last pixel's side on the way to the next: (N, 3, 2), and which to keep."""
    line = columns + upper
    way = np.sign(next_rows - rows)
    x = np.stack((columns + 0.5, line, line), axis=1)
    y = np.stack((rows, rows + way / 2, next_rows - way / 2), axis=1)
    far = np.abs(next_rows - rows)
    kept = np.stack((np.ones(rows.size, bool), far > 0, far > 1), axis=1)
    return np.stack((x, y), axis=2), kept


def simplified(ring: Ring, tolerance: float = TOLERANCE) -> Ring:
    """``ring`` with fewer points (Douglas and Peucker, 1973), at least three; all stretches are split at once."""
    if len(ring) <= 4:
        return ring
    far = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    closed = np.concatenate((ring, ring[:1]))
    kept = np.zeros(len(closed), bool)
    kept[[0, far, -1]] = True
    first, last = np.array([0, far]), np.array([far, len(ring)])
    while first.size:
        worst, distance = _farthest(closed, first, last)
        split = distance > tolerance
        first, worst, last = first[split], worst[split], last[split]
        kept[worst] = True
        first, last = np.concatenate((first, worst)), np.concatenate((worst, last))
        long = last - first > 1
        first, last = first[long], last[long]
    few = ring[kept[:-1]]
    return few if len(few) >= 3 else ring


def _farthest(
    points: Ring, first: NDArray[np.intp], last: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """For each stretch the point between its ends that is farthest from the line through them, and how far."""
    counts = last - first - 1
    begin = np.cumsum(counts) - counts
    stretch = np.repeat(np.arange(first.size), counts)
    index = np.arange(stretch.size) - np.repeat(begin - first - 1, counts)
    along, offset = (points[last] - points[first])[stretch], points[index] - points[first][stretch]
    length = np.hypot(*along.T)
    across = np.abs(along[:, 0] * offset[:, 1] - along[:, 1] * offset[:, 0])
    apart = np.where(length > 0, across / np.maximum(length, 1e-12), np.hypot(*offset.T))
    most = np.maximum.reduceat(apart, begin)
    hits = np.flatnonzero(apart == most[stretch])
    _, where = np.unique(stretch[hits], return_index=True)
    return index[hits[where]], most
