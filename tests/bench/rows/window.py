"""Cold start of the window, seen from outside on a screen of our own."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from tests.bench import peers, pictures, studio, table
from tests.bench.pairs import rounds
from tests.bench.screen import Screen, painted, picture_shown, screen

_HEAVY = ("numpy", "PIL")
_MODEL_LIBRARIES = (
    "onnxruntime",
    "onnx",
    "ai_edge_litert",
    "cv2",
    "torch",
    "transformers",
    "diffusers",
)
_TARGETS = {"bare": 2.0, "labelme": 0.6, "napari": 0.25}
_NAMES = {"bare": "bare PySide6 window", "labelme": "labelme 6.3.1", "napari": "napari 0.9.2"}


def measure(quick: bool) -> list[table.Line]:
    """From the start of the process to a painted window, and to a picture of 1920 x 1080 on it."""
    programs: dict[str, Sequence[str | Path]] = {
        "ours": [studio.command()],
        "bare": [sys.executable, studio.PROGRAMS / "bare_window.py"],
        "labelme": [peers.program("labelme")],
        "napari": [peers.program("napari")],
    }
    with studio.home() as home, tempfile.TemporaryDirectory() as folder, screen() as shown:
        picture = Path(folder, "signal.jpg")
        pictures.signal_picture(picture)
        environment = {
            "VLM_STUDIO_HOME": str(home),
            "HOME": str(home),  # the others keep their settings there
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_DATA_HOME": str(home / "data"),
        }
        bare = _times(shown, programs, (), environment, quick)
        full = _times(shown, programs, (picture,), environment, quick)
        imported = _imported(shown, environment)
    return [
        *_lines("window painted", bare),
        *_lines("1080p picture shown", full),
        *_import_lines(imported),
    ]


def _times(
    shown: Screen,
    programs: Mapping[str, Sequence[str | Path]],
    files: Sequence[Path],
    environment: dict[str, str],
    quick: bool,
) -> dict[str, list[float]]:
    seen = picture_shown if files else painted

    def start(name: str, command: Sequence[str | Path]) -> float:
        verb = ["open"] if files and name == "ours" else []
        return shown.time([*command, *verb, *files], {"seen": seen}, environment)["seen"]

    count, few = (3, 2) if quick else (20, 10)
    measures = {name: partial(start, name, command) for name, command in programs.items()}
    return rounds(measures, count, warm_ups=2, limits={"labelme": few, "napari": few})


def _lines(what: str, times: Mapping[str, list[float]]) -> list[table.Line]:
    ours = statistics.median(times["ours"])
    return [
        table.ratio(
            f"{what} / {_NAMES[name]}",
            times["ours"],
            times[name],
            target,
            f"{ours:.2f} s, theirs {statistics.median(times[name]):.2f} s",
        )
        for name, target in _TARGETS.items()
    ]


def _imported(shown: Screen, environment: dict[str, str]) -> set[str]:
    """Names of all modules that the window's process imports until it shows a picture, and a second more."""
    with tempfile.TemporaryDirectory() as folder:
        picture, log = Path(folder, "signal.jpg"), Path(folder, "log")
        pictures.signal_picture(picture)
        python = f"exec {sys.executable} -X importtime -m vlm_studio.cli open {picture} 2>{log}"
        shown.time(["sh", "-c", python], {"seen": picture_shown}, environment, linger=1.0)
        lines = log.read_text(errors="replace").splitlines()
    return {line.split("|")[-1].strip() for line in lines if line.startswith("import time:")}


def _import_lines(imported: set[str]) -> list[table.Line]:
    tops = {name.split(".")[0] for name in imported}
    models = sorted(tops & set(_MODEL_LIBRARIES))
    heavy = sorted(tops & set(_HEAVY))
    ours = sum(name.startswith("vlm_studio") for name in imported)
    note = f"{len(imported)} modules in all, {ours} of them ours; of numpy and PIL: {', '.join(heavy) or 'none'}"
    name = "model libraries in the window's process"
    return [table.Line(name, len(models), 0, unit="", note=", ".join(models) or note)]
