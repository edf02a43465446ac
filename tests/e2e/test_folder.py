"""A folder of real photos, a real model, the window's own processes: the day that is cut short by a kill."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pictures import picture
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.formats.open import open_file
from vlm_studio.formats.sidecars import Stamp, read_summary, sidecar

PHOTOS = ("astronaut.png", "coffee.png", "chelsea.png", "motorcycle_left.png")
NAMES = [f"{stem} {i}.png" for i in range(4) for stem in ("photo", "猫 🐈")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "photos"
    place.mkdir()
    for i, name in enumerate(NAMES):
        shutil.copy(picture(PHOTOS[i % len(PHOTOS)]), place / name)
    return place


def program(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.e2e.folder_program", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def done(folder: Path) -> dict[str, Stamp]:
    """Every sidecar that is there, and its version."""
    return {path.name: Stamp.of(path) for path in folder.glob("*.vlms")}


@pytest.mark.usefixtures("starter_home")
def test_a_batch_that_was_killed_goes_on_without_losing_or_repeating_anything(
    folder: Path, blocks: BlockFolder
) -> None:
    with program(folder) as first:
        patience = time.monotonic() + 120
        while len(done(folder)) < 3 and time.monotonic() < patience:
            with contextlib.suppress(subprocess.TimeoutExpired):
                first.wait(0.02)
        first.send_signal(signal.SIGKILL)
    before = done(folder)
    assert 3 <= len(before) < len(NAMES), "killed in the middle"
    assert all(read_summary(folder / name) for name in before), "none of them is half written"

    with program(folder) as second:
        said, _ = second.communicate(timeout=200)
    assert second.returncode == 0
    assert said.split() == [str(len(NAMES) - len(before)), str(len(before))]
    after = done(folder)
    assert sorted(after) == sorted(f"{name}.vlms" for name in NAMES)
    assert {name: after[name] for name in before} == before

    for name in NAMES:
        said_of = read_summary(sidecar(folder / name))
        assert said_of is not None
        assert len(said_of.runs) == 1
    state = open_file(sidecar(folder / "photo 0.png"), blocks).state
    assert "person" in {a.label for a in state.objects()}


@pytest.mark.usefixtures("starter_home")
def test_a_folder_given_to_the_terminal_is_shown_as_a_list(folder: Path, tmp_path: Path) -> None:
    shot = tmp_path / "window.png"
    (folder / "z broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    command = [sys.executable, "-m", "vlm_studio.cli", "open", str(folder), "--run", "detect"]
    command += ["--screenshot", str(shot), "--size", "1024x640"]
    made = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert made.returncode == 0, made.stderr
    assert shot.is_file()
    assert not list(folder.glob("*.vlms")), "the picture in front is saved when it is left"
