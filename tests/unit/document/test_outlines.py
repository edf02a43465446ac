"""Outlines, parts and holes of sets of pixels."""

from __future__ import annotations

from collections import deque

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.unit.document.test_rasterise import MARGIN, frames, runs_of, shown
from vlm_studio.document import regions
from vlm_studio.document.geometry import Ellipse, Point, Polygon
from vlm_studio.document.outlines import TOLERANCE, Ring, area, loops, rings, simplified
from vlm_studio.document.rasterise import rasterised
from vlm_studio.document.runs import union

Frame = NDArray[np.bool_]
Steps = tuple[tuple[int, int], ...]


SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))
CORNERS = ((-1, -1), (-1, 1), (1, -1), (1, 1))


def flooded(frame: Frame, starts: list[tuple[int, int]], steps: Steps = SIDES) -> Frame:
    """The pixels of ``frame`` that can be reached from ``starts``, by default side by side."""
    seen = np.zeros_like(frame)
    waiting = deque(starts)
    while waiting:
        row, column = waiting.popleft()
        inside = 0 <= row < frame.shape[0] and 0 <= column < frame.shape[1]
        if inside and frame[row, column] and not seen[row, column]:
            seen[row, column] = True
            waiting += [(row + down, column + right) for down, right in steps]
    return seen


def without_holes(frame: Frame, steps: Steps = SIDES) -> Frame:
    wide = np.pad(~frame, 1, constant_values=True)
    return ~flooded(wide, [(0, 0)], steps)[1:-1, 1:-1]


def covered(ring: Ring) -> Frame:
    return shown(rasterised(Polygon(tuple(Point(x, y) for x, y in ring))))


@settings(deadline=None)
@given(frames())
def test_holes_are_filled_and_nothing_else(frame: Frame) -> None:
    np.testing.assert_array_equal(shown(regions.filled(runs_of(frame))), without_holes(frame))


@settings(deadline=None)
@given(frames())
def test_parts_hang_together_and_make_up_the_whole(frame: Frame) -> None:
    found = regions.parts(runs_of(frame))
    for part in found:
        pixels = shown(part)
        [row], [column] = (places[:1] for places in np.nonzero(pixels))
        np.testing.assert_array_equal(flooded(frame, [(row, column)]), pixels)
    assert sum(part.area for part in found) == frame.sum()
    if found:
        np.testing.assert_array_equal(shown(union(found)), frame)


@settings(deadline=None)
@given(frames())
def test_outlines_go_around_every_part(frame: Frame) -> None:
    runs = runs_of(frame)
    around = [ring for ring in loops(runs) if area(ring) > 0]
    assert len(around) == len(regions.parts(runs))
    whole = [frame & False, *(covered(ring) for ring in around)]
    # As pixels that touch at a corner do not hang together, they close nothing in either.
    around_corners = (*SIDES, *CORNERS)
    parts = [without_holes(shown(part), around_corners) for part in regions.parts(runs)]
    parts.append(frame & False)
    np.testing.assert_array_equal(np.any(whole, axis=0), np.any(parts, axis=0))


@settings(deadline=None)
@given(frames(), st.floats(0.1, 3))
def test_what_is_left_out_of_an_outline_is_near_it(frame: Frame, tolerance: float) -> None:
    for ring in loops(runs_of(frame)):
        few = simplified(ring, tolerance)
        assert {tuple(point) for point in few} <= {tuple(point) for point in ring}
        assert len(few) >= 3
        ends = np.roll(few, -1, axis=0)
        apart = [min(off(point, a, b) for a, b in zip(few, ends, strict=True)) for point in ring]
        assert max(apart) <= tolerance + 1e-9


def off(point: Ring, a: Ring, b: Ring) -> float:
    along = b - a
    length = float(along @ along)
    share = min(1.0, max(0.0, float((point - a) @ along) / length)) if length else 0.0
    return float(np.hypot(*(point - a - share * along)))


def test_a_disc_has_few_corners_and_keeps_its_size() -> None:
    disc = Ellipse(-MARGIN + 1, -MARGIN + 1, 36, 36)
    [ring] = rings(rasterised(disc))
    assert len(ring) < 40
    pixels, outline = shown(rasterised(disc)), covered(ring)
    assert (pixels ^ outline).sum() <= TOLERANCE * len(ring) + 20
