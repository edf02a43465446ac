"""Whether a description can be understood at all."""

from __future__ import annotations

import unicodedata

from vlm_studio.errors import StudioError
from vlm_studio.words import text

LONGEST = 300
"""Characters of a description; what comes after is not read by the sentence encoder anyway."""


def checked(description: str) -> str:
    """``description`` in one line. Raises :class:`StudioError` with one sentence when there is nothing to go by."""
    said = " ".join(description.split())
    letters = [char for char in said if char.isalpha()]
    if not said:
        raise StudioError(text("Say what to draw."))
    within(said, LONGEST)
    if not letters:
        raise StudioError(text("There are no words in this description."))
    if sum(_latin(char) for char in letters) < len(letters) / 2:
        raise StudioError(text("Descriptions are understood in English only."))
    return said


def within(description: str, most: int) -> str:
    """``description``. Raises :class:`StudioError` when it has more than ``most`` characters, or halves of some."""
    if len(description) > most:
        raise StudioError(
            text(
                "A description has at most {most} characters; this one has {count}.",
                most=most,
                count=len(description),
            )
        )
    if any("\ud800" <= char <= "\udfff" for char in description):
        raise StudioError(text("This description holds characters that are damaged."))
    return description


def _latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN")
