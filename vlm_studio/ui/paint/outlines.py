"""The outline of a mask as closed loops of points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_STEPS = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]], np.float64)
"""Right, down, left, up: the directions of pixel edges, the mask on their right-hand side."""


def loops(pixels: NDArray[np.bool_], *, exact: bool) -> list[NDArray[np.float64]]:
    """Closed outlines of the set pixels of ``pixels`` (H x W), each (N, 2) as x, y; holes are loops too.

    ``exact`` follows the pixels' edges; otherwise corners are cut half a pixel, which looks smooth from afar.
    """
    starts, directions = _edges(pixels)
    if not len(starts):
        return []
    following = _following(starts, directions, pixels.shape[1] + 1)
    before = np.empty_like(following)
    before[following] = np.arange(following.size)
    turns = directions != directions[before]
    if exact:
        points, kept = starts.astype(np.float64), turns
    else:
        points = starts + _STEPS[directions] / 2
        kept = turns | (directions != directions[following])
    return [points[chain] for chain in _chains(following, kept)]


def coarser(pixels: NDArray[np.bool_], halvings: int) -> NDArray[np.bool_]:
    """``pixels`` at ``1 / 2 ** halvings`` of the size: set where at least half of the block is.

    What would vanish altogether is kept wherever any pixel of the block is set.
    """
    if halvings == 0:
        return pixels
    side = 1 << halvings
    height, width = pixels.shape
    padded = np.pad(pixels, ((0, -height % side), (0, -width % side)))
    blocks = padded.reshape(padded.shape[0] // side, side, -1, side)
    half = np.asarray(blocks.mean(axis=(1, 3)) >= 0.5)
    return half if half.any() else np.asarray(blocks.any(axis=(1, 3)))


def _edges(pixels: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each unit edge starts, (N, 2) as x, y, and its direction (an index into ``_STEPS``)."""
    padded = np.pad(pixels, 1)
    inside = padded[1:-1, 1:-1]
    sides = (
        (inside & ~padded[:-2, 1:-1], (0, 0)),
        (inside & ~padded[1:-1, 2:], (1, 0)),
        (inside & ~padded[2:, 1:-1], (1, 1)),
        (inside & ~padded[1:-1, :-2], (0, 1)),
    )
    starts, directions = [], []
    for direction, (edge, corner) in enumerate(sides):
        rows, columns = np.nonzero(edge)
        starts.append(np.stack((columns + corner[0], rows + corner[1]), axis=1))
        directions.append(np.full(rows.size, direction))
    return np.concatenate(starts), np.concatenate(directions)


def _following(
    starts: NDArray[np.intp], directions: NDArray[np.intp], columns: int
) -> NDArray[np.intp]:
    """For each edge the one that goes on from its end, turning right where there is a choice."""
    keys = (starts[:, 1] * columns + starts[:, 0]) * 4 + directions
    order = np.argsort(keys)
    ordered = keys[order]
    ends = starts + _STEPS[directions].astype(np.intp)
    corners = (ends[:, 1] * columns + ends[:, 0]) * 4
    following = np.full(keys.size, -1)
    for turn in (3, 0, 1):  # the last that exists wins: left, straight on, right
        wanted = corners + (directions + turn) % 4
        places = np.minimum(np.searchsorted(ordered, wanted), keys.size - 1)
        found = ordered[places] == wanted
        following[found] = order[places[found]]
    return following


def _chains(following: NDArray[np.intp], kept: NDArray[np.bool_]) -> list[list[int]]:
    """Walk every loop once, noting the edges to be kept."""
    goes_to, keep = following.tolist(), kept.tolist()
    seen = bytearray(len(goes_to))
    chains = []
    for first in range(len(goes_to)):
        if seen[first]:
            continue
        chain, edge = [], first
        while not seen[edge]:
            seen[edge] = 1
            if keep[edge]:
                chain.append(edge)
            edge = goes_to[edge]
        chains.append(chain)
    return chains
