"""Words of a description that are to be written, not drawn: those in quotation marks."""

from __future__ import annotations

import re

import msgspec

_MARKS = ('""', "“”", "„“", "””", "«»", "「」", "『』", "‘’", "＂＂")
_QUOTED = re.compile(
    "|".join(
        # A single mark may be an apostrophe: then a letter stands before or after it.
        r"(?<!\w)‘([^‘’]+)’(?!\w)" if marks == "‘’" else f"{marks[0]}([^{marks}]*){marks[1]}"
        for marks in _MARKS
    )
)
_SAYS = re.compile(
    r"[\s,;:]*(?:\b(?:that|which)\s+)?\b(?:says|saying|reads|reading|called|titled|named|labelled|labeled|"
    r"(?:with|and|in)?\s*(?:the|a)?\s*(?:words?|text|title|name|headline|caption|slogan|letters|lettering)"
    r"(?:\s+(?:says|saying|reads|reading|of))?|with|and|of)\s*$",
    re.IGNORECASE,
)
"""What only leads up to the quoted words."""
_LEADS = 80
"""It is not longer than so many letters, and looked for in no more."""
_UNDER = r"(?:below|under|beneath|underneath)"
_OVER = r"(?:above|over|on\s+top\s+of)"
_BEFORE = re.compile(rf"[\s,]*\b(?:({_UNDER})|({_OVER}))\s*$", re.IGNORECASE)
_AFTER = re.compile(rf"^[\s,]*(?:({_UNDER})|({_OVER}))\b", re.IGNORECASE)


class Quoted(msgspec.Struct, frozen=True):
    """``rest`` is the description without the words in quotation marks, which stand ``above`` or ``below`` what is drawn."""

    rest: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All that is to be written, from the top down."""
        return self.above + self.below


def quoted(description: str) -> Quoted:
    """Take the words in quotation marks out of ``description``; a mark without its other half is left as it is.

    They stand below what is drawn, unless the description begins with them or says that they are above.
    """
    description = " ".join(description.split())
    rest, place = "", 0
    placed: list[tuple[str, bool]] = []
    for found in _QUOTED.finditer(description):
        before = rest + description[place : found.start()]
        after = description[found.end() :]
        words = " ".join(next(group for group in found.groups() if group is not None).split())
        rest, above = _without_link(before, after)
        place = found.end() + (_after_link(after) if not before.strip() else 0)
        placed += [(words, above)] if words else []
    if not placed and place:  # without marks that held nothing, others may belong together
        again = quoted(_QUOTED.sub("", description))
        if again.words:
            return again
    rest = _tidy(rest + description[place:])
    return Quoted(
        rest,
        tuple(words for words, above in placed if above and rest),
        tuple(words for words, above in placed if not (above and rest)),
    )


def _without_link(before: str, after: str) -> tuple[str, bool]:
    """What stands ``before`` quoted words without what leads up to them, and whether they go above the drawing."""
    if not before.strip():
        said = _AFTER.match(after)
        return "", said is None or said[1] is None
    start, end = before[:-_LEADS], before[-_LEADS:]
    if relation := _BEFORE.search(end):
        return start + end[: relation.start()], relation[1] is not None
    return start + _SAYS.sub("", end, 1) + " ", False


def _after_link(after: str) -> int:
    """Letters of ``after`` that only say where the quoted words before it stand."""
    said = _AFTER.match(after)
    return said.end() if said else 0


def _tidy(rest: str) -> str:
    rest = " ".join(rest.split())
    rest = re.sub(r"\s+([,.;:!?])", r"\1", rest)
    return re.sub(r"^(?:and|with)\s+|^[\s,.;:!?]+|[\s,;:]+$|\s+(?:and|with)$", "", rest).strip()
