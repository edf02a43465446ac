"""Small pictures on disk: what was not wanted for longest goes when there are too many."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.pictures import picture
from vlm_studio.errors import JobCancelled
from vlm_studio.formats.thumbnails import make, prune


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five of them in folders of two, each wanted later than the one before."""
    place = tmp_path / "thumbnails"
    for i, name in enumerate("abcde"):
        target = place / str(i // 2) / name
        make(picture("chelsea.png"), None, 64, target)
        os.utime(target, (1000 + i, 1000 + i))
    return place


def test_the_oldest_go_until_the_rest_fits(folder: Path) -> None:
    size = (folder / "0" / "a").stat().st_size
    assert prune(folder, 5 * size, lambda: None) == 0
    assert prune(folder, 3 * size, lambda: None) == 2
    assert kept(folder) == ["c", "d", "e"]


def test_one_that_is_wanted_again_stays(folder: Path) -> None:
    first = folder / "0" / "a"
    make(picture("chelsea.png"), None, 64, first)
    prune(folder, first.stat().st_size, lambda: None)
    assert kept(folder) == ["a"]


def test_what_was_stopped_deleted_nothing(folder: Path) -> None:
    def stop() -> None:
        raise JobCancelled

    with pytest.raises(JobCancelled):
        prune(folder, 0, stop)
    assert len(kept(folder)) == 5


def test_no_folder_is_no_trouble(tmp_path: Path) -> None:
    assert prune(tmp_path / "nothing", 0, lambda: None) == 0
