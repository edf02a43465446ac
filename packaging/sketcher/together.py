"""Processes of one thread each that train one network: where others want the processor, threads wait for each other too long."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
import torch.distributed
from torch import nn


class Team:
    """One of ``size`` processes, the ``rank``-th; number 0 writes the files."""

    def __init__(self, rank: int, size: int) -> None:
        self.rank = rank
        self.size = size

    def average(self, parameters: Iterable[nn.Parameter], left: float) -> float:
        """Make the gradients everybody's mean. The mean of the time ``left``, so that all know the same of it."""
        if self.size == 1:
            return left
        grads = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([*(g.flatten() for g in grads), torch.tensor([left])])
        torch.distributed.all_reduce(flat)
        flat /= self.size
        for grad, mean in zip(grads, flat.split([*(g.numel() for g in grads), 1])):
            grad.copy_(mean.view_as(grad))
        return float(flat[-1])


Work = Callable[[Team, argparse.Namespace], None]


def start(count: int, work: Work, options: argparse.Namespace) -> None:
    """Run ``work`` in ``count`` processes."""
    if count == 1:
        _enter(0, 1, "", work, options)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = (Path(folder) / "meeting").as_uri()
        torch.multiprocessing.spawn(_enter, (count, place, work, options), count)


def _enter(rank: int, count: int, place: str, work: Work, options: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    if count > 1:
        torch.distributed.init_process_group("gloo", place, rank=rank, world_size=count)
    work(Team(rank, count), options)
