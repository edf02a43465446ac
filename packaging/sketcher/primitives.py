"""Drawings of simple shapes whose captions say how many there are and how they lie, which icons teach little of."""

from __future__ import annotations

import random
from collections.abc import Iterator

import msgspec

from sketcher.captions import counted
from sketcher.words import draw
from vlm_studio.sketch.order import ordered, scaled
from vlm_studio.sketch.shapes import SIDE, Circle, Line, Path, Rect, Shape

NOUNS = ("circle", "square", "rectangle", "dot", "triangle")
COUNTS = (2, 3, 4, 5)
_KEPT_BACK = 0.3
"""Share of the captions that are not drawn, so that a report can tell what was learnt from what was seen."""
_EDGE = 8

Box = tuple[float, float, float, float]
"""Left, top, width, height."""


class Arranged(msgspec.Struct, frozen=True):
    """A drawing and the sentence that says what is on it."""

    caption: str
    shapes: tuple[Shape, ...]


def kept_back(caption: str) -> bool:
    """Whether a caption is kept from training."""
    return draw(caption, "primitives") < _KEPT_BACK


def arranged(count: int, seed: int = 2) -> Iterator[Arranged]:
    """``count`` drawings; none has a caption that is kept back."""
    chance = random.Random(seed)
    while count:
        one = chance.choice((_many, _inside, _beside))(chance)
        if not kept_back(one.caption):
            count -= 1
            yield one


def _many(chance: random.Random) -> Arranged:
    noun, many = chance.choice(NOUNS), chance.choice(COUNTS)
    boxes = chance.choice((_row, _column, _grid))(chance, many)
    side = min(min(box[2:]) for box in boxes) * chance.uniform(0.7, 1)
    wide = chance.uniform(0.4, 0.75)
    shapes = [_shape(noun, _middle(box, side), wide) for box in boxes]
    return Arranged(counted(noun, many), ordered(shapes))


def _inside(chance: random.Random) -> Arranged:
    inner, outer = chance.sample(NOUNS, 2)
    while outer == "dot":
        inner, outer = chance.sample(NOUNS, 2)
    side = chance.choice((64, 72, 80))
    frame = _shape(outer, _middle((0, 0, SIDE, SIDE), side), 0.75)
    small = side * chance.uniform(0.2, 0.32)
    low = side * (0.12 if outer == "triangle" else 0)
    shapes = [frame, _shape(inner, _middle((0, low, SIDE, SIDE), small), 0.6)]
    return Arranged(f"{counted(inner, 1)} inside {counted(outer, 1)}", ordered(shapes))


def _beside(chance: random.Random) -> Arranged:
    one, two = chance.sample(NOUNS, 2)
    above = chance.random() < 0.5
    boxes = (_column if above else _row)(chance, 2)
    shapes = [
        _shape(noun, _middle(box, min(box[2:]) * chance.uniform(0.5, 1)), 0.6)
        for noun, box in zip((one, two), boxes)
    ]
    relation = "above" if above else "left of"
    return Arranged(f"{counted(one, 1)} {relation} {counted(two, 1)}", ordered(shapes))


def _row(chance: random.Random, many: int) -> list[Box]:
    step = (SIDE - 2 * _EDGE) / many
    size = step * chance.uniform(0.6, 0.85)
    return [
        (_EDGE + i * step + (step - size) / 2, (SIDE - size) / 2, size, size) for i in range(many)
    ]


def _column(chance: random.Random, many: int) -> list[Box]:
    return [(top, left, width, height) for left, top, width, height in _row(chance, many)]


def _grid(chance: random.Random, many: int) -> list[Box]:
    """Two in a row, the last one alone where they are odd."""
    size, step = chance.uniform(16, 24), 28.0
    top = SIDE / 2 - step * ((many - 1) // 2) / 2
    places = [(34.0 + step * (i % 2), top + step * (i // 2)) for i in range(many)]
    if many % 2:
        places[-1] = (SIDE / 2, places[-1][1])
    return [(x - size / 2, y - size / 2, size, size) for x, y in places]


def _middle(box: Box, side: float) -> Box:
    """A square of ``side`` in the middle of ``box``."""
    left, top, width, height = box
    return left + (width - side) / 2, top + (height - side) / 2, side, side


def _shape(noun: str, box: Box, flat: float) -> Shape:
    """A ``noun`` that fills the square ``box``; a rectangle is ``flat`` times as high as it is wide."""
    left, top, side, _ = (round(number) for number in box)
    if noun == "circle":
        return Circle((left + side / 2, top + side / 2), side / 2)
    if noun == "dot":
        return Circle((left + side / 2, top + side / 2), 0.0)
    if noun == "triangle":
        peak = Path((0.5, 0), (Line((1, 1)), Line((0, 1)), Line((0.5, 0))), closed=True)
        return scaled([peak], side, left, top)[0]
    high = side if noun == "square" else min(round(side * flat), side - 4)
    return Rect((left, top + (side - high) / 2), side, high, 0.0)
