"""Large pictures are told of before they are there: their frame, a JPEG's coarse levels, and then all of it in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from tests.fakes.pictures import chunk, exif, photo
from vlm_studio.document.blocks import Block, BlockFolder, MappedBlock
from vlm_studio.document.document import DocumentState
from vlm_studio.document.layers import RasterLayer
from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.formats.images import decode
from vlm_studio.formats.open import open_file
from vlm_studio.tasks.context import PlainContext
from vlm_studio.words import Text

SIZE = (3606, 2404)  # neither side can be divided by 8


@dataclass
class Told:
    """What the opening told, and how the coarse levels looked at that moment."""

    states: list[DocumentState] = field(default_factory=list)
    finest: list[int] = field(default_factory=list)
    coarse: NDArray[np.uint8] | None = None
    fractions: list[float] = field(default_factory=list)

    def preview(self, state: DocumentState, finest: int) -> None:
        self.states.append(state)
        self.finest.append(finest)
        if finest < block_of(state).levels:
            self.coarse = MappedBlock(block_of(state)).array(finest).copy()

    def progress(self, fraction: float | None, _words: Text | None) -> None:
        self.fractions += [] if fraction is None else [fraction]


def block_of(state: DocumentState) -> Block:
    [layer] = state.layers.values()
    assert isinstance(layer, RasterLayer)
    return layer.block


def large() -> Image.Image:
    return Image.fromarray(photo()).resize(SIZE, Image.Resampling.BICUBIC)


@pytest.mark.parametrize("turn", range(1, 9))
def test_the_sketch_of_a_jpeg_has_the_size_and_the_place_of_the_picture(
    turn: int, tmp_path: Path, blocks: BlockFolder
) -> None:
    path, told = tmp_path / "large.jpg", Told()
    large().save(path, exif=exif(turn))
    opened = open_file(path, blocks, PlainContext(blocks, preview=told.preview))
    block = block_of(opened.state)
    assert told.finest == [block.levels, 3]
    assert all(state == opened.state for state in told.states)
    with Image.open(path) as image:
        upright = np.asarray(ImageOps.exif_transpose(image))
    whole = MappedBlock(block)
    assert (whole.array()[..., :3] == upright).all()
    assert told.coarse is not None
    assert told.coarse.shape == whole.array(3).shape
    assert abs(told.coarse.astype(int) - whole.array(3)).mean() < 2


def test_a_png_shows_its_frame_and_how_far_it_is(tmp_path: Path, blocks: BlockFolder) -> None:
    path, told = tmp_path / "large.png", Told()
    grain = np.random.default_rng(0).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    Image.fromarray(grain).save(path, compress_level=1)
    opened = open_file(path, blocks, PlainContext(blocks, told.progress, preview=told.preview))
    block = block_of(opened.state)
    assert told.finest == [block.levels]
    assert told.states == [opened.state]
    assert told.fractions == sorted(told.fractions)
    assert told.fractions[0] < 0.1 < 0.9 < told.fractions[-1]
    whole = MappedBlock(block)
    assert (whole.array()[..., :3] == grain).all()
    middle = grain[1000:1002, 1000:1002].reshape(4, 3).mean(0)
    assert whole.array(1)[500, 500, :3] == pytest.approx(middle, abs=0.51)
    last = grain[-2:, -2:].reshape(4, 3).mean(0)
    assert whole.array(1)[-1, -1, :3] == pytest.approx(last, abs=0.51)


def test_of_a_small_picture_nothing_is_told_before_it_is_there(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    path, told = tmp_path / "small.jpg", Told()
    Image.fromarray(photo()).save(path)
    open_file(path, blocks, PlainContext(blocks, preview=told.preview))
    assert told.states == []


@pytest.mark.parametrize("name", ["cut.jpg", "cut.png"])
def test_of_a_cut_off_file_nothing_stays(name: str, tmp_path: Path, blocks: BlockFolder) -> None:
    path, told = tmp_path / name, Told()
    large().save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StudioError, match=f"{name} is damaged"):
        open_file(path, blocks, PlainContext(blocks, preview=told.preview))
    assert len(told.states) == 1
    assert not list(blocks.path.glob("*.px"))


def test_reading_stops_in_the_middle_and_leaves_nothing(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    path, told = tmp_path / "large.png", Told()
    large().save(path, compress_level=0)
    context = PlainContext(blocks, told.progress, lambda: len(told.fractions) > 3, told.preview)
    with pytest.raises(JobCancelled):
        open_file(path, blocks, context)
    assert told.fractions[-1] < 0.5
    assert not list(blocks.path.glob("*.px"))


def test_a_png_that_says_behind_its_pixels_that_it_is_turned_is_turned(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / "turned.png"
    Image.fromarray(photo()).save(path)
    data, turn = path.read_bytes(), exif(6).tobytes().removeprefix(b"Exif\0\0")
    end = chunk(b"IEND", b"")
    path.write_bytes(data.removesuffix(end) + chunk(b"eXIf", turn) + end)
    block = decode(path, blocks).block
    with Image.open(path) as image:
        assert (MappedBlock(block).array()[..., :3] == ImageOps.exif_transpose(image)).all()
    assert len(list(blocks.path.glob("*.px"))) == 1
