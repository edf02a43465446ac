"""Colours in words: ``#rrggbb``, and lists of them as other programs and brand books write them."""

from __future__ import annotations

import re

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_LISTED = re.compile(r"(?<![\w#])#?(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3})(?!\w)", re.IGNORECASE)
_GIMP = re.compile(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})(?:\s.*)?")
_LONGEST = 100_000
MOST = 64
"""Colours of one palette."""


def hex_colour(words: str) -> str | None:
    """``words`` as ``#rrggbb`` or ``#rrggbbaa``; ``None`` when it is no colour in hex."""
    found = _HEX.fullmatch(words.strip())
    if found is None:
        return None
    digits = found[1].lower()
    if len(digits) < 6:
        digits = "".join(2 * digit for digit in digits)
    return f"#{digits}".removesuffix("ff") if len(digits) == 8 else f"#{digits}"


def listed(words: str) -> tuple[str, ...]:
    """The colours in a list in hex or in a palette of GIMP (.gpl), each once, in their order, at most :data:`MOST`."""
    words = words[:_LONGEST]
    lines = words.splitlines()
    if lines and lines[0].strip().lower() == "gimp palette":
        rows = (_GIMP.fullmatch(line) for line in lines[1:])
        triples = ([int(part) for part in row.groups()] for row in rows if row is not None)
        found = ["#{:02x}{:02x}{:02x}".format(*rgb) for rgb in triples if max(rgb) <= 255]
    else:
        # Without the sign, words such as "decade" and years would be colours too.
        signed = "#" in words
        several = (each for each in _LISTED.findall(words) if each.startswith("#") or not signed)
        found = [colour for each in several if (colour := hex_colour(each)) is not None]
    return tuple(dict.fromkeys(found))[:MOST]
