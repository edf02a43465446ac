"""Repainting inside a mask: what is outside stays, to the bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.unit.inference.diffusion.conftest import Paint, Pixels, pixels
from vlm_studio.document.compose import flatten
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.inference.diffusion.repainting import put_back, window

Photo = Callable[[int, int], PictureRef]


def _disc(width: int, height: int, x: int, y: int, radius: int) -> tuple[Mask, np.ndarray]:  # type: ignore[type-arg]
    rows, columns = np.mgrid[:height, :width]
    inside = (columns - x) ** 2 + (rows - y) ** 2 <= radius**2
    mask = Mask.from_array(inside)
    assert mask is not None
    return mask, inside


@pytest.mark.parametrize("model", ["sd", "sdxl", "flow"])
@pytest.mark.parametrize("feather", [0, 9])
def test_outside_the_mask_nothing_changes_and_inside_it_does(
    paint: Paint, photo: Photo, model: str, feather: int
) -> None:
    picture = photo(150, 90)
    mask, inside = _disc(150, 90, x=140, y=45, radius=20)
    asked = {"picture": picture, "inside": (mask,), "feather": feather, "strength": 1.0}
    (design,) = paint(model, **asked, width=999, height=1)  # the picture says how large it gets
    before, after = flatten(picture), pixels(design)
    assert after.shape == before.shape
    assert (after[~inside] == before[~inside]).all()
    changed = (after[inside] != before[inside]).any(axis=-1)
    assert changed.mean() > 0.9


def test_a_model_that_only_repaints_says_so(paint: Paint, photo: Photo) -> None:
    picture = photo(64, 64)
    mask, inside = _disc(64, 64, 30, 30, 12)
    (design,) = paint("inpaint", picture=picture, inside=(mask,), strength=1.0)
    assert (pixels(design)[~inside] == flatten(picture)[~inside]).all()
    assert (pixels(design)[inside] != flatten(picture)[inside]).any()
    for asked in ({}, {"picture": picture}):
        with pytest.raises(StudioError, match=r"only repaints|cannot start"):
            paint("inpaint", **asked)


def test_the_same_mask_gives_the_same_bytes(paint: Paint, photo: Photo) -> None:
    picture = photo(64, 64)
    mask, _ = _disc(64, 64, 30, 30, 12)
    first, again = (paint("sd", picture=picture, inside=(mask,), count=2) for _ in range(2))
    assert [pixels(one).tobytes() for one in first] == [pixels(one).tobytes() for one in again]


def test_a_small_thing_in_a_large_photo_is_painted_with_the_photos_own_pixels(
    paint: Paint, photo: Photo
) -> None:
    picture = photo(1200, 900)
    mask, inside = _disc(1200, 900, 700, 300, 15)
    at = window(mask, 1200, 900, side=64)
    assert at.width == at.height == 64
    (design,) = paint("sd", picture=picture, inside=(mask,))
    same = (pixels(design) == flatten(picture)).all(axis=-1)
    assert same[~inside].all()


def test_a_mask_thinner_than_the_models_pixels_still_changes(paint: Paint, photo: Photo) -> None:
    picture = photo(64, 64)
    line = np.zeros((64, 64), bool)
    line[32, 4:60] = True
    mask = Mask.from_array(line)
    (design,) = paint("sd", picture=picture, inside=(mask,), strength=1.0)
    assert (pixels(design) != flatten(picture)).any(axis=-1)[line].mean() > 0.9


def test_a_mask_beyond_the_edges_is_cut_and_one_outside_is_refused(
    paint: Paint, photo: Photo
) -> None:
    picture = photo(64, 64)
    over, outside = (Mask.from_array(np.ones((40, 40), bool), x, 40) for x in (40, 64))
    (design,) = paint("sd", picture=picture, inside=(over,))
    assert (pixels(design)[:40] == flatten(picture)[:40]).all()
    with pytest.raises(StudioError, match="Nothing of the mask"):
        paint("sd", picture=picture, inside=(outside,))
    with pytest.raises(StudioError, match="needs a picture"):
        paint("sd", inside=(over,))


def test_several_areas_are_painted_together_and_what_is_in_none_of_them_stays(
    paint: Paint, photo: Photo
) -> None:
    picture = photo(64, 64)
    mask = Mask.from_array(np.ones((20, 20), bool), 4, 4)
    assert mask is not None
    (design,) = paint("sd", picture=picture, inside=(mask, Box(30, 34, 16, 20)), strength=1.0)
    inside = np.zeros((64, 64), bool)
    inside[4:24, 4:24] = inside[34:54, 30:46] = True
    changed = (pixels(design) != flatten(picture)).any(axis=-1)
    assert not changed[~inside].any()
    assert changed[4:24, 4:24].any()
    assert changed[34:54, 30:46].any()
    with pytest.raises(StudioError, match="Nothing of the mask"):
        paint("sd", picture=picture, inside=(Box(5, 5, 0, 0),))


def test_a_feather_softens_inwards_only() -> None:
    picture: Pixels = np.zeros((9, 21, 4), np.uint8)
    picture[..., 3] = 255
    inside = np.zeros((9, 21), bool)
    inside[:, 5:16] = True
    white: Pixels = np.full((9, 21, 3), 255, np.uint8)
    mask = Mask.from_array(inside)
    assert mask is not None
    result = put_back(picture, white, inside, 4, window(mask, 21, 9, 100))[4, :, 0].astype(int)
    assert (result[~inside[4]] == 0).all()
    assert (np.diff(result[5:11]) >= 0).all()
    assert 0 < result[5] < result[6] < result[9] == 255


def test_what_was_transparent_is_painted_and_seen() -> None:
    empty: Pixels = np.zeros((8, 8, 4), np.uint8)
    inside = np.zeros((8, 8), bool)
    inside[2:6, 2:6] = True
    mask = Mask.from_array(inside)
    assert mask is not None
    red: Pixels = np.full((8, 8, 3), (255, 0, 0), np.uint8)
    result = put_back(empty, red, inside, 0, window(mask, 8, 8, 64))
    assert (result[inside] == (255, 0, 0, 255)).all()
    assert not result[~inside].any()
