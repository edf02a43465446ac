"""Shapes as pixels, and sets of pixels combined: as with plain arrays of a whole picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from vlm_studio.document import runs
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.rasterise import rasterised
from vlm_studio.document.runs import Runs

SIDE, MARGIN = 40, 20
"""Tests look at a square of pixels from ``-MARGIN`` on, so that shapes may lie outside the picture too."""

Frame = NDArray[np.bool_]

places = st.floats(-15, 7).map(lambda x: x + 0.0)
sizes = st.floats(0, 4)
points = st.builds(Point, places, places)
shapes = st.one_of(
    st.builds(Box, places, places, sizes, sizes),
    st.builds(Ellipse, places, places, sizes.map(lambda x: x * 3), sizes),
    st.builds(Polygon, st.lists(points, min_size=3, max_size=8).map(tuple)),
    st.builds(Polygon, st.lists(st.builds(Point, *[st.integers(-15, 15)] * 2), min_size=3, max_size=8).map(tuple)),
)  # fmt: skip


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Blots in a frame, so that runs are long, short, and next to each other."""
    frame = np.zeros((SIDE, SIDE), bool)
    for _ in range(draw(st.integers(0, 6))):
        x, y = draw(st.integers(0, SIDE - 1)), draw(st.integers(0, SIDE - 1))
        frame[y : y + draw(st.integers(1, 20)), x : x + draw(st.integers(1, 20))] ^= True
    return frame


def mask_of(frame: Frame) -> Mask | None:
    return Mask.from_array(frame, -MARGIN, -MARGIN)


def runs_of(frame: Frame) -> Runs:
    mask = mask_of(frame)
    return mask.runs() if mask else Runs(np.zeros(0, np.int64), np.zeros(0, np.int64))


def shown(found: Runs) -> Frame:
    frame = np.zeros((SIDE, SIDE), bool)
    for column, top, bottom in zip(found.columns, found.tops, found.bottoms, strict=True):
        frame[top + MARGIN : bottom + MARGIN, column + MARGIN] = True
    assert frame.sum() == found.area
    return frame


@given(frames())
def test_a_mask_and_its_runs_say_the_same(frame: Frame) -> None:
    np.testing.assert_array_equal(shown(runs_of(frame)), frame)
    assert Mask.of_runs(runs_of(frame)) == mask_of(frame)


@given(st.lists(frames(), min_size=1, max_size=4))
def test_sets_of_pixels_are_combined_as_arrays_are(several: list[Frame]) -> None:
    sets = [runs_of(frame) for frame in several]
    others = np.any(several[1:], axis=0) if several[1:] else np.zeros((SIDE, SIDE), bool)
    expected = {
        runs.union: np.any(several, axis=0),
        runs.intersection: np.all(several, axis=0),
        runs.difference: several[0] & ~others,
    }
    for combine, frame in expected.items():
        found = combine(sets)
        np.testing.assert_array_equal(shown(found), frame)
        assert Mask.of_runs(found) == mask_of(frame)


@given(shapes)
def test_a_shape_has_the_pixels_whose_centres_lie_in_it(shape: Box | Ellipse | Polygon) -> None:
    frame = shown(rasterised(shape))
    for row, column in np.ndindex(frame.shape):
        centre = Point(column - MARGIN + 0.5, row - MARGIN + 0.5)
        if not on_the_line(shape, centre):
            assert frame[row, column] == shape.contains(centre), centre


def on_the_line(shape: Box | Ellipse | Polygon, place: Point) -> bool:
    """Whether ``place`` is on an edge, to which side a pixel may be counted."""
    if isinstance(shape, Ellipse):
        return False
    corners: Sequence[Point] = shape.corners if isinstance(shape, Box) else shape.points
    ends = zip(corners, [*corners[1:], corners[0]], strict=True)
    return any(a.distance(place) + place.distance(b) - a.distance(b) < 1e-9 for a, b in ends)


def test_neighbours_share_no_pixel_and_leave_none_out() -> None:
    a, b, c, d = (Point(x + 0.5, y + 0.5) for x, y in ((0, 0), (8, 0), (8, 8), (0, 8)))
    halves = [rasterised(Polygon((a, b, c))), rasterised(Polygon((a, c, d)))]
    assert runs.intersection(halves).area == 0
    whole = runs.union(halves)
    assert whole.area == rasterised(Polygon((a, b, c, d))).area == 64


def test_a_mask_with_counts_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        Mask(0, 0, 5, 5, "013").runs()
