"""Writing sketches step by step with a network that says how likely each next choice is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec
import numpy as np

from vlm_studio.sketch.chance import Chance, Numbers
from vlm_studio.sketch.grammar import Grammar
from vlm_studio.sketch.steps import KINDS, SLOTS, Command, Steps

LONGEST = 64
"""Steps of a sketch at most, END included."""


class Network(Protocol):
    """A network at work on several sketches at once; every array has a row for each of them.

    It holds each sketch twice, told what to draw and not told: rows N..2N-1 are the ones that were not.
    """

    def start(self) -> Numbers:
        """The scores of the first commands, (2N, commands)."""

    def value_scores(self, rows: Sequence[int], steps: Steps, slot: int) -> Numbers:
        """Scores of value ``slot`` of the steps (2N, 7) of the given rows, the values before it known: (R, 97)."""

    def step(self, steps: Steps) -> Numbers:
        """Go on with the steps (2N, 7); the scores of the next commands."""


class Taste(msgspec.Struct, frozen=True):
    """How choices are made: what is less likely than ``floor`` times the likeliest is never chosen.

    ``guidance`` 1 follows the words as learnt, more follows them further; ``temperature`` near 0 is always the likeliest.
    """

    temperature: float = 0.8
    guidance: float = 2.0
    floor: float = 0.05


class Written(msgspec.Struct, frozen=True):
    """A sketch as steps, and the mean of the logarithms of how likely its choices were."""

    rows: tuple[tuple[int, ...], ...]
    likely: float
    whole: bool


def write(network: Network, chances: Sequence[Chance], taste: Taste) -> list[Written]:
    """A sketch for each of ``chances``; the same for the same ones. One that does not end in time is not whole."""
    count = len(chances)
    pens = [_Pen(chance, taste) for chance in chances]
    scores = network.start()
    for number in range(LONGEST):
        for pen, told, untold in zip(pens, scores, scores[count:]):
            pen.command(told, untold)
        _fill(network, pens)
        if number == LONGEST - 1 or all(pen.whole for pen in pens):
            break
        scores = network.step(_steps(pens))
    return [pen.written() for pen in pens]


def _fill(network: Network, pens: Sequence[_Pen]) -> None:
    """Choose the values of everybody's current step, slot by slot."""
    for slot in range(SLOTS):
        busy = [i for i, pen in enumerate(pens) if slot < pen.wants()]
        if not busy:
            return
        rows = [*busy, *(i + len(pens) for i in busy)]
        scores = network.value_scores(rows, _steps(pens), slot)
        for i, told, untold in zip(busy, scores, scores[len(busy) :]):
            pens[i].value(told, untold)


def _steps(pens: Sequence[_Pen]) -> Steps:
    rows = np.array([pen.current() for pen in pens], np.uint8)
    return np.concatenate((rows, rows))


class _Pen:
    """Chooses for one sketch."""

    def __init__(self, chance: Chance, taste: Taste) -> None:
        self._chance = chance
        self._taste = taste
        self._grammar = Grammar()
        self._rows: list[list[int]] = []
        self._likely: list[float] = []
        self.whole = False

    def command(self, told: Numbers, untold: Numbers) -> None:
        """Begin the next step, unless the sketch has ended."""
        if self.whole:
            return
        scores = np.where(self._grammar.allowed(), self._guided(told, untold), -np.inf)
        command = Command(self._choose(scores))
        self._grammar.take(command)
        self._rows.append([int(command)])
        self.whole = command == Command.END

    def value(self, told: Numbers, untold: Numbers) -> None:
        """Choose the next value of the step."""
        self._rows[-1].append(self._choose(self._guided(told, untold)))

    def wants(self) -> int:
        """How many values the current step has."""
        return len(KINDS[Command(self._rows[-1][0])])

    def current(self) -> list[int]:
        """The current step as far as it is chosen."""
        return self._rows[-1] + [0] * (1 + SLOTS - len(self._rows[-1]))

    def written(self) -> Written:
        rows = tuple(tuple(row + [0] * (1 + SLOTS - len(row))) for row in self._rows)
        return Written(rows, float(np.mean(self._likely)), self.whole)

    def _guided(self, told: Numbers, untold: Numbers) -> Numbers:
        return np.asarray(untold + self._taste.guidance * (told - untold), np.float64)

    def _choose(self, scores: Numbers) -> int:
        scores = scores - scores.max()
        shares = np.exp(scores / max(self._taste.temperature, 1e-3))
        shares[shares < self._taste.floor] = 0
        chosen = self._chance.choose(shares)
        self._likely.append(float(scores[chosen] - np.log(np.exp(scores).sum())))
        return chosen
