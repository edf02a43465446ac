"""The network in training: what a step is, and how it is kept so that it can go on later."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch

from sketcher.batches import Batch, Batches
from sketcher.dataset import Drawing
from sketcher.model import MEANINGS, Size, Sketcher
from sketcher.together import Team

BATCH = 64
_RATE, _DECAY = 1.4e-3, 0.1
_WARM_UP = 300
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
            self.model.parameters(), _RATE, (0.9, 0.98), weight_decay=_DECAY, fused=True
        )
        self.epoch = self.batch = self.step = 0
        self.left = 1.0
        self.recent: deque[tuple[float, float]] = deque(maxlen=50)

    def train(self, batch: Batch, left: float, cool: float) -> float:
        """One step down, together. Everybody's mean of how much time is ``left``, as a share of the sitting.

        In its last share of ``cool`` the rate falls to nothing.
        """
        rate = _RATE * min(1.0, (self.step + 1) / _WARM_UP, (20_000 / (self.step + 1)) ** 0.5)
        for group in self.optimiser.param_groups:
            group["lr"] = rate * (min(1.0, max(self.left, 0.0) / cool) if cool else 1.0)
        commands, values, _ = loss(self.model, batch)
        mean = commands.mean() + values.sum() / len(commands)
        self.optimiser.zero_grad(set_to_none=True)
        mean.backward()
        self.left = self.team.average(self.model.parameters(), left)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        self._follow()
        self.recent.append((float(commands.detach().mean()), float(values.detach().mean())))
        return self.left

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
            for group in self.optimiser.param_groups:
                group["weight_decay"] = _DECAY
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
    for i in range(0, len(ordered), BATCH):
        commands, values, kinds = loss(model, batches.batch(ordered[i : i + BATCH], None))
        sums.setdefault("command", []).extend(commands.tolist())
        for kind, value in zip(kinds.tolist(), values.tolist()):
            sums.setdefault(MEANINGS[kind], []).append(value)
    model.train()
    return {name: round(float(np.mean(numbers)), 4) for name, numbers in sums.items()}
