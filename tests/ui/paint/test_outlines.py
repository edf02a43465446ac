"""Outlines of masks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vlm_studio.ui.paint.outlines import coarser, loops


def signed_area(loop: NDArray[np.float64]) -> float:
    x, y = loop.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


@pytest.mark.parametrize("seed", range(5))
def test_the_exact_outline_encloses_just_the_set_pixels(seed: int) -> None:
    pixels = np.random.default_rng(seed).random((23, 31)) < 0.5
    assert sum(map(signed_area, loops(pixels, exact=True))) == pixels.sum()


def test_a_ring_has_two_loops() -> None:
    pixels = np.ones((9, 9), bool)
    pixels[3:6, 3:6] = False
    outer, inner = sorted(loops(pixels, exact=True), key=len, reverse=True)[:2]
    assert {signed_area(outer), signed_area(inner)} == {81.0, -9.0}


def test_pixels_that_touch_at_a_corner_stay_apart() -> None:
    assert len(loops(np.eye(4, dtype=bool), exact=True)) == 4


def test_the_smooth_outline_is_within_half_a_pixel() -> None:
    y, x = np.mgrid[:101, :101]
    disc = np.hypot(x - 50, y - 50) <= 40
    [loop] = loops(disc, exact=False)
    from_centre = np.hypot(loop[:, 0] - 50.5, loop[:, 1] - 50.5)
    assert abs(from_centre - 40).max() <= 1
    assert signed_area(loop) == pytest.approx(disc.sum(), rel=0.01)


def test_an_empty_mask_has_no_outline() -> None:
    assert loops(np.zeros((5, 5), bool), exact=True) == []


def test_a_coarser_mask_keeps_what_it_can() -> None:
    half = np.zeros((10, 10), bool)
    half[:, :5] = True
    assert coarser(half, 1).tolist() == [[True, True, True, False, False]] * 5
    dot = np.zeros((64, 64), bool)
    dot[7, 9] = True
    assert coarser(dot, 3).sum() == 1
