"""Masks put together run by run are those put together pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vlm_studio.document.geometry import Point
from vlm_studio.document.mask_runs import Stroke, united, without
from vlm_studio.document.masks import Mask
from vlm_studio.document.runs import intersection

SIZE = 48
Pixels = NDArray[np.bool_]


def full(mask: Mask | None) -> Pixels:
    """The mask in a frame with room around it for masks that stand outside."""
    frame = np.zeros((3 * SIZE, 3 * SIZE), bool)
    if mask is not None:
        y, x = mask.y + SIZE, mask.x + SIZE
        frame[y : y + mask.height, x : x + mask.width] = mask.to_array()
    return frame


def blob(chance: np.random.Generator) -> Mask:
    """Speckles, bars over whole columns and solid blocks, anywhere."""
    height, width = chance.integers(1, SIZE, 2)
    pixels = chance.random((height, width)) < chance.choice([0.05, 0.5, 0.95, 1.0])
    pixels[:, : chance.integers(0, width)] |= chance.random() < 0.3
    pixels[chance.integers(height), chance.integers(width)] = True
    x, y = chance.integers(-SIZE // 2, SIZE, 2)
    mask = Mask.from_array(pixels, int(x), int(y))
    assert mask is not None
    return mask


@pytest.mark.parametrize("seed", range(200))
def test_sets_of_masks_are_those_of_their_pixels(seed: int) -> None:
    chance = np.random.default_rng(seed)
    a, b = blob(chance), blob(chance)
    for made, wanted in (
        (united(a, b), full(a) | full(b)),
        (without(a, b), full(a) & ~full(b)),
        (Mask.of_runs(intersection((a.runs(), b.runs()))), full(a) & full(b)),
    ):
        assert (full(made) == wanted).all()
        # The same pixels are the same value, whatever they were made from.
        assert made == Mask.from_array(wanted, -SIZE, -SIZE)


def stroke(line: list[Point], radius: float) -> Mask | None:
    made = Stroke(line[0], radius, SIZE, SIZE)
    for point in line[1:]:
        made.to(point)
    return made.mask()


def near(line: list[Point], radius: float) -> Pixels:
    """The pixels whose middles are within ``radius`` of the line, one by one."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    found = np.zeros((SIZE, SIZE), bool)
    for a, b in zip(line, line[1:] or line, strict=False):
        dx, dy = b.x - a.x, b.y - a.y
        length = dx * dx + dy * dy
        along = np.clip(((x - a.x) * dx + (y - a.y) * dy) / length, 0, 1) if length else 0 * x
        found |= np.hypot(x - a.x - along * dx, y - a.y - along * dy) <= radius
    return found


@pytest.mark.parametrize("seed", range(60))
def test_a_stroke_sets_what_is_near_its_line(seed: int) -> None:
    chance = np.random.default_rng(seed)
    line = [Point(*chance.uniform(-10, SIZE + 10, 2)) for _ in range(chance.integers(1, 6))]
    if seed % 3 == 0:  # straight up and straight across
        line += [Point(line[-1].x, 3.0), Point(30.0, 3.0)]
    radius = float(chance.choice([0.5, 1.0, 2.3, 9.0, 40.0]))
    made = stroke(line, radius)
    assert made == Mask.from_array(near(line, radius))


def test_the_thinnest_brush_sets_the_pixels_it_goes_through() -> None:
    made = stroke([Point(3.5, 5.5), Point(9.5, 5.5)], 0.1)
    assert made == Mask(3, 5, 7, 1, Mask.from_array(np.ones((1, 7), bool)).counts)  # type: ignore[union-attr]


def test_a_stroke_beside_the_picture_sets_nothing() -> None:
    assert stroke([Point(-50, -50), Point(-40, 90)], 5) is None
