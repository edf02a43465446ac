"""How fast sketches come: four in a worker that is warm, and four from a cold start in a terminal."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench import machine, studio, table
from tests.bench.pairs import rounds
from tests.starter import sketch_store
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.design import SketchRequest

WARM_S, COLD_S = 3.0, 6.0
_WORDS = ("a desk lamp", "a mug left of a lamp", "three leaves in a circle", "a phone")


def measure(quick: bool) -> list[table.Line]:
    """Seconds for four sketches of a description, each time another one."""
    store = sketch_store()
    with studio.home() as home, tempfile.TemporaryDirectory() as folder:
        os.environ["VLM_STUDIO_HOME"] = str(home)
        blocks = BlockFolder.create()
        try:
            cache, context, asked = EngineCache(store), PlainContext(blocks), 0

            def warm() -> float:
                nonlocal asked
                asked += 1
                began = time.perf_counter()
                run_task(SketchRequest(_WORDS[asked % len(_WORDS)], "icons"), context, cache)
                return time.perf_counter() - began

            words = ["generate", _WORDS[1], "--count", "4", "--out", folder, "--json"]
            place = {"PYTHONPATH": str(Path(__file__).parents[3]), "VLM_STUDIO_HOME": str(home)}
            times = rounds(
                {"warm": warm, "cold": lambda: whole([studio.command(), *words], place)},
                3 if quick else 12,
                warm_ups=2,
            )
        finally:
            blocks.remove()
            del os.environ["VLM_STUDIO_HOME"]
    quick_s, slow_s = (statistics.median(values) for values in times.of("warm", "cold"))
    return [
        table.Line("four sketches, warm", quick_s, WARM_S, unit="s", note=times.words()),
        table.Line("four sketches from a cold start in a terminal", slow_s, COLD_S, unit="s"),
        table.Line("sketches a second, warm", 4 / quick_s, unit=""),
    ]


def whole(command: Sequence[str | Path], environment: Mapping[str, str]) -> float:
    """Seconds from the start of ``command`` to its end."""
    began = time.perf_counter()
    variables = machine.environment(environment)
    subprocess.run(command, env=variables, stdout=subprocess.DEVNULL, check=True, timeout=300)
    return time.perf_counter() - began
