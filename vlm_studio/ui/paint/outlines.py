"""The outline of a mask as closed loops of points, found from its runs: what it costs grows with the outline alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.runs import Places, Runs, difference

_STEPS = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]], np.int64)
"""Right, down, left, up: the directions of pixel edges, the mask on their right-hand side."""
_FAR = 1 << 26
"""More than any coordinate."""


@dataclass(frozen=True, slots=True)
class _Edges:
    """Straight pieces of outlines: corners (N, 2) as x, y, directions as indexes into ``_STEPS``, lengths."""

    starts: Places
    directions: Places
    lengths: Places

    @property
    def ends(self) -> Places:
        return self.starts + _STEPS[self.directions] * self.lengths[:, None]


def loops(runs: Runs, *, exact: bool) -> list[NDArray[np.float64]]:
    """Closed outlines of a set of pixels, each (N, 2) as x, y; holes are loops too.

    ``exact`` follows the pixels' edges; otherwise corners are cut half a pixel, which looks smooth from afar.
    """
    if not runs.starts.size:
        return []
    edges = _edges(runs)
    following = _following(edges)
    before = np.empty_like(following)
    before[following] = np.arange(following.size)
    turns = edges.directions != edges.directions[before]
    if exact:
        points = edges.starts.astype(np.float64)[:, None]
        kept = turns[:, None]
    else:
        half = _STEPS[edges.directions] / 2
        points = np.stack((edges.starts + half, edges.ends - half), axis=1)
        leaves = edges.directions != edges.directions[following]
        # The middle of an edge of one pixel is both its first and its last.
        one = edges.lengths == 1
        kept = np.stack((turns | (leaves & one), leaves & ~one), axis=1)
    return [points[chain][kept[chain]] for chain in _chains(following)]


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
    return _runs_of(half if half.any() else area > 0)


def _runs_of(columns: NDArray[np.bool_]) -> Runs:
    """The set pixels of an array that is indexed by column, then row."""
    steps = np.diff(np.pad(columns, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    at, tops = np.nonzero(steps == 1)
    return Runs.of(at, tops, np.nonzero(steps == -1)[1])


def _edges(runs: Runs) -> _Edges:
    """The edges of the set pixels; those that run up or down are as long as they can be."""
    columns, tops, bottoms = runs.columns, runs.tops, runs.bottoms
    right = difference([runs, Runs.of(columns - 1, tops, bottoms)])
    left = difference([runs, Runs.of(columns + 1, tops, bottoms)])
    one = np.ones_like(columns)
    pieces = (
        (columns, tops, one),
        (right.columns + 1, right.tops, right.bottoms - right.tops),
        (columns + 1, bottoms, one),
        (left.columns, left.bottoms, left.bottoms - left.tops),
    )
    xs, ys, lengths = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    directions = np.repeat(np.arange(4), [piece[0].size for piece in pieces])
    return _Edges(np.stack((xs, ys), axis=1), directions, lengths)


def _following(edges: _Edges) -> NDArray[np.intp]:
    """For each edge the one that goes on from its end, turning right where there is a choice."""
    keys = _corners(edges.starts) + edges.directions
    order = np.argsort(keys)
    ordered = keys[order]
    corners = _corners(edges.ends)
    following = np.full(keys.size, -1)
    for turn in (3, 0, 1):  # the last that exists wins: left, straight on, right
        wanted = corners + (edges.directions + turn) % 4
        places = np.minimum(np.searchsorted(ordered, wanted), keys.size - 1)
        found = ordered[places] == wanted
        following[found] = order[places[found]]
    return following


def _corners(points: Places) -> Places:
    return (points[:, 1] * _FAR + points[:, 0]) * 4


def _chains(following: NDArray[np.intp]) -> list[list[int]]:
    """Walk every loop once."""
    goes_to = following.tolist()
    seen = bytearray(len(goes_to))
    chains = []
    for first in range(len(goes_to)):
        if seen[first]:
            continue
        chain, edge = [], first
        while not seen[edge]:
            seen[edge] = 1
            chain.append(edge)
            edge = goes_to[edge]
        chains.append(chain)
    return chains
