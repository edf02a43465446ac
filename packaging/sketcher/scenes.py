"""Compositions of icons with their relation in words, which names alone do not teach."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import msgspec

from sketcher.captions import counted
from sketcher.sources import Icon
from sketcher.words import MODIFIERS
from vlm_studio.sketch.compose import fitted
from vlm_studio.sketch.icons import plain, words
from vlm_studio.sketch.order import ordered
from vlm_studio.sketch.shapes import SIDE, Circle, Rect, Shape
from vlm_studio.sketch.steps import encode

_MOST_STEPS = 14
_BESIDE = ("left of", "to the right of", "above", "below")


class Scene(msgspec.Struct, frozen=True):
    """Icons of one set in one drawing, and the sentence that says so."""

    set: str
    caption: str
    shapes: tuple[Shape, ...]


def scenes(icons: Sequence[Icon], count: int, seed: int = 1) -> Iterator[Scene]:
    """``count`` scenes of simple icons with plain names."""
    plain = [icon for icon in icons if _plain(icon)]
    by_set: dict[str, list[Icon]] = {}
    for icon in plain:
        by_set.setdefault(icon.set, []).append(icon)
    chance = random.Random(seed)
    for _ in range(count):
        group = by_set[chance.choice(plain).set]
        yield chance.choice((_beside, _framed, _several))(chance, group)


def _plain(icon: Icon) -> bool:
    said = words(icon.name)
    return (
        1 <= len(said) <= 2
        and not MODIFIERS & set(said)
        and len(encode(icon.shapes)) <= _MOST_STEPS
    )


def _noun(icon: Icon) -> str:
    return plain(icon.name)


def _beside(chance: random.Random, icons: Sequence[Icon]) -> Scene:
    one, two = chance.sample(icons, 2) if len(icons) > 1 else (icons[0], icons[0])
    relation = chance.choice(_BESIDE)
    half = SIDE / 2
    cells = {"left of": (0, 1), "to the right of": (1, 0)}
    if relation in cells:
        boxes = [(c * half, half / 2, half, half) for c in cells[relation]]
    else:
        boxes = [
            (half / 2, r * half, half, half) for r in ((0, 1) if relation == "above" else (1, 0))
        ]
    shapes = [*fitted(one.shapes, boxes[0]), *fitted(two.shapes, boxes[1])]
    caption = f"{counted(_noun(one), 1)} {relation} {counted(_noun(two), 1)}"
    return Scene(one.set, caption, ordered(shapes))


def _framed(chance: random.Random, icons: Sequence[Icon]) -> Scene:
    icon, round_frame = chance.choice(icons), chance.random() < 0.5
    frame: Shape = (
        Circle((48, 48), 40) if round_frame else Rect((8, 8), 80, 80, chance.choice((0, 12)))
    )
    shapes = [frame, *fitted(icon.shapes, (24, 24, 48, 48))]
    where = chance.choice(("inside", "in"))
    caption = f"{counted(_noun(icon), 1)} {where} a {'circle' if round_frame else 'square'}"
    return Scene(icon.set, caption, ordered(shapes))


def _several(chance: random.Random, icons: Sequence[Icon]) -> Scene:
    icon, count = chance.choice(icons), chance.choice((2, 2, 3))
    cell = SIDE / count
    shapes: list[Shape] = []
    for i in range(count):
        shapes += fitted(icon.shapes, (i * cell, (SIDE - cell) / 2, cell, cell))
    return Scene(icon.set, counted(_noun(icon), count), ordered(shapes))
