"""Training that can stop at any time and go on: at the lowest scheduling class, and not while a lock file is there.

``python -m sketcher.train --minutes 120`` is one sitting; it goes on from the newest checkpoint.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch

from sketcher.batches import Batch, Batches
from sketcher.dataset import Drawing, load
from sketcher.embed import States
from sketcher.model import MEANINGS, Size, Sketcher
from sketcher.sources import cache, set_names
from sketcher.together import Team, start

LOCK = "quiet.lock"
"""While a file of this name is in the cache folder, training waits: tests and benchmarks want the machine."""
_BATCH = 32
_RATE = 1e-3
_WARM_UP = 300
_SAVE_EVERY = 300.0  # seconds
_KEPT, _FOLLOW_EVERY = 0.999, 4


class Run:
    """The network, its slow average, the optimiser and how far they are."""

    def __init__(self, folder: Path, size: Size, team: Team) -> None:
        self.folder = folder
        self.team = team
        self.model = Sketcher(size)
        self.average = Sketcher(size)
        self.average.load_state_dict(self.model.state_dict())
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), _RATE, (0.9, 0.98), weight_decay=0.03, fused=True
        )
        self.epoch = self.batch = self.step = 0
        self.recent: list[tuple[float, float]] = []

    def train(self, batch: Batch, tired: bool) -> bool:
        """One step down, together. Whether anybody is ``tired``: then all stop after it."""
        for group in self.optimiser.param_groups:
            group["lr"] = (
                _RATE
                * min(1.0, (self.step + 1) / _WARM_UP)
                * min(1.0, (20000 / (self.step + 1)) ** 0.5)
            )
        commands, values, _ = loss(self.model, batch)
        mean = commands.mean() + values.sum() / len(commands)
        self.optimiser.zero_grad(set_to_none=True)
        mean.backward()
        stop = self.team.average(self.model.parameters(), tired)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        self._follow()
        self.recent.append((float(commands.detach().mean()), float(values.detach().mean())))
        return stop

    def _follow(self) -> None:
        if self.step % _FOLLOW_EVERY:
            return
        kept = min(_KEPT, (self.step + 1) / (self.step + 20)) ** _FOLLOW_EVERY
        with torch.no_grad():
            for slow, fast in zip(self.average.parameters(), self.model.parameters()):
                slow.lerp_(fast, 1 - kept)

    def save(self) -> None:
        """Write the checkpoint; it takes the old one's place only when it is whole."""
        state = {
            "size": msgspec.to_builtins(self.model.size),
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "place": (self.epoch, self.batch, self.step),
        }
        torch.save(state, self.folder / "checkpoint.part")
        (self.folder / "checkpoint.part").replace(self.folder / "checkpoint.pt")

    def say(self, row: dict[str, Any]) -> None:
        """Add a line to the log."""
        place = {"time": time.strftime("%H:%M:%S"), "step": self.step, "epoch": self.epoch}
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({**place, **row}) + "\n")

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        path = self.folder / "checkpoint.pt"
        if path.is_file():
            state = torch.load(path, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.epoch, self.batch, self.step = state["place"]


def loss(model: Sketcher, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """See :meth:`Sketcher.losses`."""
    prefix = model.prefix(batch.sets, batch.meanings, batch.words, batch.has)
    states = model.states(batch.steps, prefix, batch.hidden)
    return model.losses(batch.steps, states, batch.lengths)


@torch.no_grad()
def held_out_loss(
    model: Sketcher, batches: Batches, drawings: Sequence[Drawing]
) -> dict[str, float]:
    """Mean loss in nats per command and per value of each meaning, on drawings that were not trained on."""
    model.eval()
    sums: dict[str, list[float]] = {}
    ordered = sorted(drawings, key=lambda d: len(d.steps))
    for i in range(0, len(ordered), _BATCH):
        commands, values, kinds = loss(model, batches.batch(ordered[i : i + _BATCH], None))
        sums.setdefault("command", []).extend(commands.tolist())
        for kind, value in zip(kinds.tolist(), values.tolist()):
            sums.setdefault(MEANINGS[kind], []).append(value)
    model.train()
    return {name: round(float(np.mean(numbers)), 4) for name, numbers in sums.items()}


def wait_for_quiet() -> None:
    """Stand still as long as the lock file is there."""
    while (cache() / LOCK).exists():
        time.sleep(1)


def stand_back() -> None:
    """Leave the processor to everybody else (Linux knows a class for that)."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def sitting(run: Run, minutes: float) -> None:
    """Train for so long, with a checkpoint every five minutes and a line in the log after each epoch."""
    drawings = load()
    learnt = [d for d in drawings if not d.held]
    held = [d for d in drawings if d.held and d.kind == "icon"]
    batches = Batches(set_names(), States(), _BATCH)
    end = time.monotonic() + 60 * minutes
    while not _epoch(run, batches.epoch(learnt, run.epoch, run.team.rank, run.team.size), end):
        run.epoch, run.batch = run.epoch + 1, 0
        if run.team.rank == 0:
            run.save()
            run.say({"held out": held_out_loss(run.average, batches, held)})


def _epoch(run: Run, batches: Iterator[Batch], end: float) -> bool:
    """Train with ``batches``, those skipped that were before the checkpoint. Whether time was up."""
    saved = time.monotonic()
    for number, batch in enumerate(batches):
        if number < run.batch:
            continue
        wait_for_quiet()
        stop = run.train(batch, time.monotonic() > end)
        run.batch = number + 1
        if run.team.rank == 0 and (stop or time.monotonic() - saved > _SAVE_EVERY):
            run.save()
            saved = time.monotonic()
        if run.team.rank == 0 and run.step % 50 == 0:
            run.say({"train": np.mean(run.recent[-50:], 0).round(4).tolist()})
        if stop:
            return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser("sketcher.train")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--run", default="first", help="name of the run, a folder in the cache")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--processes", type=int, default=2, help="each with one thread")
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
    sitting(run, options.minutes)


if __name__ == "__main__":
    main()
