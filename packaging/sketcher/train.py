"""Training that can stop at any time and go on: at the lowest scheduling class, and not while somebody wants quiet.

``python -m sketcher.train --minutes 120`` is one sitting; it goes on from the newest checkpoint.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from sketcher.batches import Batch, Batches
from sketcher.dataset import load
from sketcher.embed import States
from sketcher.model import Size
from sketcher.run import BATCH, Run, held_out_loss
from sketcher.sources import cache, set_names
from sketcher.together import Team, start

LOCK = "quiet.lock"
"""While a file of this name is in the cache folder, training waits: benchmarks want the machine."""
_STALE = 7200.0
"""Seconds after which a lock is taken for forgotten."""
_SAVE_EVERY = 300.0


def wait_for_quiet() -> None:
    """Stand still as long as the lock file is there."""
    lock = cache() / LOCK
    while lock.exists() and time.time() - lock.stat().st_mtime < _STALE:
        time.sleep(1)


def stand_back() -> None:
    """Leave the processor to everybody else (Linux knows a class for that).

    Where Linux weighs whole sessions against each other, that class counts only within one, so the session steps back too.
    """
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text("19")


class Sitting:
    """So many minutes of training, with a checkpoint every five and a line in the log after each epoch."""

    def __init__(self, run: Run, minutes: float, cool: float) -> None:
        self._run = run
        self._seconds = 60 * minutes
        self._end = time.monotonic() + self._seconds
        self._cool = cool
        self._saved = time.monotonic()

    def train(self) -> None:
        """Epoch after epoch until the time is up."""
        run, drawings = self._run, load()
        learnt = [d for d in drawings if not d.held]
        held = [d for d in drawings if d.held and d.kind == "icon"]
        batches = Batches(set_names(), States(), BATCH, moved=not self._cool)
        while self._epoch(batches.epoch(learnt, run.epoch, run.team.rank, run.team.size)):
            run.epoch, run.batch = run.epoch + 1, 0
            if run.team.rank == 0:
                run.save()
                run.say({"held out": held_out_loss(run.average, batches, held)})

    def _epoch(self, batches: Iterator[Batch]) -> bool:
        """Train with ``batches``, without those before the checkpoint. Whether there is time for more."""
        for number, batch in enumerate(batches):
            if number < self._run.batch:
                continue
            wait_for_quiet()
            left = (self._end - time.monotonic()) / self._seconds
            more = self._run.train(batch, left, self._cool) > 0
            self._run.batch = number + 1
            if self._run.team.rank == 0:
                self._note(more)
            if not more:
                return False
        return True

    def _note(self, more: bool) -> None:
        if not more or time.monotonic() - self._saved > _SAVE_EVERY:
            self._run.save()
            self._saved = time.monotonic()
        if self._run.step % 50 == 0:
            self._run.say({"train": np.mean(self._run.recent, 0).round(4).tolist()})


def main() -> None:
    parser = argparse.ArgumentParser("sketcher.train")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--run", default="first", help="name of the run, a folder in the cache")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--processes", type=int, default=2, help="each with one thread")
    parser.add_argument(
        "--cool",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="of the sitting, at its end, in which steps get smaller and smaller: for weights to ship",
    )
    options = parser.parse_args()
    start(options.processes, _work, options)


def _work(team: Team, options: argparse.Namespace) -> None:
    stand_back()
    folder = cache() / "runs" / options.run
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    size = Size(len(set_names()), options.width, options.layers, options.width // 64)
    run = Run(folder, size, team)
    run.resume()
    torch.manual_seed(1000 * run.step + team.rank)
    Sitting(run, options.minutes, options.cool).train()


if __name__ == "__main__":
    main()
