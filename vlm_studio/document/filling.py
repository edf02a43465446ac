"""What a click into a drawing fills: the place between strokes, whichever objects they belong to.

The outlines are drawn into a small picture around the click, as coarse as the view that was clicked into; the pixels
that hang together with the click are a region, unless they reach the edge of the picture: then a larger one is tried.
A region grows to the middle of the strokes around it, and its outline becomes curves.
Where there is none, the edges of the page count as well, unless it is all four: that is around a drawing, not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vlm_studio.document import outlines
from vlm_studio.document.drawing import Filling
from vlm_studio.document.fill_sheet import (
    GAP,
    SIDE,
    Drawn,
    Pixels,
    Sheet,
    part_around,
    spread,
    wider,
)
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.insides import holds, room
from vlm_studio.document.page_edges import snapped
from vlm_studio.document.ring_fitting import fitted_ring
from vlm_studio.document.runs import runs_of
from vlm_studio.document.vectors import Lettering, Path, Subpath, VectorObject

_ERROR = 1.1
"""So far, in pixels of the sheet, curves may be from the outline."""
_SPECK = 12.0
"""Holes with fewer of those pixels are none."""
_CORNER = 12
"""A region that has at most so many of those pixels of an edge of the page only touches its corner."""
_EDGE = 2.0
"""So far, in those pixels, an outline may be from the edge of the page that it lies on."""
_SAME = 0.85
"""A region that is so much of a filled object is that object."""


def filling(objects: Sequence[VectorObject], point: Point, gap: float, page: Box) -> Filling:
    """What a click at ``point`` fills; gaps between strokes up to ``gap`` document pixels are closed.

    What is open only towards some edges of ``page`` ends there.
    """
    below = next((i for i in reversed(range(len(objects))) if holds(objects[i], point)), None)
    first = 0 if below is None else below
    bounding = [(i, each) for i, each in enumerate(objects[first:], first) if _bounds(each)]
    found = next(_found(bounding, point, gap), None)
    if found is None and below is None and page.contains(point):
        found = next(_found(bounding, point, gap, page), None)
    if below is not None:
        own = room(objects[below], point)
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
    scale = GAP / max(gap, 1e-6)
    while True:
        sheet = Sheet(point.x - SIDE / 2 / scale, point.y - SIDE / 2 / scale, scale)
        region = _region(bounding, sheet, page)
        if region is not None:
            yield region
        whole = Box(sheet.left, sheet.top, SIDE / scale, SIDE / scale)
        if all(whole.contains(corner) for corner in around.corners):
            return
        scale /= 3


def _region(
    bounding: Sequence[tuple[int, VectorObject]], sheet: Sheet, page: Box | None
) -> _Region | None:
    drawn = Drawn(sheet, bounding)
    rows, columns = sheet.spans(page)
    on_page = np.zeros_like(drawn.middles)
    on_page[rows, columns] = True
    inside = part_around(~drawn.strokes & on_page, SIDE // 2, SIDE // 2)
    if inside is None:
        return None
    grown = spread(inside, drawn.strokes & ~drawn.walls, drawn.reach)
    grown = spread(grown, drawn.walls & ~drawn.middles, round(GAP / 2))
    grown |= wider(grown) & drawn.middles
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


def _subpath(ring: outlines.Ring, sheet: Sheet) -> Subpath:
    by = 1 / sheet.scale
    return fitted_ring(ring, _ERROR).mapped((by, 0.0, 0.0, by, sheet.left, sheet.top))
