"""Writing sketches step by step with a network that says how likely each next choice is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
import numpy as np

from vlm_studio.sketch.chance import Chance, Numbers
from vlm_studio.sketch.grammar import Grammar
from vlm_studio.sketch.steps import KINDS, SLOTS, Command, Steps

Rows = Sequence[Sequence[int]]
"""Steps; of each a command and as many values as :data:`SLOTS`."""
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

    def keep(self, sketches: Sequence[int]) -> None:
        """Go on with these sketches of 0..N-1 alone; the others are done."""

    def step(self, steps: Steps) -> Numbers:
        """Go on with the steps (2N, 7); the scores of the next commands."""


class Taste(msgspec.Struct, frozen=True):
    """How choices are made: what is less likely than ``floor`` times the likeliest is never chosen.

    ``guidance`` 1 follows the words as learnt, more follows them further; ``temperature`` near 0 is always the likeliest.
    """

    temperature: float = 0.8
    guidance: float = 2.5
    floor: float = 0.05


class Written(msgspec.Struct, frozen=True):
    """A sketch as steps, and the mean of the logarithms of how likely its choices were."""

    rows: tuple[tuple[int, ...], ...]
    likely: float
    whole: bool


Tell = Callable[[float], None]
"""Is told how far it is, 0..1, between steps; what it raises ends the work."""


def untold(share: float) -> None:
    """Nobody wants to know."""


def write(
    network: Network,
    chances: Sequence[Chance],
    taste: Taste,
    begun: Rows = (),
    tell: Tell = untold,
) -> list[Written]:
    """A sketch for each of ``chances``; the same for the same ones. One that does not end in time is not whole.

    All begin with the steps ``begun``.
    """
    pens = [_Pen(chance, taste, begun) for chance in chances]
    going, scores = pens, network.start()
    for number in range(LONGEST - 1):
        tell(number / LONGEST)
        _advance(network, going, scores)
        left = [i for i, pen in enumerate(going) if not pen.whole]
        if not left:
            break
        if len(left) < len(going):
            network.keep(left)
            going = [going[i] for i in left]
        scores = network.step(_steps(going))
    else:
        _advance(network, going, scores)
    return [pen.written() for pen in pens]


def _advance(network: Network, pens: Sequence[_Pen], scores: Numbers) -> None:
    """Everybody's next step, whose commands have the ``scores``."""
    for pen, told, untold in zip(pens, scores, scores[len(pens) :]):
        pen.command(told, untold)
    _fill(network, pens)


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

    def __init__(self, chance: Chance, taste: Taste, begun: Rows) -> None:
        self._chance = chance
        self._taste = taste
        self._begun = iter(begun)
        self._given = False
        self._grammar = Grammar()
        self._rows: list[list[int]] = []
        self._likely: list[float] = []
        self.whole = False

    def command(self, told: Numbers, untold: Numbers) -> None:
        """Begin the next step."""
        given = next(self._begun, None)
        self._given = given is not None
        if given is not None:
            self._grammar.take(Command(given[0]))
            self._rows.append(list(given))
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
        """How many values of the current step are to be chosen."""
        return 0 if self._given else len(KINDS[Command(self._rows[-1][0])])

    def current(self) -> list[int]:
        """The current step as far as it is chosen."""
        return self._rows[-1] + [0] * (1 + SLOTS - len(self._rows[-1]))

    def written(self) -> Written:
        rows = tuple(tuple(row + [0] * (1 + SLOTS - len(row))) for row in self._rows)
        return Written(rows, float(np.mean(self._likely or [0.0])), self.whole)

    def _guided(self, told: Numbers, untold: Numbers) -> Numbers:
        return np.asarray(untold + self._taste.guidance * (told - untold), np.float64)

    def _choose(self, scores: Numbers) -> int:
        scores = scores - scores.max()
        shares = np.exp(scores / max(self._taste.temperature, 1e-3))
        shares[shares < self._taste.floor] = 0
        chosen = self._chance.choose(shares)
        self._likely.append(float(scores[chosen] - np.log(np.exp(scores).sum())))
        return chosen
