"""Masks that follow what a person points at, and cut-outs one can put on another background."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.unit.inference.conftest import rgb
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.inference.cutout import cut_out
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    Click,
    LabelledBox,
    MaskRequest,
    MaskResult,
    Prepared,
    PrepareRequest,
    SegmentRequest,
    TaskRequest,
    TaskResult,
)

Load = Callable[[str | NDArray[np.uint8]], PictureRef]
Run = Callable[[TaskRequest], TaskResult]


def ask(run: Run, request: MaskRequest) -> Mask | None:
    result = run(request)
    assert isinstance(result, MaskResult)
    return result.mask


def has(mask: Mask | None, *places: tuple[int, int]) -> list[bool]:
    return [mask is not None and mask.contains(Point(x + 0.5, y + 0.5)) for x, y in places]


def test_a_box_around_the_helmet_selects_the_helmet(load: Load, run: Run) -> None:
    photo = load("astronaut.png")

    helmet = ask(run, MaskRequest(photo, "grabcut", box=Box(275, 340, 230, 172)))

    assert has(helmet, (390, 430), (450, 480), (400, 350), (475, 400)) == [True] * 4
    assert has(helmet, (220, 130), (200, 400), (490, 350), (285, 350)) == [False] * 4


def test_a_click_on_what_stands_out_selects_all_of_it_and_a_second_takes_a_part_away(
    load: Load, run: Run
) -> None:
    photo = load("astronaut.png")
    prepared = run(PrepareRequest(photo, "grabcut"))
    assert isinstance(prepared, Prepared)
    face, helmet = Click(220, 130), Click(430, 430, False)

    first = ask(run, MaskRequest(photo, "grabcut", clicks=(face,), prior=prepared.prior))
    second = ask(run, MaskRequest(photo, "grabcut", clicks=(face, helmet), prior=prepared.prior))

    assert has(first, (220, 130), (150, 300), (430, 430), (300, 50)) == [True, True, True, False]
    assert has(second, (220, 130), (150, 300), (430, 430), (400, 480)) == [True, True, False, False]


def test_a_click_on_something_else_selects_that(load: Load, run: Run) -> None:
    photo = load("motorcycle_left.png")

    bin = ask(run, MaskRequest(photo, "grabcut", clicks=(Click(560, 210),)))

    assert has(bin, (560, 210), (575, 200), (300, 200), (380, 350)) == [True, True, False, False]


@pytest.mark.parametrize("place", [(5, 5), (225, 150), (444, 290), (100, 250)])
@pytest.mark.parametrize("positive", [True, False])
def test_every_click_is_honoured(
    load: Load, run: Run, place: tuple[int, int], positive: bool
) -> None:
    click = Click(*place, positive)
    clicks = (Click(170, 110), click)

    mask = ask(run, MaskRequest(load("chelsea.png"), "grabcut", clicks=clicks))

    assert has(mask, place) == [positive]
    assert has(mask, (170, 110)) == [True]


def test_the_last_of_two_clicks_on_one_place_wins(load: Load, run: Run) -> None:
    photo, box = load("coffee.png"), Box(150, 0, 280, 320)
    yes, no = Click(280, 150), Click(280, 150, False)

    assert has(ask(run, MaskRequest(photo, "grabcut", box, (yes, no))), (280, 150)) == [False]
    assert has(ask(run, MaskRequest(photo, "grabcut", box, (no, yes))), (280, 150)) == [True]


def test_nothing_is_selected_by_nothing(load: Load, run: Run) -> None:
    photo = load("coffee.png")
    assert ask(run, MaskRequest(photo, "grabcut")) is None
    assert ask(run, MaskRequest(photo, "grabcut", clicks=(Click(9, 9, False),))) is None
    assert ask(run, MaskRequest(photo, "grabcut", clicks=(Click(-9, 9),))) is None


def test_masks_from_boxes_keep_labels_scores_and_order(load: Load, run: Run) -> None:
    boxes = (
        LabelledBox(Box(173, 27, 239, 287), "cup", 0.75),
        LabelledBox(Box(-50, -50, 20, 20), "outside"),
        LabelledBox(Box(325, 225, 85, 101), "spoon", 0.4),
    )

    result = run(BoxMasksRequest(load("coffee.png"), "grabcut", boxes))

    assert isinstance(result, Annotations)
    cup, spoon = result.annotations
    assert [(one.id, one.label, one.score) for one in (cup, spoon)] == [
        (1, "cup", 0.75),
        (2, "spoon", 0.4),
    ]
    assert isinstance(cup.shape, Mask)
    assert isinstance(spoon.shape, Mask)
    assert has(cup.shape, (280, 150), (190, 120), (110, 200), (550, 100)) == [
        True,
        True,
        False,
        False,
    ]
    assert has(spoon.shape, (365, 280), (280, 150), (450, 250)) == [True, False, False]


def test_a_cut_out_on_white_shows_nothing_of_the_dark_background(
    load: Load, blocks: BlockFolder, run: Run
) -> None:
    """A light disc on a dark ground: at its soft edge only the disc's colour may be left."""
    y, x = np.mgrid[:300, :300]
    alpha = np.clip(100.5 - np.hypot(x - 150, y - 150), 0, 1)[..., None]
    disc = (alpha * (230, 180, 60) + (1 - alpha) * (10, 20, 40)).astype(np.uint8)

    result = run(SegmentRequest(load(disc), "u2netp", cutout=True))

    assert isinstance(result, Annotations)
    assert result.cutout is not None
    cut = MappedBlock(result.cutout.block).array().astype(int)
    opacity = cut[..., 3:] / 255
    assert ((opacity > 0) & (opacity < 1)).any()
    on_white = opacity * cut[..., :3] + (1 - opacity) * 255
    # A fringe would be darker than the disc and the white that it lies between; the ground is 220 darker.
    darker = np.maximum(np.array((230, 180, 60)) - on_white, 0)[opacity[..., 0] > 0]
    assert darker.max() < 220 / 6
    assert darker.mean() < 1
    shown = np.zeros((300, 300), int)
    rows = slice(result.cutout.y, result.cutout.y + cut.shape[0])
    shown[rows, result.cutout.x : result.cutout.x + cut.shape[1]] = cut[..., 3]
    assert np.abs(shown / 255 - alpha[..., 0]).mean() < 0.01


