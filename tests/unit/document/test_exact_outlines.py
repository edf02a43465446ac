"""Outlines of masks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vlm_studio.document.masks import Mask
from vlm_studio.document.outlines import area, loops
from vlm_studio.document.runs import Runs, coarser


def runs(pixels: NDArray[np.bool_]) -> Runs:
    mask = Mask.from_array(pixels)
    return mask.runs() if mask is not None else Mask(0, 0, 1, 1, "1").runs()


def pixels_of(found: Runs) -> set[tuple[int, int]]:
    """Row and column of every pixel."""
    several = zip(found.columns, found.tops, found.bottoms, strict=True)
    return {(int(row), int(x)) for x, top, bottom in several for row in range(top, bottom)}


@pytest.mark.parametrize("seed", range(5))
def test_the_exact_outline_encloses_just_the_set_pixels(seed: int) -> None:
    pixels = np.random.default_rng(seed).random((23, 31)) < 0.5
    assert sum(map(area, loops(runs(pixels), exact=True))) == pixels.sum()


def test_a_ring_has_two_loops() -> None:
    pixels = np.ones((9, 9), bool)
    pixels[3:6, 3:6] = False
    outer, inner = sorted(loops(runs(pixels), exact=True), key=len, reverse=True)[:2]
    assert {area(outer), area(inner)} == {81.0, -9.0}


def test_pixels_that_touch_at_a_corner_stay_apart() -> None:
    assert len(loops(runs(np.eye(4, dtype=bool)), exact=True)) == 4


def test_the_smooth_outline_is_within_half_a_pixel() -> None:
    y, x = np.mgrid[:101, :101]
    disc = np.hypot(x - 50, y - 50) <= 40
    [loop] = loops(runs(disc), exact=False)
    from_centre = np.hypot(loop[:, 0] - 50.5, loop[:, 1] - 50.5)
    assert abs(from_centre - 40).max() <= 1
    assert area(loop) == pytest.approx(disc.sum(), rel=0.01)


def test_an_empty_mask_has_no_outline() -> None:
    assert loops(runs(np.zeros((5, 5), bool)), exact=True) == []


def test_a_coarser_mask_keeps_what_it_can() -> None:
    half = np.zeros((10, 10), bool)
    half[:, :5] = True
    wanted = {(row, x) for row in range(5) for x in range(3)}
    assert pixels_of(coarser(runs(half), 1)) == wanted
    dot = np.zeros((64, 64), bool)
    dot[7, 9] = True
    assert pixels_of(coarser(runs(dot), 3)) == {(0, 1)}


@pytest.mark.parametrize("seed", range(5))
def test_a_block_is_set_where_half_of_its_pixels_are(seed: int) -> None:
    pixels = np.random.default_rng(seed).random((24, 32)) < 0.5
    blocks = pixels.reshape(6, 4, 8, 4).mean(axis=(1, 3)) >= 0.5
    assert pixels_of(coarser(Mask.from_array(pixels).runs(), 2)) == {  # type: ignore[union-attr]
        (int(row), int(x)) for row, x in np.argwhere(blocks)
    }
