"""Shapes stretched with the box around them."""

from __future__ import annotations

import numpy as np
import pytest

from vlm_studio.document.annotations import Shape
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.scaling import scaled
from vlm_studio.document.skeletons import COCO_17, Pose, standing

BEFORE, AFTER = Box(10, 20, 40, 20), Box(0, 40, 80, 10)


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        (Box(20, 25, 10, 10), Box(20, 42.5, 20, 5)),
        (Ellipse(20, 25, 10, 10), Ellipse(20, 42.5, 20, 5)),
        (
            Polygon((Point(10, 20), Point(50, 20), Point(30, 40))),
            Polygon((Point(0, 40), Point(80, 40), Point(40, 50))),
        ),
    ],
)
def test_shapes_keep_their_place_in_the_box(shape: Shape, wanted: Shape) -> None:
    assert scaled(shape, BEFORE, AFTER) == wanted
    assert scaled(wanted, AFTER, BEFORE) == shape
    assert scaled(shape, BEFORE, BEFORE) == shape


def test_joints_keep_their_place_and_their_scores() -> None:
    pose = standing(COCO_17, BEFORE)
    made = scaled(pose, BEFORE, AFTER)
    assert isinstance(made, Pose)
    for old, new in zip(pose.joints, made.joints, strict=True):
        assert new.x == pytest.approx(2 * (old.x - 10))
        assert new.y == pytest.approx(40 + (old.y - 20) / 2)
        assert new.score == old.score


def test_a_mask_grows_pixel_by_pixel() -> None:
    pixels = np.array([[1, 0], [1, 1]], bool)
    mask = Mask.from_array(pixels, 10, 20)
    assert mask is not None
    large = scaled(mask, Box(10, 20, 2, 2), Box(5, 6, 6, 4))
    assert large == Mask.from_array(pixels.repeat(2, 0).repeat(3, 1), 5, 6)
    assert scaled(large, Box(5, 6, 6, 4), Box(10, 20, 2, 2)) == mask


def test_a_mask_never_vanishes() -> None:
    pixels = np.zeros((9, 9), bool)
    pixels[0, 8] = pixels[8, 0] = True
    mask = Mask.from_array(pixels)
    assert mask is not None
    small = scaled(mask, mask.bounds(), Box(3, 4, 0.2, 0.2))
    assert isinstance(small, Mask)
    assert (small.x, small.y, small.area) == (3, 4, 1)
