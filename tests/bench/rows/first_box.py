"""The first box from a cold start, in a terminal."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import machine, pictures, studio, table
from tests.bench.pairs import rounds


def measure(quick: bool) -> list[table.Line]:
    """From the start of the process to its first line, against a bare script of the same two passes."""
    with studio.home() as home, tempfile.TemporaryDirectory() as folder:
        photo = Path(folder, "astronaut.jpg")
        pictures.photo().save(photo, quality=92)
        environment = {"VLM_STUDIO_HOME": str(home)}
        ours = [studio.command(), "run", "object-detection", photo]
        bare = [sys.executable, studio.PROGRAMS / "bare_boxes.py", *studio.yolo(), photo]
        times = rounds(
            {"ours": lambda: first_line(ours, environment), "bare": lambda: first_line(bare, {})},
            4 if quick else 30,
            warm_ups=2,
        )
    ours_s, bare_s = times.of("ours", "bare")
    middle = [statistics.median(values) for values in (ours_s, bare_s)]
    note = f"{middle[0]:.2f} s, the script {middle[1]:.2f} s; {times.words()}"
    return [table.ratio("first box in a terminal / bare script", ours_s, bare_s, 1.5, note)]


def first_line(command: Sequence[str | Path], environment: dict[str, str]) -> float:
    """Seconds from the start of ``command`` to its first line. The process has ended when this returns."""
    began = time.monotonic()
    with subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        env=machine.environment(environment),
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.monotonic() - began
    if not line or process.returncode:
        raise RuntimeError(f"{command} ended with status {process.returncode}")
    return seconds
