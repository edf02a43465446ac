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


@dataclass
class Rounds:
    """What was measured, a dictionary each round, and how busy others were meanwhile (cores)."""

    values: list[dict[str, float]]
    noise: list[float]

    def of(self, *names: str) -> tuple[list[float], ...]:
        """The measurements of ``names`` in the rounds in which all of them took part."""
        full = [values for values in self.values if all(name in values for name in names)]
        return tuple([values[name] for values in full] for name in names)

    def words(self) -> str:
        """About the noise."""
        worst = max(self.noise)
        middle = statistics.median(self.noise)
        return f"{len(self.noise)} rounds, others {middle:.2f} core, at most {worst:.2f}"


def rounds(
    measures: Mapping[str, Measure], count: int, *, warm_ups: int, limits: Mapping[str, int] = {}
) -> Rounds:
    """``count`` measurements of each, interleaved: forwards, backwards, backwards, forwards.

    A name in ``limits`` takes part in so many rounds only. A round waits for a quiet machine and counts when
    it stayed quiet; after twice as many rounds as wanted the quietest are taken.
    """
    for measure in measures.values():
        for _ in range(warm_ups):
            measure()
    done: list[tuple[float, dict[str, float]]] = []
    gc.collect()
    gc.freeze()
    for number in range(2 * count):
        quiet = [values for noise, values in done if noise <= machine.QUIET]
        if len(quiet) >= count:
            break
        names = [
            name
            for name in measures
            if sum(name in values for values in quiet) < limits.get(name, count)
        ]
        done.append(_round(measures, names if number % 4 in (0, 3) else names[::-1]))
    gc.unfreeze()
    # Of rounds with the same noise those in which everybody took part.
    done.sort(key=lambda one: (max(one[0], machine.QUIET), -len(one[1])))
    return Rounds([values for _, values in done[:count]], [noise for noise, _ in done[:count]])


def _round(measures: Mapping[str, Measure], names: Sequence[str]) -> tuple[float, dict[str, float]]:
    machine.wait_until_quiet()
    others = machine.Others()
    values = {name: measures[name]() for name in names}
    return others.cores(), values
