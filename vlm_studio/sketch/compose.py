"""Descriptions of several things: which things, how many of each, and where they stand."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import msgspec

from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.order import scaled
from vlm_studio.sketch.shapes import SIDE, Circle, Rect, Shape

_GAP = 4.0
_MOST = 9
_NUMBERS = ["a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_COUNTS = {word: max(1, i - 1) for i, word in enumerate(_NUMBERS)}
_RELATIONS = {
    "left": r"(?:to the )?left of",
    "right": r"(?:to the )?right of",
    "above": r"above|over|on top of",
    "below": r"below|under|beneath|underneath",
    "inside": r"inside(?: of)?|within|in",
    "beside": r"next to|beside|and",
    "badge": r"with",
}
_FRAMES: dict[str, Shape] = {
    "circle": Circle((48, 48), 44),
    "square": Rect((4, 4), 88, 88),
    "box": Rect((4, 4), 88, 88, 12),
}
_RING = ("circle", "ring")
_LINES = {"row": (1.0, 0.0), "line": (1.0, 0.0), "column": (0.0, 1.0)}


class Thing(msgspec.Struct, frozen=True):
    """``count`` of what ``words`` describe."""

    words: str
    count: int = 1


class Scene(msgspec.Struct, frozen=True):
    """One or two things and their ``relation``: how the first stands to the second, or how its copies stand.

    The latter is ``several``, ``row``, ``column`` or ``ring``; nothing means one thing as it is.
    """

    things: tuple[Thing, ...]
    relation: str = ""
    frame: str = ""


def read(description: str) -> Scene:
    """What ``description`` asks for; one thing, if nothing more can be read in it."""
    said = " ".join(description.lower().split()).strip(" .!")
    for relation, words in _RELATIONS.items():
        found = re.fullmatch(rf"(.+?) (?:{words}) (.+)", said)
        if found:
            return _related(relation, _thing(found[1]), _thing(found[2]))
    one = _thing(said)
    return Scene((one,), "several" if one.count > 1 else "")


def _related(relation: str, one: Thing, other: Thing) -> Scene:
    if relation == "inside" and other.count == 1:
        if one.count > 2 and other.words in _RING:
            return Scene((one,), "ring")
        if other.words in _LINES:
            return Scene((one,), "column" if other.words == "column" else "row")
        if other.words in _FRAMES:
            return Scene((one,), "several", other.words)
    return Scene((one, other), relation)


def _thing(words: str) -> Thing:
    first, _, rest = words.strip().partition(" ")
    if first == "the" and rest:
        return Thing(rest)
    count = (
        int(first)
        if first.isascii() and first.isdecimal() and len(first) < 3
        else _COUNTS.get(first, 0)
    )
    if not rest or not 1 <= count <= _MOST:
        return Thing(words.strip())
    return Thing(_singular(rest) if count > 1 else rest, count)


def _singular(words: str) -> str:
    """The last word in the singular, near enough for a search by meaning."""
    for end, instead in (
        ("leaves", "leaf"),
        ("ies", "y"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("ss", "ss"),
        ("s", ""),
    ):
        if words.endswith(end):
            return words.removesuffix(end) + instead
    return words


Group = tuple[Shape, ...]


def compose(scene: Scene, drawn: Sequence[Sequence[Shape]]) -> list[Group]:
    """A group of shapes for each single thing of ``scene``, a frame first; ``drawn`` has the shapes of each kind."""
    if len(scene.things) == 1:
        return _alone(scene, drawn[0])
    boxes = _boxes(scene.relation)
    return [
        group
        for thing, shapes, box in zip(scene.things, drawn, boxes)
        for group in _several(shapes, thing.count, box)
    ]


def _alone(scene: Scene, shapes: Sequence[Shape]) -> list[Group]:
    count, whole = scene.things[0].count, (0.0, 0.0, float(SIDE), float(SIDE))
    if scene.frame:
        inner = (20.0, 20.0, 56.0, 56.0)
        return [(_FRAMES[scene.frame],), *_several(shapes, count, inner)]
    if scene.relation == "ring":
        return _ring(shapes, count)
    if scene.relation in ("row", "column"):
        return _row(shapes, count, whole, upright=scene.relation == "column")
    return _several(shapes, count, whole) if scene.relation else [tuple(shapes)]


Box = tuple[float, float, float, float]
"""Left, top, width, height."""


def _boxes(relation: str) -> tuple[Box, Box]:
    half, edge = SIDE / 2, SIDE / 4
    west, east = (0.0, edge, half, half), (half, edge, half, half)
    north, south = (edge, 0.0, half, half), (edge, half, half, half)
    whole = (0.0, 0.0, float(SIDE), float(SIDE))
    places: dict[str, tuple[Box, Box]] = {
        "right": (east, west),
        "above": (north, south),
        "below": (south, north),
        "inside": ((30.0, 30.0, 36.0, 36.0), whole),
        "badge": ((0.0, 0.0, 68.0, 68.0), (58.0, 58.0, 38.0, 38.0)),
    }
    return places.get(relation, (west, east))


def _row(shapes: Sequence[Shape], count: int, box: Box, upright: bool = False) -> list[Group]:
    x, y, width, height = box
    dx, dy = (0.0, height / count) if upright else (width / count, 0.0)
    cell = (width, dy) if upright else (dx, height)
    return [fitted(shapes, (x + i * dx, y + i * dy, *cell)) for i in range(count)]


def _several(shapes: Sequence[Shape], count: int, box: Box) -> list[Group]:
    """Copies in as many rows as make them largest, the last row in the middle."""
    x, y, width, height = box
    columns = math.ceil(math.sqrt(count)) if count > 3 else min(count, 2)
    side = min(width / columns, height / math.ceil(count / columns))
    groups: list[Group] = []
    top = y + (height - side * math.ceil(count / columns)) / 2
    for first in range(0, count, columns):
        here = min(columns, count - first)
        left = x + (width - side * here) / 2
        groups += _row(shapes, here, (left, top + side * (first // columns), side * here, side))
    return groups


def _ring(shapes: Sequence[Shape], count: int) -> list[Group]:
    side = min(34.0, 2 * 32 * math.sin(math.pi / count))
    groups = []
    for i in range(count):
        angle = math.tau * i / count - math.pi / 2
        x, y = 48 + 31 * math.cos(angle), 48 + 31 * math.sin(angle)
        groups.append(fitted(shapes, (x - side / 2, y - side / 2, side, side)))
    return groups


def fitted(shapes: Sequence[Shape], box: Box) -> Group:
    """``shapes`` as large as fits into a box (left, top, width, height) with a gap around it, in its middle."""
    x, y, width, height = box
    left, top, right, bottom = bounds(shapes)
    room = min(width, height) - 2 * _GAP
    factor = min(1.0, room / max(right - left, bottom - top, 1))
    dx = x + width / 2 - factor * (left + right) / 2
    dy = y + height / 2 - factor * (top + bottom) / 2
    return scaled(shapes, factor, dx, dy)
