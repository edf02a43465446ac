"""Masks are COCO run lengths inside their crop; pycocotools is the judge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from pycocotools import mask as coco

from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.masks import Mask, decode_counts, encode_counts, run_lengths

pictures = npst.arrays(
    np.bool_, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.booleans()
)


def coco_counts(pixels: np.ndarray) -> str:
    encoded = coco.encode(np.asfortranarray(pixels.astype(np.uint8)))
    return encoded["counts"].decode()


@given(pictures)
def test_run_lengths_are_written_as_coco_writes_them_and_read_back(pixels):
    counts = encode_counts(run_lengths(pixels))
    assert counts == coco_counts(pixels)
    assert decode_counts(counts).sum() == pixels.size


@given(pictures)
def test_a_mask_keeps_its_crop_and_gives_the_full_frame_when_asked(pixels):
    mask = Mask.from_array(pixels)
    height, width = pixels.shape
    if mask is None:
        assert not pixels.any()
        return
    full = np.zeros_like(pixels)
    full[mask.y : mask.y + mask.height, mask.x : mask.x + mask.width] = mask.to_array()
    assert (full == pixels).all()
    assert mask.full_counts(width, height) == coco_counts(pixels)
    assert mask.area == pixels.sum()


@given(pictures, st.integers(-50, 50), st.integers(-50, 50))
def test_a_moved_mask_is_cut_off_at_the_edge_of_the_picture(pixels, dx, dy):
    mask = Mask.from_array(pixels)
    if mask is None:
        return
    height, width = pixels.shape
    shifted = np.zeros_like(pixels)
    for y, x in zip(*np.nonzero(pixels), strict=True):
        if 0 <= y + dy < height and 0 <= x + dx < width:
            shifted[y + dy, x + dx] = True
    assert mask.moved(dx, dy).full_counts(width, height) == coco_counts(shifted)


def test_a_point_is_inside_where_the_pixel_is_set():
    pixels = np.zeros((9, 7), bool)
    pixels[2:8, 1:6] = True
    pixels[4, 3] = False
    mask = Mask.from_array(pixels, x=100, y=50)
    assert mask is not None
    assert mask.bounds() == Box(101, 52, 5, 6)
    hits = {
        (x, y)
        for y in range(-2, 11)
        for x in range(-2, 9)
        if mask.contains(Point(100 + x + 0.5, 50 + y + 0.5))
    }
    assert hits == {(x, y) for y, x in zip(*np.nonzero(pixels), strict=True)}


def test_a_hundred_large_masks_are_small():
    disc = np.hypot(*np.mgrid[-400:400, -400:400]) < 400
    mask = Mask.from_array(disc, 3000, 2000)
    assert mask is not None
    assert 100 * len(mask.counts) < 7680 * 4320 / 100


@pytest.mark.parametrize("counts", ["\x00", "é", "o", "P" * 15 + "0"])
def test_text_that_is_no_run_length_is_refused(counts):
    with pytest.raises(ValueError, match="run length"):
        decode_counts(counts)


def test_counts_that_do_not_fill_the_crop_are_refused():
    with pytest.raises(ValueError, match="fill"):
        Mask(0, 0, 5, 5, encode_counts(np.array([3, 4]))).to_array()


@pytest.mark.parametrize(("x", "y"), [(-3, 2), (4, -2), (8, 7), (2, 1)])
def test_only_the_part_inside_the_picture_counts(x, y):
    pixels = np.random.default_rng(4).random((5, 6)) < 0.7
    mask = Mask.from_array(pixels, x, y)
    assert mask is not None
    whole = np.zeros((40, 40), bool)
    whole[y + 20 : y + 25, x + 20 : x + 26] = pixels
    wanted = whole[20:30, 20:32]
    part = mask.within(12, 10)
    assert part is not None
    shown = np.zeros((10, 12), bool)
    crop, left, top = part
    shown[top : top + crop.shape[0], left : left + crop.shape[1]] = crop
    assert (shown == wanted).all()
    assert mask.moved(-100, 0).within(12, 10) is None
