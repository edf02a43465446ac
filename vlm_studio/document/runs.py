"""Sets of pixels as runs down the columns: what masks are combined in, whatever the size of the picture.

A pixel is one number: its column times a stride larger than any picture is high, plus its row. So runs of
one column never touch those of the next, and sets can be combined as sorted lists of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Depth = NDArray[np.int64]

_BITS = 24
STRIDE = 1 << _BITS
"""How far apart the numbers of two pixels next to each other in a row are."""
_ROW_0 = 1 << (_BITS - 1)
"""Rows are counted from here, so that those above the picture are not negative."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Pixels from each of ``starts`` up to, not including, that of ``ends``; sorted, and no two overlap."""

    starts: Places
    ends: Places

    @classmethod
    def of(cls, columns: Places, tops: Places, bottoms: Places) -> Runs:
        """Runs of rows ``tops`` to ``bottoms`` (exclusive) in ``columns``, in order; empty ones are left out."""
        real = bottoms > tops
        base = (columns << _BITS) + _ROW_0
        return cls((base + tops)[real], (base + bottoms)[real])

    @property
    def columns(self) -> Places:
        """The column of each run."""
        return self.starts >> _BITS

    @property
    def tops(self) -> Places:
        """The first row of each run."""
        return self.starts - (self.columns << _BITS) - _ROW_0

    @property
    def bottoms(self) -> Places:
        """The row after the last one of each run."""
        return self.ends - (self.columns << _BITS) - _ROW_0

    @property
    def area(self) -> int:
        """Number of pixels."""
        return int((self.ends - self.starts).sum())


def union(several: Sequence[Runs]) -> Runs:
    """The pixels of any of them."""
    return _where(several, lambda first, others: (first + others) > 0)


def intersection(several: Sequence[Runs]) -> Runs:
    """The pixels of all of them (at least one)."""
    return _where(several, lambda first, others: (first + others) == len(several))


def difference(several: Sequence[Runs]) -> Runs:
    """The pixels of the first one that none of the others has."""
    return _where(several, lambda first, others: (first > 0) & (others == 0))


def _where(several: Sequence[Runs], rule: Callable[[Depth, Depth], NDArray[np.bool_]]) -> Runs:
    """Pixels for which ``rule`` holds, told whether they are in the first set, and in how many of the others."""
    places = np.concatenate([part for runs in several for part in (runs.starts, runs.ends)])
    steps = np.concatenate([step for runs in several for step in _steps(runs)])
    first = np.arange(places.size) < 2 * several[0].starts.size
    order = np.argsort(places, kind="stable")
    places, steps, first = places[order], steps[order], first[order]
    inside = rule(np.cumsum(steps * first), np.cumsum(steps * ~first))
    settled = np.append(places[1:] != places[:-1], True)[: places.size]
    places, inside = places[settled], inside[settled]
    edges = places[inside != np.append(False, inside[:-1])[: inside.size]]
    return Runs(edges[0::2], edges[1::2])


def _steps(runs: Runs) -> tuple[Depth, Depth]:
    ones = np.ones(runs.starts.size, np.int64)
    return ones, -ones


def coarser(runs: Runs, halvings: int) -> Runs:
    """A set of pixels at ``1 / 2 ** halvings`` of the size: set where at least half of the block is.

    What would vanish altogether is kept wherever any pixel of the block is set. No row or column may be negative.
    """
    if halvings == 0 or not runs.starts.size:
        return runs
    side = 1 << halvings
    columns = runs.columns >> halvings
    shape = int(columns[-1]) + 1, int(runs.bottoms.max() >> halvings) + 2
    # Up to its end a run fills every block above, and a part of that block; what lies above its start is taken off.
    filled = np.zeros(shape, np.int64)
    part = np.zeros(shape, np.int64)
    for rows, sign in ((runs.bottoms, 1), (runs.tops, -1)):
        np.add.at(filled, (columns, rows >> halvings), sign * side)
        np.add.at(part, (columns, rows >> halvings), sign * (rows & (side - 1)))
    area = filled[:, ::-1].cumsum(axis=1)[:, ::-1] - filled + part
    half = area * 2 >= side * side
    return runs_of(half if half.any() else area > 0)


def runs_of(columns: NDArray[np.bool_]) -> Runs:
    """The set pixels of an array that is indexed by column, then row."""
    steps = np.diff(np.pad(columns, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    at, tops = np.nonzero(steps == 1)
    return Runs.of(at, tops, np.nonzero(steps == -1)[1])
