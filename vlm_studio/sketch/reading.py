"""Reading a description of several things: which things, how many of each, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vlm_studio.sketch.scene import FRAMES, Scene, Thing, alone, leaves

_MOST = 9
_NUMBERS = ["a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_COUNTS = {word: max(1, i - 1) for i, word in enumerate(_NUMBERS)}
_WHOSE = ("the", "his", "her", "its", "their", "my", "your", "our", "some")
_BEFORE_A_THING = rf"(?:{'|'.join((*_NUMBERS, *_WHOSE))}|\d+)"
_THINGS_IN_ING = (
    "building|ceiling|clothing|dumpling|earring|evening|king|lightning|morning|painting|pudding|ring|spring|string|"
    "swing|thing|wing"
)
_DOING = rf"(?!(?:{_THINGS_IN_ING})\b)[a-z]+ing"
"""What things do, which icons rarely show."""
_RELATIONS = {
    "left": r"(?:to the |on the )?left of",
    "right": r"(?:to the |on the )?right of",
    "above": r"above|over",
    "below": r"below|under|beneath|underneath",
    "on": r"on top of|on|onto|upon|atop|riding",
    "between": r"between",
    "inside": r"inside(?: of)?|within|in(?! front of)",
    "beside": rf"next to|beside|near|alongside|in front of|behind|against|walking|holding|carrying|wearing|chasing|and|"
    rf"(?:is |are )?{_DOING}(?= {_BEFORE_A_THING} )",
    "badge": r"with",
}
_LINK = re.compile(
    rf" (?:(?:is|are) )?(?P<doing>{_DOING} )?(?:"
    + "|".join(f"(?P<{relation}>{words})" for relation, words in _RELATIONS.items())
    + r")(?= \S)"
)
"""Between two things: how the one stands to the other."""
_MOST_THINGS = 6
"""In what is not a list: there each thing makes those before it smaller."""
_MOST_LINKS = 24
"""A description with more relations is a text: scenes in scenes would get too deep."""
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
_OVERHEAD = frozenset(("rain", "snow", "sun", "sunshine", "moonlight", "storm"))
"""What things are said to be in that comes from above them."""
_WORN = frozenset(("hat", "cap", "helmet", "suit", "dress", "coat", "shirt", "glasses", "mask"))
"""What people are said to be in that is drawn beside them."""
_PICTURE_OF = re.compile(
    r"(?:an? |the )?(?:[a-z]+ )?(?:logo|icon|poster|sketch|drawing|picture|image|illustration|doodle)s? "
    r"(?:of|for|showing|with) (?=\S)"
)
"""What every sketch is."""
_MEANT = {"table": "dining table"}
"""What is meant by words in a scene that alone mean something on a screen as well."""
_SAID_BEFORE = ("it", "them", "top")
_RING = ("circle", "ring")
_LINES = {"row": "row", "line": "row", "column": "column", "grid": "several"}
_ARRANGED = re.compile(r"(?:an? |the )?(row|line|column|grid|circle|ring|couple) of (.+)")
_FEW = {"circle": 6, "ring": 6, "couple": 2, "grid": 9}
"""How many stand in an arrangement of which only the kind is said; else three."""
_WHERE = ("above", "below", "on", "inside", "left", "right")
"""Relations that hold for all of a list before them: "a lamp, a cup and a book on a table"."""


def read(description: str) -> Scene:
    """What ``description`` asks for; one thing, if nothing more can be read in it."""
    said = " ".join(description.lower().split()).strip(" .!")
    said = _PICTURE_OF.sub("", said, 1) if _PICTURE_OF.match(said) else said
    scene = _listed(said) or _arranged(said) or _chained(said)
    return scene or alone(_thing(said))


def _listed(said: str) -> Scene | None:
    """``a sun, two clouds and a tree``; where the last one stands somewhere, all do."""
    several = re.split(r",\s*(?:and )?|\s+and ", said)
    if not (3 <= len(several) <= _MOST and all(several)) or " between " in said:
        return None
    parts = [_chained(one) or _part(one) for one in several]
    last = parts[-1]
    if (
        isinstance(last, Scene)
        and last.relation in _WHERE
        and all(isinstance(one, Thing) for one in parts[:-1])
    ):
        together = Scene((*parts[:-1], last.things[0]), "line" if last.relation == "on" else "list")
        return Scene((together, *last.things[1:]), last.relation, last.frame)
    return Scene(tuple(parts), "list")


def _chained(said: str) -> Scene | None:
    """Things with words between them that say where they stand, each to all before it."""
    links = list(_links(said))
    if not 0 < len(links) <= _MOST_LINKS:
        return None
    ends = [start for _, start, _ in links[1:]] + [len(said)]
    whole: Thing | Scene = _part(said[: links[0][1]])
    for (relation, _, start), end in zip(links, ends):
        whole = _related(relation, whole, _part(said[start:end]))
    scene = whole if isinstance(whole, Scene) else alone(whole)
    return scene if sum(1 for _ in leaves(scene)) <= _MOST_THINGS else None


def _links(said: str) -> Iterator[tuple[str, int, int]]:
    """Each relation, and where the words for it begin and end."""
    place, paired = 0, False
    for found in _LINK.finditer(said):
        relation = next(name for name in _RELATIONS if found[name])
        start = found.start()
        if _nothing(said[place:start]):  # "a ring on": what seems to be done is the thing
            if not found["doing"]:
                continue
            start = found.end("doing") - 1
        if paired and found[relation] == "and":  # between one and another
            paired = False
            continue
        paired = relation == "between"
        yield relation, start, found.end() + 1
        place = found.end() + 1


def _nothing(words: str) -> bool:
    return re.fullmatch(rf"\s*(?:{_BEFORE_A_THING})?\s*", words) is not None


def _arranged(said: str) -> Scene | None:
    """``a row of five trees``, ``a ring of stars``; but not ``a line of code`` nor a pair of scissors, which are one thing."""
    found = _ARRANGED.fullmatch(said)
    one = _thing(found[2]) if found else Thing("")
    if found and one.count == 1:
        one = Thing(_singular(one.words), _FEW.get(found[1], 3))
    if not found or one.words == found[2] or _LINK.search(one.words):
        return None
    ring = found[1] in _RING and one.count > 2
    return Scene((one,), "ring" if ring else _LINES.get(found[1], "several"))


def _related(relation: str, one: Thing | Scene, other: Thing) -> Thing | Scene:
    """``one``, all that was said before, and what stands in ``relation`` to it."""
    if other.words in _SAID_BEFORE:
        return _turned(relation, one)
    if relation == "between":
        return _between(one, other)
    if relation == "inside":
        return _inside(one, other)
    if relation == "badge" and (other.count > 1 or isinstance(one, Scene)):
        relation = "beside"
    return Scene((one, other), relation)


def _turned(relation: str, one: Thing | Scene) -> Thing | Scene:
    """``a table with a lamp on it``: the lamp is on the table."""
    if isinstance(one, Scene) and len(one.things) == 2:
        return Scene(one.things[::-1], relation)
    return one


def _inside(one: Thing | Scene, other: Thing) -> Thing | Scene:
    if other.words in _TIMES:
        return one
    if other.words in _OVERHEAD:
        return Scene((other, one), "above")
    if other.words in _WORN:
        return Scene((one, other), "beside")
    if isinstance(one, Thing) and other.count == 1:
        if one.count > 2 and other.words in _RING:
            return Scene((one,), "ring")
        if other.words in _LINES:
            return Scene((one,), _LINES[other.words])
    if other.words in FRAMES and other.count == 1:
        return Scene((one,), "several", other.words)
    return Scene((one, other), "inside")


def _between(one: Thing | Scene, other: Thing) -> Scene:
    """``one`` in the middle of two things, which may be of one kind."""
    first, _, second = other.words.partition(" and ")
    if other.count == 2:
        return Scene((Thing(other.words), one, Thing(other.words)), "line")
    if second:
        return Scene((_part(first), one, _part(second)), "line")
    return Scene((one, other), "inside")


def _part(words: str) -> Thing:
    """A thing among others."""
    thing = _thing(words)
    return Thing(_MEANT.get(thing.words, thing.words), thing.count)


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
