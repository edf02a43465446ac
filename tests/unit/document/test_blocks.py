"""Pixels in mapped files: who owns them, and what happens to those of the dead."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from vlm_studio.document import space
from vlm_studio.document.blocks import (
    Block,
    BlockFolder,
    MappedBlock,
    blocks_in,
    lives,
    remove_dead_folders,
)
from vlm_studio.document.compose import flatten, flatten_rgb
from vlm_studio.document.mips import halve, mip_levels
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.errors import StudioError


def noise(width: int, height: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)


def test_pixels_come_back_at_every_level(blocks):
    pixels = noise(1000, 601)
    block = blocks.store(pixels, mips=True)
    mapped = MappedBlock(block)
    assert (mapped.array() == pixels).all()
    assert [block.level_size(n) for n in range(block.levels)] == [
        (1000, 601),
        (500, 301),
        (250, 151),
    ]
    assert Path(block.path).stat().st_size == block.nbytes
    assert mapped.array(1)[3, 5] == pytest.approx(pixels[6:8, 10:12].mean((0, 1)), abs=0.51)
    assert mip_levels(7680, 4320) == 6


def test_half_of_an_odd_size_keeps_the_last_row_and_column():
    pixels = noise(5, 3)
    small = np.zeros((2, 3, 4), np.uint8)
    halve(pixels, small)
    assert (small[1, 2] == pixels[2, 4]).all()
    assert small[0, 2] == pytest.approx(pixels[0:2, 4].mean(0), abs=0.51)
    assert small[0, 0] == pytest.approx(pixels[0:2, 0:2].mean((0, 1)), abs=0.51)


def test_a_block_that_is_gone_or_too_short_is_one_sentence(blocks):
    block = blocks.store(noise(8, 8))
    os.truncate(block.path, 10)
    with pytest.raises(StudioError, match="no longer there"):
        MappedBlock(block)
    Path(block.path).unlink()
    with pytest.raises(StudioError, match="no longer there"):
        MappedBlock(block)


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, -1), (70_000, 5)])
def test_an_absurd_size_is_refused(blocks, width, height):
    with pytest.raises(StudioError, match="not a size"):
        blocks.new(width, height)


def test_no_room_is_an_error_and_leaves_nothing(blocks, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(StudioError, match=r"room for 4 MiB.* MiB are free"):
        blocks.new(1024, 1024)
    assert not list(blocks.path.glob("*.px"))


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="pixels are on the disk anyway")
def test_what_would_fill_the_memory_goes_to_the_disk(blocks, monkeypatch, home):
    small, large = blocks.store(noise(64, 64)), (5000, 4000)
    monkeypatch.setattr(space, "SHARE", 1e-9)
    block = blocks.new(*large, levels=2)
    assert Path(block.path).parent == home / "pixels" / blocks.path.name
    assert Path(small.path).parent == blocks.path
    MappedBlock(block, writable=True).array(1)[:] = 7
    assert (MappedBlock(block).array(1) == 7).all()
    kept = blocks.new(*large)
    blocks.sweep([kept.path])
    assert not Path(block.path).exists()
    assert Path(kept.path).exists()
    remove_dead_folders()
    assert Path(kept.path).exists()
    blocks.remove()
    assert not Path(kept.path).parent.exists()


def test_what_a_dead_process_left_on_the_disk_is_removed(home):
    left = home / "pixels" / "vlm_studio-dead"
    left.mkdir(parents=True)
    (left / "1.px").touch()
    remove_dead_folders()
    assert not left.exists()


def test_sweeping_keeps_what_is_in_use(blocks):
    kept, dropped = blocks.store(noise(4, 4)), blocks.store(noise(4, 4))
    blocks.sweep(blocks_in(PictureRef.of_block(kept)))
    assert Path(kept.path).exists()
    assert not Path(dropped.path).exists()


def test_the_folder_of_a_dead_process_is_removed_and_a_live_one_is_not(blocks):
    code = (
        "import os, signal\n"
        "from vlm_studio.document.blocks import BlockFolder\n"
        "print(BlockFolder.create().path, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    died = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    left = Path(died.stdout.strip())
    assert left.is_dir()
    assert [lives(each) for each in (left, blocks.path)] == [False, True]
    remove_dead_folders()
    assert not left.exists()
    assert blocks.path.is_dir()
    assert [lives(each) for each in (left, Path("no\0folder"), blocks.path)] == [False, False, True]


def test_a_folder_that_is_only_just_being_made_is_left_alone(blocks):
    fresh = Path(tempfile.mkdtemp(prefix="vlm_studio-", dir=blocks.path.parent))
    remove_dead_folders()
    assert fresh.is_dir()
    fresh.rmdir()


def test_a_picture_is_flattened_as_qt_and_the_standard_would(blocks):
    red = np.full((4, 6, 4), (255, 0, 0, 255), np.uint8)
    half_green = np.full((2, 2, 4), (0, 255, 0, 128), np.uint8)
    below, above = blocks.store(red), blocks.store(half_green)
    picture = PictureRef((PlacedBlock(below), PlacedBlock(above, 3, 1)), 2, 0, 3, 3)
    result = flatten(picture)
    assert result.shape == (3, 3, 4)
    assert (result[0] == (255, 0, 0, 255)).all()
    assert tuple(result[1, 1]) == (127, 128, 0, 255)
    alone = PictureRef((PlacedBlock(above, 1, 0),), 0, 0, 3, 2)
    assert tuple(flatten_rgb(alone)[0, 0]) == (255, 255, 255)
    assert tuple(flatten_rgb(alone)[0, 1]) == (127, 255, 127)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("svg:multiply", 50), ("svg:screen", 178), ("svg:darken", 100), ("svg:lighten", 128), ("svg:difference", 28)],
)  # fmt: skip
def test_blend_modes(blocks, mode, expected):
    def grey(value: int) -> Block:
        return blocks.store(np.full((1, 1, 4), (value, value, value, 255), np.uint8))

    placed = (PlacedBlock(grey(100)), PlacedBlock(grey(128), blend=mode))
    result = flatten(PictureRef(placed, 0, 0, 1, 1))
    assert int(result[0, 0, 0]) == pytest.approx(expected, abs=1)


def test_a_folder_knows_nothing_of_its_lock_when_it_does_not_own_it(tmp_path):
    guest = BlockFolder(tmp_path, owner=False)
    guest.store(noise(2, 2))
    guest.remove()
    assert not tmp_path.exists()
