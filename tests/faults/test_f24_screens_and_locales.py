"""F24: the same work under other screen scalings and locales gives the same document and the same files.

Each of them is a process of its own, as Qt reads both only when it starts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]
SIZE = [1024, 640]
DRAWN = [20, 30, 70, 80]


def work(folder: Path, typed: str = "0.5", **surroundings: str) -> dict[str, Any]:
    """What comes of a little work in the window with these environment variables."""
    folder.mkdir()
    Image.new("RGB", (300, 200), (90, 140, 60)).save(folder / "photo.png")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    environment |= {"LANG": "C.UTF-8", "VLM_STUDIO_HOME": str(folder / "home"), **surroundings}
    command = [sys.executable, "-m", "tests.faults.screen_program", str(folder), typed]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_f24_a_screen_of_any_scaling(tmp_path: Path, scale: float) -> None:
    said = work(tmp_path / "work", QT_SCALE_FACTOR=str(scale))
    assert said["size"] == SIZE
    assert said["pixels"] == [round(side * scale) for side in SIZE]
    assert DRAWN in said["boxes"]
    assert said["outside"] == []


@pytest.mark.parametrize(("locale", "point"), [("tr_TR", ","), ("de_DE", ","), ("zh_CN", ".")])
def test_f24_any_locale(tmp_path: Path, locale: str, point: str) -> None:
    plain = work(tmp_path / "plain")
    said = work(tmp_path / "work", LANG=f"{locale}.UTF-8")
    assert said.pop("decimal point") == point
    assert plain.pop("decimal point") == "."
    assert said == plain
    assert said["filters"][0] == 0.5
    assert set(said["labels"]) == {"İi cat", "ılık I"}
    [shape] = json.loads(said["exported"])["shapes"]
    assert shape["label"] == "ılık I"


def test_f24_a_comma_in_a_number_is_its_point(tmp_path: Path) -> None:
    said = work(tmp_path / "work", "0,5", LANG="de_DE.UTF-8")
    assert said["filters"][0] == 0.5
    assert said["shown"] == "0.50"
