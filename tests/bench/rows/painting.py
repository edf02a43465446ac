"""What the application adds to a diffusion model: to a job, to loading, to the first painting of all."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.bench import painters, studio, table
from tests.bench.asked import Ask, asked
from tests.bench.pairs import rounds
from tests.bench.rows.first_box import first_line
from tests.fakes.main_thread import MainThread
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.inference.cache import EngineCache
from vlm_studio.jobs.job import Job
from vlm_studio.jobs.process_lane import ProcessLane, worker_command
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.design import Designs, PaintRequest
from vlm_studio.words import text

_REQUEST = PaintRequest(
    painters.WORDS,
    "painter",
    width=painters.SIDE,
    height=painters.SIDE,
    steps=painters.STEPS,
    device="cpu",
)


def measure(quick: bool) -> list[table.Line]:
    """A painting of about two seconds, loading its model, going back to it, and a cold start in a terminal."""
    with painters.home() as (home, model):
        os.environ["VLM_STUDIO_HOME"] = str(home)
        try:
            bare = [sys.executable, "-P", studio.PROGRAMS / "bare_painting.py", model]
            place = {"PYTHONPATH": str(Path(__file__).parents[3])}
            with asked(bare, place) as ask:
                jobs = _jobs(ask, quick)
            loads = _loads(model, home, quick)
            return [*jobs, *loads, *_first(bare, place, home, quick)]
        finally:
            del os.environ["VLM_STUDIO_HOME"]


def _jobs(ask: Ask, quick: bool) -> list[table.Line]:
    with lane() as ordered:
        times = rounds(
            {"ours": ordered, "bare": lambda: ask("paint")}, 3 if quick else 12, warm_ups=2
        )
    ours, bare = times.of("ours", "bare")
    note = f"{statistics.median(bare):.2f} s bare; {times.words()}"
    extra = statistics.median(a - b for a, b in zip(ours, bare)) * 1000
    return [
        table.ratio(
            "painting of ~2 s as a job at full speed / bare diffusers call", ours, bare, 1.01, note
        ),
        table.Line("added to a painting", extra, unit="ms"),
    ]


def _loads(model: Path, home: Path, quick: bool) -> list[table.Line]:
    """Both in this process: another one's memory makes more of a difference than all that is measured here."""
    store = ModelStore(home / "models")
    kept = EngineCache(store)

    def leased(cache: EngineCache) -> float:
        began = time.perf_counter()
        with cache.lease(store.card("painter"), "cpu"):
            return time.perf_counter() - began

    def bare() -> float:
        from diffusers import DiffusionPipeline

        began = time.perf_counter()
        pipeline = DiffusionPipeline.from_pretrained(model, use_safetensors=True)
        pipeline.set_progress_bar_config(disable=True)
        return time.perf_counter() - began

    times = rounds(
        {
            "ours": lambda: leased(EngineCache(store)),
            "again": lambda: leased(kept),
            "bare": bare,
        },
        8 if quick else 20,
        warm_ups=2,
    )
    ours, again, theirs = times.of("ours", "again", "bare")
    note = f"{statistics.median(theirs):.2f} s bare, files in the page cache; {times.words()}"
    return [
        table.ratio("diffusion model loaded / from_pretrained", ours, theirs, 1.05, note),
        table.ratio("back to a loaded model / loading it", again, ours, 0.02),
    ]


def _first(
    bare: Sequence[str | Path], place: Mapping[str, str], home: Path, quick: bool
) -> list[table.Line]:
    size = f"{painters.SIDE}x{painters.SIDE}"
    with tempfile.TemporaryDirectory() as folder:
        words = ["generate", painters.WORDS, "--model", "painter", "--count", "1", "--size", size]
        words += ["--steps", str(painters.STEPS), "--format", "png", "--out", folder, "--json"]
        environment = {**place, "VLM_STUDIO_HOME": str(home)}
        times = rounds(
            {
                "ours": lambda: first_line([studio.command(), *words], environment),
                "bare": lambda: first_line([*bare, "once"], place),
            },
            2 if quick else 10,
            warm_ups=1,
        )
    ours, theirs = times.of("ours", "bare")
    note = f"{statistics.median(theirs):.2f} s bare; {times.words()}"
    return [
        table.ratio("first painting in a terminal / bare script", ours, theirs, 1.05, note=note)
    ]


@contextmanager
def lane() -> Iterator[Callable[[], float]]:
    """Orders a painting from the application's queue and heavy lane: seconds until its designs are here."""
    blocks, main = BlockFolder.create(), MainThread()
    # In the lowest class it gives way to everybody, which the bare call does not: a machine's other load is no overhead.
    heavy = ProcessLane("heavy", worker_command("heavy"), blocks.path, full_speed=True)
    with ThreadPoolExecutor(2) as pool:
        queue = JobQueue({"heavy": heavy}, lambda call: pool.submit(call) and None, main.post)

        def ordered() -> float:
            job = Job(_REQUEST, text("Paint"), "heavy")
            began = time.perf_counter()
            queue.submit(job)
            main.until(lambda: job.ended, 300)
            spent = time.perf_counter() - began
            if job.outcome is None or not isinstance(job.outcome.result, Designs):
                raise RuntimeError(f"nothing was painted: {job.outcome}")
            return spent

        try:
            yield ordered
        finally:
            heavy.stop()
            blocks.remove()
