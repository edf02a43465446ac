"""What a click into a drawing fills: the place between strokes, whichever objects they belong to.

The outlines are drawn into a small picture around the click, as coarse as the view that was clicked into; the pixels
that hang together with the click are a region, unless they reach the edge of the picture: then a larger one is tried.
A region grows to the middle of the strokes around it, and its outline becomes curves.
Where there is none, the edges of the page count as well, unless it is all four: that is around a drawing, not in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document import outlines
from vlm_studio.document.drawing import Filling
from vlm_studio.document.flattening import Line, lines
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.page_edges import snapped
from vlm_studio.document.regions import parts
from vlm_studio.document.ring_fitting import fitted_ring
from vlm_studio.document.runs import Runs, runs_of
from vlm_studio.document.vectors import Lettering, Path, Subpath, VectorObject

_SIDE = 900
"""Pixels of a side of the pictures in which regions are looked for."""
_GAP = 4.0
"""So many of those pixels a gap has that is closed."""
_WIDEST = 90
"""Half of the widest stroke, in those pixels, below whose middle a region still goes."""
_ERROR = 1.1
"""So far, in those pixels, curves may be from the outline."""
_SPECK = 12.0
"""Holes with fewer of those pixels are none."""
_CORNER = 12
"""A region that has at most so many of those pixels of an edge of the page only touches its corner."""
_EDGE = 2.0
"""So far, in those pixels, an outline may be from the edge of the page that it lies on."""
_SAME = 0.85
"""A region that is so much of a filled object is that object."""

Pixels = NDArray[np.bool_]


def filling(objects: Sequence[VectorObject], point: Point, gap: float, page: Box) -> Filling:
    """What a click at ``point`` fills; gaps between strokes up to ``gap`` document pixels are closed.

    What is open only towards some edges of ``page`` ends there.
    """
    below = next((i for i in reversed(range(len(objects))) if _holds(objects[i], point)), None)
    first = 0 if below is None else below
    bounding = [(i, each) for i, each in enumerate(objects[first:], first) if _bounds(each)]
    found = next(_found(bounding, point, gap), None)
    if found is None and below is None and page.contains(point):
        found = next(_found(bounding, point, gap, page), None)
    if below is not None:
        own = _room(objects[below], point)
        whole = found is None or found.room >= _SAME * own or set(found.owners) == {below}
        if whole:
            return Filling(recolours=objects[below].id)
    if found is None:
        return Filling()
    owners = [i for i in found.owners if i != below]
    strokes = [i for i in owners if objects[i].stroke is not None]
    return Filling(path=found.path, index=min(strokes or owners))


@dataclass(frozen=True)
class _Region:
    path: Path
    room: float
    """Square pixels within its outer outline."""
    owners: tuple[int, ...]
    """Which objects are around it, by their places."""


@dataclass(frozen=True)
class _Sheet:
    """A picture of ``size`` pixels a side around a place of the document."""

    left: float
    top: float
    scale: float
    """Its pixels for one of the document."""

    def spans(self, box: Box | None) -> tuple[slice, slice]:
        """The rows and columns of its pixels that are in ``box``."""
        if box is None:
            return slice(None), slice(None)
        sides = (box.y - self.top, box.bottom - self.top, box.x - self.left, box.right - self.left)
        top, bottom, left, right = (min(_SIDE, max(0, round(s * self.scale))) for s in sides)
        return slice(top, bottom), slice(left, right)

    def places(self, line: Line) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pixels (x, y) that ``line`` goes through; none that are not in the picture."""
        points = (line - (self.left, self.top)) * self.scale
        if len(points) == 1:
            points = np.concatenate((points, points))
        start, end = points[:-1], points[1:]
        inside = (np.maximum(start, end) >= 0).all(axis=1) & (np.minimum(start, end) < _SIDE).all(axis=1)  # fmt: skip
        start, end = start[inside], end[inside]
        start, end = _clipped(start, end), _clipped(end, start)
        counts = np.ceil(np.abs(end - start).max(axis=1) * 1.5).astype(np.int64) + 1
        of = np.repeat(np.arange(counts.size), counts)
        at = (np.arange(of.size) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[of]
        places = np.floor(start[of] + (end - start)[of] * at[:, None]).astype(np.int64)
        seen = ((places >= 0) & (places < _SIDE)).all(axis=1)
        return places[seen, 0], places[seen, 1]


def _clipped(here: Line, there: Line) -> Line:
    """``here``, where it is very far from the picture, moved on towards ``there``."""
    far = 4.0 * _SIDE
    apart = np.abs(here - _SIDE / 2).max(axis=1, keepdims=True)
    back = np.where(apart > far, (apart - far) / np.maximum(np.abs(there - here).max(axis=1, keepdims=True), 1e-9), 0.0)  # fmt: skip
    return np.asarray(here + (there - here) * np.clip(back, 0.0, 1.0))


def _bounds(each: VectorObject) -> bool:
    painted = each.fill is not None or (each.stroke is not None and each.width > 0)
    return painted and not isinstance(each.shape, Lettering)


def _found(
    bounding: Sequence[tuple[int, VectorObject]], point: Point, gap: float, page: Box | None = None
) -> Iterator[_Region]:
    """The region in the smallest sheet that holds it; with a ``page`` it ends at the edges of this."""
    if not bounding:
        return
    around = Box.around(c for _, each in bounding for c in each.bounds().corners)
    if page is not None:
        around = around.union(page)
    if not around.contains(point):
        return
    scale = _GAP / max(gap, 1e-6)
    while True:
        sheet = _Sheet(point.x - _SIDE / 2 / scale, point.y - _SIDE / 2 / scale, scale)
        region = _region(bounding, sheet, page)
        if region is not None:
            yield region
        whole = Box(sheet.left, sheet.top, _SIDE / scale, _SIDE / scale)
        if all(whole.contains(corner) for corner in around.corners):
            return
        scale /= 3


def _region(
    bounding: Sequence[tuple[int, VectorObject]], sheet: _Sheet, page: Box | None
) -> _Region | None:
    drawn = _Drawn(sheet, bounding)
    rows, columns = sheet.spans(page)
    on_page = np.zeros_like(drawn.middles)
    on_page[rows, columns] = True
    inside = _around(~drawn.strokes & on_page, _SIDE // 2, _SIDE // 2)
    if inside is None:
        return None
    grown = _spread(inside, drawn.strokes & ~drawn.walls, drawn.reach)
    grown = _spread(grown, drawn.walls & ~drawn.middles, round(_GAP / 2))
    grown |= _wider(grown) & drawn.middles
    grown &= on_page
    if page is not None and _all_around(grown[rows, columns]):
        return None
    runs = runs_of(grown.T)
    rings = outlines.loops(runs, exact=False)
    outer = max(map(outlines.area, rings))
    subpaths = tuple(_subpath(ring, sheet) for ring in rings if abs(outlines.area(ring)) > _SPECK)
    x, y = drawn.x, drawn.y
    owners = tuple(int(i) for i in np.unique(drawn.owner[grown[y, x]]))
    if not subpaths or not owners:
        return None
    path = Path(subpaths)
    if page is not None:
        path = snapped(path, page, _EDGE / sheet.scale)
    return _Region(path, outer / sheet.scale**2, owners)


def _all_around(pixels: Pixels) -> bool:
    """Whether they reach all four edges: then they are what lies around everything."""
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    return all(np.count_nonzero(edge) > _CORNER for edge in edges)


class _Drawn:
    """All outlines on a sheet: their ``middles``, ``walls`` around these without gaps, and their ``strokes``, a gap wider."""

    def __init__(self, sheet: _Sheet, bounding: Sequence[tuple[int, VectorObject]]) -> None:
        widths: dict[int, list[NDArray[np.int64]]] = {}
        places: list[NDArray[np.int64]] = [np.zeros((3, 0), np.int64)]
        for index, each in bounding:
            wide = each.width * sheet.scale / 2 if each.stroke is not None else 0.0
            half = min(_WIDEST, round(wide + _GAP / 2))
            for line in lines(each.shape, 2 / sheet.scale, closed=each.fill is not None):
                x, y = sheet.places(line)
                places.append(np.stack((x, y, np.full_like(x, index))))
                widths.setdefault(half, []).append(np.stack((x, y)))
        self.x, self.y, self.owner = np.concatenate(places, axis=1)
        self.middles = np.zeros((_SIDE, _SIDE), bool)
        self.middles[self.y, self.x] = True
        self.walls = self.middles
        for _ in range(round(_GAP / 2)):
            self.walls = _wider(self.walls)
        self.reach = math.ceil(1.5 * max(widths, default=0)) + 2
        self.strokes = np.zeros_like(self.middles)
        # The widest first: while they are made wide, the others come in.
        halves = sorted(widths, reverse=True)
        for half, less in zip(halves, [*halves[1:], 0], strict=True):
            x, y = np.concatenate(widths[half], axis=1)
            self.strokes[y, x] = True
            for step in range(half - less):
                self.strokes = _wider(self.strokes, corners=step % 2 == 1)


def _wider(pixels: Pixels, *, corners: bool = False) -> Pixels:
    """``pixels`` and their four neighbours, or eight."""
    wide = pixels.copy()
    wide[1:] |= pixels[:-1]
    wide[:-1] |= pixels[1:]
    across = wide.copy() if corners else pixels
    wide[:, 1:] |= across[:, :-1]
    wide[:, :-1] |= across[:, 1:]
    return wide


def _spread(pixels: Pixels, where: Pixels, steps: int) -> Pixels:
    """``pixels`` grown by ``steps`` within ``where``."""
    for _ in range(steps):
        more = pixels | (_wider(pixels) & where)
        if np.array_equal(more, pixels):
            break
        pixels = more
    return pixels


def _around(free: Pixels, x: int, y: int) -> Pixels | None:
    """The part of ``free`` that holds the pixel nearest to (x, y), unless it reaches the edge."""
    if not free[y, x]:
        rows, columns = np.nonzero(free[y - _WIDEST : y + _WIDEST, x - _WIDEST : x + _WIDEST])
        if not rows.size:
            return None
        near = int(np.argmin((rows - _WIDEST) ** 2 + (columns - _WIDEST) ** 2))
        x, y = x - _WIDEST + int(columns[near]), y - _WIDEST + int(rows[near])
    return next((_pixels(part) for part in parts(runs_of(free.T)) if _has(part, x, y)), None)


def _has(part: Runs, x: int, y: int) -> bool:
    """Whether ``part`` has a pixel, and none at the edge."""
    here = part.columns == x
    if not (here & (part.tops <= y) & (part.bottoms > y)).any():
        return False
    across, down = part.columns, (part.tops.min(), part.bottoms.max())
    return bool(across[0] > 0 and across[-1] < _SIDE - 1 and down[0] > 0 and down[1] < _SIDE)


def _pixels(part: Runs) -> Pixels:
    steps = np.zeros((_SIDE, _SIDE + 1), np.int8)
    np.add.at(steps, (part.columns, part.tops), 1)
    np.add.at(steps, (part.columns, part.bottoms), -1)
    return np.asarray(np.cumsum(steps, axis=1, dtype=np.int8)[:, :-1].T.astype(bool))


def _subpath(ring: outlines.Ring, sheet: _Sheet) -> Subpath:
    by = 1 / sheet.scale
    return fitted_ring(ring, _ERROR).mapped((by, 0.0, 0.0, by, sheet.left, sheet.top))


# What is filled already ----------------------------------------------------------------------------


def _holds(each: VectorObject, point: Point) -> bool:
    """Whether ``each`` paints its fill at ``point``."""
    if each.fill is None or isinstance(each.shape, Lettering):
        return False
    if not each.shape.bounds().contains(point):
        return False
    turns = [_turns(line, point) for line in _closed(each)]
    return bool(sum(turns) % 2 if each.rule == "evenodd" else sum(turns))


def _room(each: VectorObject, point: Point) -> float:
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
