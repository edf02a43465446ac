"""Cold start of the window, seen from outside on a screen of our own."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import peers, pictures, studio, table
from tests.bench.pairs import Rounds, rounds
from tests.bench.screen import Screen, Seen, painted, picture_shown, screen

_WARM_UPS = 2
_DROP = Path("/proc/sys/vm/drop_caches")
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
        bare, settled = _starts(shown, _programs(()), painted, environment, quick)
        full, _ = _starts(shown, _programs((picture,)), picture_shown, environment, quick)
        cold, _ = _starts(shown, _cold_programs(), painted, environment, quick, cold=True)
        imported = _imported(shown, environment, picture)
    return [
        *_lines("window painted", bare, _TARGETS),
        *_lines("window settled", settled, dict.fromkeys(_TARGETS)),
        *_lines("1080p picture shown", full, _TARGETS),
        *(_lines("window painted, nothing cached", cold, {"bare": 2.0}) if cold.values else []),
        *_import_lines(imported),
    ]


def _programs(files: Sequence[Path]) -> dict[str, Sequence[str | Path]]:
    return {
        "ours": [studio.command(), *(["open"] if files else []), *files],
        "bare": [sys.executable, studio.PROGRAMS / "bare_window.py", *files],
        "labelme": [peers.program("labelme"), *files],
        "napari": [peers.program("napari"), *files],
    }


def _cold_programs() -> dict[str, Sequence[str | Path]]:
    """Those that are started with nothing of them in memory; none where that cannot be had."""
    if not os.access(_DROP, os.W_OK):
        return {}
    return {name: words for name, words in _programs(()).items() if name in ("ours", "bare")}


@dataclass
class Start:
    """Starts a program; keeps for each start the seconds until seen and those until settled."""

    shown: Screen
    command: Sequence[str | Path]
    seen: Seen
    environment: dict[str, str]
    cold: bool = False
    settled: dict[float, float] = field(default_factory=dict)

    def __call__(self) -> float:
        if self.cold:
            os.sync()
            _DROP.write_text("3")
        first, last = self.shown.time(self.command, self.seen, self.environment)
        self.settled[first] = last
        return first


def _starts(
    shown: Screen,
    programs: Mapping[str, Sequence[str | Path]],
    seen: Seen,
    environment: dict[str, str],
    quick: bool,
    *,
    cold: bool = False,
) -> tuple[Rounds, Rounds]:
    """Seconds until seen, and until settled, of each program."""
    starts = {
        name: Start(shown, command, seen, environment, cold) for name, command in programs.items()
    }
    count, few = (3, 2) if quick or cold else (20, 10)
    count = count if programs else 0
    times = rounds(starts, count, warm_ups=_WARM_UPS, limits={"labelme": few, "napari": few})
    settled = [
        {name: starts[name].settled[first] for name, first in values.items()}
        for values in times.values
    ]
    return times, Rounds(settled, times.noise)


def _lines(what: str, times: Rounds, targets: Mapping[str, float | None]) -> list[table.Line]:
    lines = []
    for name, target in targets.items():
        ours, theirs = times.of("ours", name)
        middle = [statistics.median(values) for values in (ours, theirs)]
        note = f"{middle[0]:.2f} s, theirs {middle[1]:.2f} s; {times.words()}"
        lines.append(table.ratio(f"{what} / {_NAMES[name]}", ours, theirs, target, note))
    return lines


def _imported(shown: Screen, environment: dict[str, str], picture: Path) -> set[str]:
    """Names of all modules that the window's process imports until a picture is shown and the screen settled."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        python = f"exec {sys.executable} -X importtime -m vlm_studio.cli open {picture} 2>{log}"
        shown.time(["sh", "-c", python], picture_shown, environment)
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
