"""Captions whose truth can be read from a drawing's geometry: how many, what is inside what, what is left of what."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import msgspec

from sketcher.captions import counted, noun
from sketcher.primitives import COUNTS, NOUNS
from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.shapes import Shape

_PLACES = (("left of", 0), ("above", 1))
"""Relations, and the axis that the first thing comes before the second on."""
_ROOM = 1.0


class Composition(msgspec.Struct, frozen=True):
    """A caption and the question whether shapes are what it says."""

    caption: str
    holds: Callable[[Sequence[Shape]], bool]


def compositions() -> list[Composition]:
    """Sixty of them: 20 of how many, 20 of what is inside, 20 of what is beside or above."""
    many = [_many(one, count) for one, count in itertools.product(NOUNS, COUNTS)]
    pairs = list(itertools.permutations(NOUNS, 2))
    beside = [_placed(one, two, *_PLACES[i % 2]) for i, (one, two) in enumerate(pairs)]
    return [*many, *(_inside(one, two) for one, two in pairs), *beside]


def _many(one: str, count: int) -> Composition:
    return Composition(counted(one, count), lambda shapes: [*map(_kind, shapes)] == [one] * count)


def _inside(one: str, two: str) -> Composition:
    def holds(shapes: Sequence[Shape]) -> bool:
        return any(
            all(o < i for o, i in zip(outer[:2], inner[:2]))
            and all(o > i for o, i in zip(outer[2:], inner[2:]))
            for inner, outer in itertools.product(_boxes(shapes, one), _boxes(shapes, two))
        )

    return Composition(f"{counted(one, 1)} inside {counted(two, 1)}", holds)


def _placed(one: str, two: str, relation: str, axis: int) -> Composition:
    def holds(shapes: Sequence[Shape]) -> bool:
        pairs = itertools.product(_boxes(shapes, one), _boxes(shapes, two))
        return any(a[axis + 2] < b[axis] + _ROOM for a, b in pairs)

    return Composition(f"{counted(one, 1)} {relation} {counted(two, 1)}", holds)


def _boxes(shapes: Sequence[Shape], kind: str) -> list[tuple[float, float, float, float]]:
    return [bounds([shape]) for shape in shapes if _kind(shape) == kind]


def _kind(shape: Shape) -> str:
    return noun(shape).removeprefix("rounded ")