def test_what_is_cut_out_keeps_the_pictures_own_transparency(
    load: Load, blocks: BlockFolder
) -> None:
    pixels = np.full((40, 60, 4), 200, np.uint8)
    pixels[:, :30, 3] = 0
    photo = PictureRef.of_block(blocks.store(pixels))
    mask = Mask.from_array(np.ones((20, 40), bool), 10, 10)
    assert mask is not None

    placed = cut_out(photo, mask, PlainContext(blocks))

    cut = MappedBlock(placed.block).array()
    assert placed.x == 30
    assert (cut[15, :15, 3] > 128).all()


def test_a_mask_outside_the_picture_is_refused(load: Load, blocks: BlockFolder) -> None:
    mask = Mask.from_array(np.ones((5, 5), bool), 700, 3)
    assert mask is not None
    with pytest.raises(StudioError, match="nothing of the picture"):
        cut_out(load("coffee.png"), mask, PlainContext(blocks))


def test_a_cut_out_by_hand_is_the_picture_where_the_mask_is_full(
    load: Load, blocks: BlockFolder
) -> None:
    mask = Mask.from_array(np.ones((100, 80), bool), 200, 60)
    assert mask is not None

    placed = cut_out(load("coffee.png"), mask, PlainContext(blocks))

    cut = MappedBlock(placed.block).array()
    inner = cut[20:80, 20:60]
    x, y = placed.x + 20, placed.y + 20
    assert (inner[..., 3] == 255).all()
    assert np.array_equal(inner[..., :3], rgb("coffee.png")[y : y + 60, x : x + 40])


def test_nothing_stands_out_of_one_colour(load: Load, run: Run) -> None:
    for grey in (0, 128, 255):
        flat = np.full((120, 160, 3), grey, np.uint8)
        assert run(SegmentRequest(load(flat), "u2netp", cutout=True)) == Annotations(())


def test_a_large_picture_is_cut_out_like_a_small_one(load: Load, run: Run) -> None:
    """Large pictures are worked on in pieces; no seam may show."""
    small = Image.fromarray(rgb("coffee.png"))
    large = np.asarray(small.resize((1800, 1200), Image.Resampling.BICUBIC))
    alphas = []
    for photo, size in ((load(rgb("coffee.png")), (400, 600)), (load(large), (1200, 1800))):
        result = run(SegmentRequest(photo, "u2netp", cutout=True))
        assert isinstance(result, Annotations)
        assert result.cutout is not None
        cut = MappedBlock(result.cutout.block).array()[..., 3]
        alpha = np.zeros(size, np.uint8)
        rows = slice(result.cutout.y, result.cutout.y + cut.shape[0])
        alpha[rows, result.cutout.x : result.cutout.x + cut.shape[1]] = cut
        alphas.append(alpha)
    shrunk = np.asarray(Image.fromarray(alphas[1]).resize((600, 400), Image.Resampling.BOX))
    apart = np.abs(shrunk.astype(int) - alphas[0])
    assert apart.mean() < 2
    assert (apart > 128).mean() < 0.005
