"""What the names of icons say: their words, the concept among them, and which concepts are held out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from vlm_studio.sketch.icons import words

MODIFIERS = frozenset(
    [
        "plus",
        "minus",
        "check",
        "checked",
        "off",
        "on",
        "add",
        "remove",
        "circle",
        "square",
        "up",
        "down",
        "left",
        "right",
        "x",
        "cancel",
        "edit",
        "top",
        "bottom",
        "in",
        "out",
        "rounded",
        "round",
        "big",
        "small",
        "large",
        "half",
        "full",
        "empty",
        "open",
        "close",
        "closed",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "of",
        "with",
        "and",
        "the",
        "to",
        "for",
        "by",
        "from",
        "brand",
        "letter",
        "number",
        "a",
        "b",
        "c",
        "d",
        "e",
        "f",
        "g",
        "h",
        "i",
        "j",
        "k",
        "l",
        "m",
        "n",
        "o",
        "p",
        "q",
        "r",
        "s",
        "t",
        "u",
        "v",
        "w",
        "y",
        "z",
        "arrow",
        "arrows",
        "question",
        "help",
        "exclamation",
        "alert",
        "warning",
        "slash",
        "dots",
        "horizontal",
        "vertical",
        "diagonal",
    ]
)
"""Words that change an icon but name no thing of their own."""
_HELD_SHARE = 0.06
_MOST = 90
"""A word of more icons than this is never held out: it would take too much of the data away."""


def stem(word: str) -> str:
    """The word in the singular, near enough."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def concepts(name: str) -> frozenset[str]:
    """The things that a name or a caption names."""
    return frozenset(stem(w) for w in words(name) if w not in MODIFIERS and len(w) > 2)


def draw(word: str, salt: str) -> float:
    """A number in 0..1 that is always the same for a word and as if thrown for each ``salt``."""
    return int.from_bytes(hashlib.sha256(f"{salt}:{word}".encode()).digest()[:4], "big") / 2**32


def held_out(
    names: Iterable[str], salt: str = "sketcher-1", share: float = _HELD_SHARE
) -> frozenset[str]:
    """The concepts that are kept from training: of all words of all sets a share, chosen by their hash alone."""
    counts: dict[str, int] = {}
    for name in names:
        for concept in concepts(name):
            counts[concept] = counts.get(concept, 0) + 1
    return frozenset(w for w, n in counts.items() if 2 <= n <= _MOST and draw(w, salt) < share)
