from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vlm_studio.sketch.chance import Chance, Numbers
from vlm_studio.sketch.grammar import Grammar
from vlm_studio.sketch.sampler import LONGEST, Taste, write
from vlm_studio.sketch.steps import KINDS, VALUES, Command, Steps, decode


class Whim:
    """A network that has an opinion about everything, of its own for each sketch and step."""

    def __init__(self, count: int, ends: float = 0.0) -> None:
        self._names = list(range(count))
        self._ends = ends
        self._place = 0
        self.asked: list[tuple[int, int]] = []

    def start(self) -> Numbers:
        return self._opinion(len(Command))

    def keep(self, sketches: Sequence[int]) -> None:
        self._names = [self._names[number] for number in sketches]

    def step(self, steps: Steps) -> Numbers:
        count = len(self._names)
        assert steps.shape == (2 * count, 7)
        assert np.array_equal(steps[:count], steps[count:])
        assert steps[:, 0].all(), "a sketch that has ended goes on"
        self._place += 1
        return self._opinion(len(Command))

    def value_scores(self, rows: Sequence[int], steps: Steps, slot: int) -> Numbers:
        assert not steps[list(rows), slot + 1 :].any(), "a value that is not chosen yet is known"
        self.asked += [(int(steps[row, 0]), slot) for row in rows]
        return self._opinion(VALUES)[list(rows)]

    def _opinion(self, size: int) -> Numbers:
        rows = [
            np.random.RandomState(100 * name + self._place).normal(0, 2, size)
            for name in self._names * 2
        ]
        scores = np.stack(rows)
        scores[:, Command.END] += self._ends if size == len(Command) else 0
        return scores


def chances(count: int, seed: int = 7) -> list[Chance]:
    return [Chance(seed, number) for number in range(count)]


@settings(deadline=None)
@given(st.integers(0, 2**63), st.sampled_from([0.3, 1.0, 2.5]))
def test_whatever_is_chosen_draws_something(seed: int, temperature: float) -> None:
    for sketch in write(Whim(2, ends=1.0), chances(2, seed), Taste(temperature)):
        shapes = decode(np.array(sketch.rows))
        assert shapes
        starts = sum(
            row[0] in (Command.MOVE, Command.CIRCLE, Command.RECT, Command.ELLIPSE)
            for row in sketch.rows
        )
        assert len(shapes) == starts or not sketch.whole
        assert all(len(row) == 7 and max(row[1:]) < VALUES for row in sketch.rows)


def test_a_seed_gives_the_same_sketch_however_many_are_asked_for() -> None:
    three = write(Whim(3), chances(3), Taste())
    assert three == write(Whim(3), chances(3), Taste())
    assert three != write(Whim(3), chances(3, seed=8), Taste())
    assert len({sketch.rows for sketch in three}) == 3


def test_what_is_begun_is_kept_and_gone_on_from() -> None:
    begun = [[Command.MOVE, 10, 20, 0, 0, 0, 0], [Command.LINE, 40, 20, 0, 0, 0, 0]]
    sketches = write(Whim(3, ends=1.0), chances(3), Taste(), begun)
    assert all(list(map(list, sketch.rows[:2])) == begun for sketch in sketches)
    assert len({sketch.rows for sketch in sketches}) == 3
    assert all(decode(np.array(sketch.rows))[0].start == (10, 20) for sketch in sketches)


def test_each_command_is_asked_for_its_own_values() -> None:
    network = Whim(1)
    [sketch] = write(network, chances(1), Taste())
    drawn = [Command(row[0]) for row in sketch.rows]
    expected = [(int(c), slot) for c in drawn for slot in range(len(KINDS[c])) for _ in range(2)]
    assert network.asked == expected


def test_a_sketch_that_does_not_end_is_cut_and_says_so() -> None:
    [sketch] = write(Whim(1, ends=-1e9), chances(1), Taste())
    assert len(sketch.rows) == LONGEST
    assert not sketch.whole


def test_a_path_begins_with_a_move_and_closes_only_around_something() -> None:
    grammar = Grammar()
    assert {c for c in Command if grammar.allowed()[c]} == {
        Command.MOVE,
        Command.CIRCLE,
        Command.RECT,
        Command.ELLIPSE,
    }
    grammar.take(Command.MOVE)
    assert {c for c in Command if grammar.allowed()[c]} == {
        Command.LINE,
        Command.ARC,
        Command.CUBIC,
    }
    grammar.take(Command.LINE)
    assert not grammar.allowed()[Command.CLOSE]
    grammar.take(Command.ARC)
    assert grammar.allowed()[Command.CLOSE]
    grammar.take(Command.CLOSE)
    assert not grammar.allowed()[Command.LINE]


def test_chance_is_the_raw_output_of_pcg64_and_fair() -> None:
    raw = np.random.PCG64(np.random.SeedSequence([5, 2])).random_raw()
    assert Chance(5, 2).next() == (int(raw) >> 11) / 2**53
    chance = Chance(1, 0)
    counts = np.bincount(
        [chance.choose(np.array([1.0, 0.0, 3.0])) for _ in range(4000)], minlength=3
    )
    assert counts[1] == 0
    assert counts[2] / 4000 == pytest.approx(0.75, abs=0.03)
