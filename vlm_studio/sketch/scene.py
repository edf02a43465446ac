"""Descriptions of several things: which things, how many of each, and where they stand."""

from __future__ import annotations

import re

import msgspec

_MOST = 9
_NUMBERS = ["a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_COUNTS = {word: max(1, i - 1) for i, word in enumerate(_NUMBERS)}
_RELATIONS = {
    "left": r"(?:to the |on the )?left of",
    "right": r"(?:to the |on the )?right of",
    "above": r"above|over",
    "below": r"below|under|beneath|underneath",
    "on": r"on top of|on|onto|upon|atop|riding",
    "between": r"between",
    "inside": r"inside(?: of)?|within|in",
    "beside": r"next to|beside|near|alongside|walking|holding|carrying|wearing|chasing|and",
    "badge": r"with",
}
_POSTURE = r"(?:is |are |sitting |standing |lying |sleeping |resting |floating |flying |swimming |hanging )?"
"""What things do where they are, which no icon shows."""
_TIMES = frozenset(
    (
        "morning",
        "evening",
        "afternoon",
        "night",
        "spring",
        "summer",
        "autumn",
        "winter",
        "background",
    )
)
"""What things are said to be in without anything around them."""
_WHOSE = ("the", "his", "her", "its", "their", "my", "your", "our")
FRAMES = ("circle", "square", "box")
"""What a thing can be put into that is not itself looked for."""
_RING = ("circle", "ring")
_LINES = {"row": "row", "line": "row", "column": "column", "grid": "several"}
_ARRANGED = re.compile(r"(?:an? |the )?(row|line|column|grid|circle|ring|couple) of (.+)")
_FEW = {"circle": 6, "ring": 6, "couple": 2, "grid": 9}
"""How many stand in an arrangement of which only the kind is said; else three."""


class Thing(msgspec.Struct, frozen=True):
    """``count`` of what ``words`` describe."""

    words: str
    count: int = 1


class Scene(msgspec.Struct, frozen=True):
    """Things and their ``relation``: how the first of two stands to the second, how one's copies stand, or else
    ``list``, or ``line`` for a list that is one row.

    Copies stand as ``several``, ``row``, ``column`` or ``ring``; nothing means one thing as it is. ``frame`` is one of
    :data:`FRAMES`.
    """

    things: tuple[Thing, ...]
    relation: str = ""
    frame: str = ""


def read(description: str) -> Scene:
    """What ``description`` asks for; one thing, if nothing more can be read in it."""
    said = " ".join(description.lower().split()).strip(" .!")
    several = re.split(r",\s*(?:and )?|\s+and ", said)
    if 3 <= len(several) <= _MOST and all(several):
        return Scene(tuple(map(_thing, several)), "list")
    if arranged := _arranged(said):
        return arranged
    for relation, words in _RELATIONS.items():
        found = re.fullmatch(rf"(.+?) {_POSTURE}(?:{words}) (.+)", said)
        if found:
            return _related(relation, _thing(found[1]), _thing(found[2]))
    one = _thing(said)
    return Scene((one,), "several" if one.count > 1 else "")


def _arranged(said: str) -> Scene | None:
    """``a row of five trees``, ``a ring of stars``; but not ``a line of code`` nor a pair of scissors, which are one thing."""
    found = _ARRANGED.fullmatch(said)
    one = _thing(found[2]) if found else Thing("")
    if found and one.count == 1:
        one = Thing(_singular(one.words), _FEW.get(found[1], 3))
    if not found or one.words == found[2]:
        return None
    ring = found[1] in _RING and one.count > 2
    return Scene((one,), "ring" if ring else _LINES.get(found[1], "several"))


def _related(relation: str, one: Thing, other: Thing) -> Scene:
    if relation == "inside" and other.words in _TIMES:
        return Scene((one,), "several" if one.count > 1 else "")
    if relation == "inside" and other.count == 1:
        if one.count > 2 and other.words in _RING:
            return Scene((one,), "ring")
        if other.words in _LINES:
            return Scene((one,), _LINES[other.words])
        if other.words in FRAMES:
            return Scene((one,), "several", other.words)
    if relation == "between":
        return _between(one, other)
    if relation == "badge" and other.count > 1:
        relation = "beside"
    return Scene((one, other), relation)


def _between(one: Thing, other: Thing) -> Scene:
    """``one`` in the middle of two things, which may be of one kind."""
    first, _, second = other.words.partition(" and ")
    if other.count == 2:
        return Scene((Thing(other.words), one, Thing(other.words)), "line")
    if second:
        return Scene((_thing(first), one, _thing(second)), "line")
    return Scene((one, other), "inside")


def _thing(words: str) -> Thing:
    first, _, rest = words.strip().partition(" ")
    if first in _WHOSE and rest:
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
        ("sses", "ss"),
        ("ss", "ss"),
        ("s", ""),
    ):
        one = words.removesuffix(end) + instead
        if words.endswith(end) and len(one.split()) == len(words.split()):
            return one
    return words
