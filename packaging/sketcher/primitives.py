"""Drawings of simple shapes whose captions say how many there are and how they lie, which icons teach little of."""

from __future__ import annotations

import random
from collections.abc import Iterator

import msgspec

from sketcher.captions import counted
from sketcher.words import draw
from vlm_studio.sketch.order import ordered, scaled
from vlm_studio.sketch.shapes import SIDE, Circle, Cubic, Line, Path, Point, Rect, Shape

NOUNS = ("circle", "square", "rectangle", "dot", "triangle")
"""The shapes that compositions are measured on."""
COUNTS = (2, 3, 4, 5)
_CORNERS: dict[str, tuple[Point, ...]] = {
    "triangle": ((0.5, 0), (1, 1), (0, 1)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "hexagon": ((0.25, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5)),
    "arrow": ((0.5, 0), (1, 0.5), (0.7, 0.5), (0.7, 1), (0.3, 1), (0.3, 0.5), (0, 0.5)),
    "house": ((0.5, 0), (1, 0.45), (1, 1), (0, 1), (0, 0.45)),
}
_ROUND: dict[str, tuple[Cubic, ...]] = {
    "heart": (
        Cubic((0.6, 0), (1, 0), (1, 0.35)),
        Cubic((1, 0.6), (0.6, 0.8), (0.5, 1)),
        Cubic((0.4, 0.8), (0, 0.6), (0, 0.35)),
        Cubic((0, 0), (0.4, 0), (0.5, 0.2)),
    ),
    "drop": (
        Cubic((0.6, 0.2), (0.85, 0.4), (0.85, 0.65)),
        Cubic((0.85, 1.1), (0.15, 1.1), (0.15, 0.65)),
        Cubic((0.15, 0.4), (0.4, 0.2), (0.5, 0)),
    ),
}
_ALL = tuple(dict.fromkeys((*NOUNS, *_CORNERS, *_ROUND, "pill")))
"""More than are measured: that how many and where are words of their own is learnt from many things."""
_NARROW = ("dot", "arrow", "pill")
"""Nothing is put inside of these."""
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
    noun, many = chance.choice(_ALL), chance.choice(COUNTS)
    boxes = chance.choice((_row, _column, _grid))(chance, many)
    side = min(min(box[2:]) for box in boxes) * chance.uniform(0.7, 1)
    wide = chance.uniform(0.4, 0.75)
    shapes = [_shape(noun, _middle(box, side), wide) for box in boxes]
    return Arranged(counted(noun, many), ordered(shapes))


def _inside(chance: random.Random) -> Arranged:
    inner, outer = chance.sample(_ALL, 2)
    while outer in _NARROW:
        inner, outer = chance.sample(_ALL, 2)
    side = chance.choice((64, 72, 80))
    frame = _shape(outer, _middle((0, 0, SIDE, SIDE), side), 0.75)
    small = side * chance.uniform(0.2, 0.32)
    low = side * (0.12 if outer == "triangle" else 0)
    shapes = [frame, _shape(inner, _middle((0, low, SIDE, SIDE), small), 0.6)]
    return Arranged(f"{counted(inner, 1)} inside {counted(outer, 1)}", ordered(shapes))


def _beside(chance: random.Random) -> Arranged:
    one, two = chance.sample(_ALL, 2)
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
    if noun in _CORNERS or noun in _ROUND:
        return scaled([_closed(noun)], side, left, top)[0]
    high = side if noun == "square" else min(round(side * flat), side - 4)
    round_ends = high / 2 if noun == "pill" else 0.0
    return Rect((left, top + (side - high) / 2), side, high, round_ends)


def _closed(noun: str) -> Path:
    """The shape in a square of side 1."""
    if noun in _ROUND:
        return Path(_ROUND[noun][-1].end, _ROUND[noun], closed=True)
    first, *others = _CORNERS[noun]
    return Path(first, (*map(Line, others), Line(first)), closed=True)
