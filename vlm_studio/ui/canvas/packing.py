"""Boxes in blocks of neighbours, so that whole blocks can be passed over.

Sort-tile-recursive packing (Leutenegger, Lopez and Edgington, 1997) with one level.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.geometry import Box

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]

_BLOCK = 96
_LOOSE = 1_000
"""So many rows may stand outside the blocks before everything is packed again."""
_NONE = np.empty(0, np.intp)


class Packing:
    """Rows of ``edges``, shape (4, N): left, top, right, bottom. Rows that are added later stand in no block."""

    def __init__(self, edges: Floats) -> None:
        count = edges.shape[1]
        self._packed = count
        self._order = _order(edges)
        self._starts = np.arange(0, count, _BLOCK)
        self._block = np.empty(count, np.intp)
        self._block[self._order] = np.arange(count) // _BLOCK
        self._bounds = np.empty((4, self._starts.size))
        if count:
            sorted_edges = edges[:, self._order]
            self._bounds[:2] = np.minimum.reduceat(sorted_edges[:2], self._starts, axis=1)
            self._bounds[2:] = np.maximum.reduceat(sorted_edges[2:], self._starts, axis=1)
        self._loose = _NONE

    def moved(self, rows: Rows, edges: Floats) -> None:
        """``rows`` have other ``edges`` now, shape (4, n); new ones come after all that were there."""
        old = rows < self._packed
        blocks, inside = self._block[rows[old]], edges[:, old]
        for side, widen in enumerate((np.minimum, np.minimum, np.maximum, np.maximum)):
            widen.at(self._bounds[side], blocks, inside[side])
        self._loose = np.union1d(self._loose, rows[~old])

    @property
    def worn(self) -> bool:
        """Whether it should be made anew."""
        return self._loose.size > _LOOSE

    def sums(self, values: Floats) -> Floats:
        """Sums of ``values``, one for each row, over the rows of each block."""
        if not self._packed:
            return np.empty(0)
        return np.add.reduceat(values[self._order], self._starts)

    def blocks(self, box: Box) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which blocks lie wholly in ``box``, and which may do so in part."""
        left, top, right, bottom = self._bounds
        x, y, end, low = box.x, box.y, box.right, box.bottom
        meets = (left <= end) & (right >= x) & (top <= low) & (bottom >= y)
        inside = meets & (left >= x) & (right <= end) & (top >= y) & (bottom <= low)
        return inside, meets & ~inside

    def rows(self, blocks: NDArray[np.bool_]) -> Rows:
        """The rows of these blocks, in no order."""
        chosen = np.flatnonzero(blocks)
        if not chosen.size:
            return _NONE
        places = (self._starts[chosen, None] + np.arange(_BLOCK)).ravel()
        rows: Rows = self._order[places[places < self._packed]]
        return rows

    @property
    def loose(self) -> Rows:
        """Rows that stand in no block."""
        return self._loose


def _order(edges: Floats) -> Rows:
    """Rows so that those near each other stand near each other: strips from left to right, each from top to bottom."""
    count = edges.shape[1]
    if not count:
        return _NONE
    across, down = edges[0] + edges[2], edges[1] + edges[3]
    strips = max(1, round((count / _BLOCK) ** 0.5))
    rank = np.empty(count, np.intp)
    rank[np.argsort(across, kind="stable")] = np.arange(count)
    return np.lexsort((down, rank * strips // count))
