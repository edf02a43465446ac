"""Shapes as the pixels whose centres lie in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.runs import Places, Runs

Numbers = NDArray[np.float64]


def rasterised(shape: Box | Polygon | Ellipse | Mask) -> Runs:
    """The pixels of ``shape``; a mask's own."""
    match shape:
        case Mask() as mask:
            return mask.runs()
        case Ellipse() as ellipse:
            return _ellipse(ellipse)
        case Polygon(points=points):
            return _polygon(points)
        case Box() as box:
            return _box(box)


def _box(box: Box) -> Runs:
    left, top, right, bottom = _first_centre(np.array((box.x, box.y, box.right, box.bottom)))
    columns = np.arange(left, right)
    return Runs.of(columns, np.full_like(columns, top), np.full_like(columns, bottom))


def _polygon(points: tuple[Point, ...]) -> Runs:
    """By the even-odd rule. Of two outlines that share an edge, a pixel centre on it belongs to one only."""
    x, y = np.array([(point.x, point.y) for point in points]).T
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    # An edge crosses the columns whose middle lies between its ends, so each outline crosses evenly often.
    first = _first_centre(np.minimum(x, next_x))
    counts = _first_centre(np.maximum(x, next_x)) - first
    edge = np.repeat(np.arange(x.size), counts)
    columns = np.arange(edge.size) - np.repeat(np.cumsum(counts) - counts - first, counts)
    along = (columns + 0.5 - x[edge]) / (next_x[edge] - x[edge])
    rows = _first_centre(y[edge] + along * (next_y[edge] - y[edge]))
    order = np.lexsort((rows, columns))
    rows, columns = rows[order], columns[order]
    return Runs.of(columns[0::2], rows[0::2], rows[1::2])


def _first_centre(at: Numbers) -> Places:
    """The first pixel whose centre is not before ``at``."""
    return np.ceil(at - 0.5).astype(np.int64)


def _ellipse(ellipse: Ellipse) -> Runs:
    box = ellipse.bounds()
    columns = np.arange(np.floor(box.x), np.ceil(box.right)).astype(np.int64)
    if not box.area:
        return Runs(columns[:0], columns[:0])
    across = _across(columns, box.x, box.width)
    half = box.height / 2 * np.sqrt(np.maximum(0, 1 - across**2))
    tops = _first_centre(box.centre.y - half)
    bottoms = _first_centre(box.centre.y + half)

    def inside(rows: Places) -> NDArray[np.bool_]:
        down = _across(rows, box.y, box.height)
        return np.asarray(across**2 + down**2 <= 1)

    # The root is rounded: the rows at both ends are settled by the ellipse's own rule.
    tops -= inside(tops - 1)
    tops += ~inside(tops)
    bottoms += inside(bottoms)
    bottoms -= ~inside(bottoms - 1)
    return Runs.of(columns, tops, bottoms)


def _across(pixels: Places, start: float, size: float) -> Numbers:
    """Where the centres of ``pixels`` are on an axis, -1 to 1 from end to end."""
    with np.errstate(over="ignore"):  # an ellipse next to nothing wide
        return np.clip((pixels + 0.5 - start) / size * 2 - 1, -2, 2)
