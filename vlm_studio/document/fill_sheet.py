"""The picture in which the place that a click fills is looked for: outlines drawn into it, and what lies between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.flattening import Line, lines
from vlm_studio.document.geometry import Box
from vlm_studio.document.regions import parts
from vlm_studio.document.runs import Runs, runs_of
from vlm_studio.document.vectors import VectorObject

SIDE = 900
"""Pixels of a side of the picture."""
GAP = 4.0
"""So many of those pixels a gap has that is closed."""
WIDEST = 90
"""Half of the widest stroke, in those pixels, below whose middle a region still goes."""

Pixels = NDArray[np.bool_]


@dataclass(frozen=True)
class Sheet:
    """A picture of ``SIDE`` pixels a side around a place of the document."""

    left: float
    top: float
    scale: float
    """Its pixels for one of the document."""

    def spans(self, box: Box | None) -> tuple[slice, slice]:
        """The rows and columns of its pixels that are in ``box``."""
        if box is None:
            return slice(None), slice(None)
        sides = (box.y - self.top, box.bottom - self.top, box.x - self.left, box.right - self.left)
        top, bottom, left, right = (min(SIDE, max(0, round(s * self.scale))) for s in sides)
        return slice(top, bottom), slice(left, right)

    def places(self, line: Line) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pixels (x, y) that ``line`` goes through; none that are not in the picture."""
        points = (line - (self.left, self.top)) * self.scale
        if len(points) == 1:
            points = np.concatenate((points, points))
        start, end = points[:-1], points[1:]
        inside = (np.maximum(start, end) >= 0).all(axis=1) & (np.minimum(start, end) < SIDE).all(axis=1)  # fmt: skip
        start, end = start[inside], end[inside]
        start, end = _clipped(start, end), _clipped(end, start)
        counts = np.ceil(np.abs(end - start).max(axis=1) * 1.5).astype(np.int64) + 1
        of = np.repeat(np.arange(counts.size), counts)
        at = (np.arange(of.size) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[of]
        places = np.floor(start[of] + (end - start)[of] * at[:, None]).astype(np.int64)
        seen = ((places >= 0) & (places < SIDE)).all(axis=1)
        return places[seen, 0], places[seen, 1]


def _clipped(here: Line, there: Line) -> Line:
    """``here``, where it is very far from the picture, moved on towards ``there``."""
    far = 4.0 * SIDE
    apart = np.abs(here - SIDE / 2).max(axis=1, keepdims=True)
    back = np.where(apart > far, (apart - far) / np.maximum(np.abs(there - here).max(axis=1, keepdims=True), 1e-9), 0.0)  # fmt: skip
    return np.asarray(here + (there - here) * np.clip(back, 0.0, 1.0))


class Drawn:
    """All outlines on a sheet: their ``middles``, ``walls`` around these without gaps, and their ``strokes``, a gap wider."""

    def __init__(self, sheet: Sheet, bounding: Sequence[tuple[int, VectorObject]]) -> None:
        widths: dict[int, list[NDArray[np.int64]]] = {}
        places: list[NDArray[np.int64]] = [np.zeros((3, 0), np.int64)]
        for index, each in bounding:
            wide = each.width * sheet.scale / 2 if each.stroke is not None else 0.0
            half = min(WIDEST, round(wide + GAP / 2))
            for line in lines(each.shape, 2 / sheet.scale, closed=each.fill is not None):
                x, y = sheet.places(line)
                places.append(np.stack((x, y, np.full_like(x, index))))
                widths.setdefault(half, []).append(np.stack((x, y)))
        self.x, self.y, self.owner = np.concatenate(places, axis=1)
        self.middles = np.zeros((SIDE, SIDE), bool)
        self.middles[self.y, self.x] = True
        self.walls = self.middles
        for _ in range(round(GAP / 2)):
            self.walls = wider(self.walls)
        self.reach = math.ceil(1.5 * max(widths, default=0)) + 2
        self.strokes = np.zeros_like(self.middles)
        # The widest first: while they are made wide, the others come in.
        halves = sorted(widths, reverse=True)
        for half, less in zip(halves, [*halves[1:], 0], strict=True):
            x, y = np.concatenate(widths[half], axis=1)
            self.strokes[y, x] = True
            for step in range(half - less):
                self.strokes = wider(self.strokes, corners=step % 2 == 1)


def wider(pixels: Pixels, *, corners: bool = False) -> Pixels:
    """``pixels`` and their four neighbours, or eight."""
    wide = pixels.copy()
    wide[1:] |= pixels[:-1]
    wide[:-1] |= pixels[1:]
    across = wide.copy() if corners else pixels
    wide[:, 1:] |= across[:, :-1]
    wide[:, :-1] |= across[:, 1:]
    return wide


def spread(pixels: Pixels, where: Pixels, steps: int) -> Pixels:
    """``pixels`` grown by ``steps`` within ``where``."""
    for _ in range(steps):
        more = pixels | (wider(pixels) & where)
        if np.array_equal(more, pixels):
            break
        pixels = more
    return pixels


def part_around(free: Pixels, x: int, y: int) -> Pixels | None:
    """The part of ``free`` that holds the pixel nearest to (x, y), unless it reaches the edge."""
    if not free[y, x]:
        rows, columns = np.nonzero(free[y - WIDEST : y + WIDEST, x - WIDEST : x + WIDEST])
        if not rows.size:
            return None
        near = int(np.argmin((rows - WIDEST) ** 2 + (columns - WIDEST) ** 2))
        x, y = x - WIDEST + int(columns[near]), y - WIDEST + int(rows[near])
    return next((_pixels(part) for part in parts(runs_of(free.T)) if _has(part, x, y)), None)


def _has(part: Runs, x: int, y: int) -> bool:
    """Whether ``part`` has a pixel, and none at the edge."""
    here = part.columns == x
    if not (here & (part.tops <= y) & (part.bottoms > y)).any():
        return False
    across, down = part.columns, (part.tops.min(), part.bottoms.max())
    return bool(across[0] > 0 and across[-1] < SIDE - 1 and down[0] > 0 and down[1] < SIDE)


def _pixels(part: Runs) -> Pixels:
    steps = np.zeros((SIDE, SIDE + 1), np.int8)
    np.add.at(steps, (part.columns, part.tops), 1)
    np.add.at(steps, (part.columns, part.bottoms), -1)
    return np.asarray(np.cumsum(steps, axis=1, dtype=np.int8)[:, :-1].T.astype(bool))
