"""Measuring two things against each other, so that a slow minute of the machine slows both."""

from __future__ import annotations

import gc
import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench import machine

Measure = Callable[[], float]
"""Does the thing once and returns seconds (or whatever is compared)."""

_RESAMPLES = 5000


@dataclass(frozen=True)
class Ratio:
    """Median of per-pair ratios with its 95 % bootstrap interval."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
        """The ratio of ``ours`` to ``theirs``, pair by pair."""
        ratios = [a / b for a, b in zip(ours, theirs)]
        draw = random.Random(0)
        medians = sorted(
            statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(_RESAMPLES)
        )
        low, high = medians[round(0.025 * _RESAMPLES)], medians[round(0.975 * _RESAMPLES) - 1]
        return cls(statistics.median(ratios), low, high)


def rounds(
    measures: Mapping[str, Measure], count: int, *, warm_ups: int, limits: Mapping[str, int] = {}
) -> dict[str, list[float]]:
    """``count`` measurements of each, interleaved: forwards, backwards, backwards, forwards.

    A name in ``limits`` takes part in the first so many rounds only. Every round waits for a quiet machine.
    """
    for measure in measures.values():
        for _ in range(warm_ups):
            measure()
    found: dict[str, list[float]] = {name: [] for name in measures}
    gc.collect()
    gc.freeze()
    for number in range(count):
        names = [name for name in measures if number < limits.get(name, count)]
        machine.wait_until_quiet()
        for name in names if number % 4 in (0, 3) else reversed(names):
            found[name].append(measures[name]())
    gc.unfreeze()
    return found
