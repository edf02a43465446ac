"""A folder of pictures through ``vlm-studio run``."""

from __future__ import annotations

import shutil
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
    """Pictures a second, start included, against the best loop we could write by hand."""
    count = 40 if quick else 200
    with studio.home() as home, tempfile.TemporaryDirectory() as temporary:
        folder, out = Path(temporary, "pictures"), Path(temporary, "out")
        folder.mkdir()
        pictures.folder_of(count, folder)
        ours = [studio.command(), "run", "object-detection", folder, "--out", out]
        loop = [sys.executable, studio.PROGRAMS / "best_loop.py", *studio.yolo(), folder, out]
        environment = {"VLM_STUDIO_HOME": str(home)}
        rates = rounds(
            {
                "ours": lambda: rate(ours, environment, out, count),
                "loop": lambda: rate(loop, {}, out, count),
            },
            2 if quick else 8,
            warm_ups=1,
        )
    ours_rate, loop_rate = rates.of("ours", "loop")
    middle = [statistics.median(values) for values in (ours_rate, loop_rate)]
    note = f"{middle[0]:.1f} a second, the loop {middle[1]:.1f}; {count} pictures; {rates.words()}"
    name = "pictures a second / best loop by hand"
    return [table.ratio(name, ours_rate, loop_rate, 0.95, note, at_least=True)]


def rate(
    command: Sequence[str | Path], environment: dict[str, str], out: Path, count: int
) -> float:
    """Pictures a second of ``command``, which must leave ``count`` pictures' JSON in ``out``."""
    shutil.rmtree(out, ignore_errors=True)
    began = time.monotonic()
    subprocess.run(
        [str(word) for word in command], check=True, env=machine.environment(environment)
    )
    seconds = time.monotonic() - began
    done = len([file for file in out.glob("*.json") if file.name != "run.json"])
    if done != count:
        raise RuntimeError(f"{done} of {count} pictures were done by {command}")
    return count / seconds
