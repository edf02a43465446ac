"""How an SVG element is painted: what it says itself, over what it takes from those around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from vlm_studio.document.vectors import MAX_DASHES, Cap, Join, Rule, sound_dash
from vlm_studio.formats.svg_values import colour, faded, fraction, length

_CHOICES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "stroke-linecap": ("cap", ("butt", "round", "square")),
    "stroke-linejoin": ("join", ("miter", "round", "bevel")),
    "fill-rule": ("rule", ("nonzero", "evenodd")),
    "text-anchor": ("anchor", ("start", "middle", "end")),
}
"""Fields of a style with the words they can be."""
_BOLD = ("bold", "bolder", "600", "700", "800", "900")
_UNDERSTOOD = {
    "fill", "stroke", "fill-opacity", "stroke-opacity", "opacity", "visibility", "stroke-width",
    "stroke-dasharray",
    "font-size", "font-family", "font-weight", "font-style", *_CHOICES,
}  # fmt: skip
_UNKNOWN = {
    "clip-path", "mask", "filter", "marker-start", "marker-mid", "marker-end",
}  # fmt: skip
"""What would make a shape look different, and is not understood."""
_NOTHING = ("none", "")
_LONGEST = 4096
"""Characters of a style that are looked at."""


class Style(msgspec.Struct, frozen=True):
    """Colours are ``#rrggbb`` or ``#rrggbbaa``, ``None`` for nothing; ``opacity`` is that of all groups around as well."""

    colour: str = "#000000"
    fill: str | None = "#000000"
    fill_opacity: float = 1.0
    stroke: str | None = None
    stroke_opacity: float = 1.0
    width: float = 1.0
    cap: Cap = "butt"
    join: Join = "miter"
    dash: tuple[float, ...] = ()
    rule: Rule = "nonzero"
    opacity: float = 1.0
    visible: bool = True
    size: float = 16.0
    family: str = ""
    bold: bool = False
    italic: bool = False
    anchor: str = "start"

    def paint(self, which: str) -> str | None:
        """The colour of ``fill`` or ``stroke`` with its opacity."""
        found: str | None = getattr(self, which)
        return None if found is None else faded(found, getattr(self, f"{which}_opacity"))

    def dashes(self) -> tuple[float, ...]:
        """Dashes and gaps in widths of the stroke, as an object has them."""
        found = tuple(round(each / self.width, 4) for each in self.dash) if self.width else ()
        return found if sound_dash(found) else ()


def declared(attributes: Mapping[str, str]) -> Mapping[str, str]:
    """Attributes, with what ``style`` declares over them."""
    if "style" not in attributes:
        return attributes
    found = dict(attributes)
    return found | dict(declarations(found.pop("style")))


def declarations(words: str) -> Iterator[tuple[str, str]]:
    """Names and values of ``name: value; name: value``."""
    for part in words[:_LONGEST].split(";"):
        name, colon, value = part.partition(":")
        if colon:
            yield name.strip().lower(), value.replace("!important", "").strip()


def inherited(
    around: Style,
    said: Mapping[str, str],
    unknown: Counter[str],
    paints: Mapping[str, str] = {},
) -> Style:
    """The style of an element that declares ``said``; what is not understood is counted in ``unknown``.

    ``paints`` are the colours in place of gradients, by id.
    """
    changes: dict[str, Any] = {}
    current = around.colour
    if "color" in said:
        current = changes["colour"] = colour(said["color"]) or current
    for name in said.keys() & _UNDERSTOOD:
        word = said[name].strip()
        if word != "inherit":
            changes |= _change(name, word, around, current, unknown, paints)
    for name in said.keys() & _UNKNOWN:
        if said[name] not in _NOTHING:
            unknown[name] += 1
    return msgspec.structs.replace(around, **changes) if changes else around


def _change(
    name: str,
    word: str,
    around: Style,
    current: str,
    unknown: Counter[str],
    paints: Mapping[str, str],
) -> dict[str, Any]:
    """What ``name`` set to ``word`` makes different."""
    match name:
        case "fill" | "stroke":
            return {name: _paint(word, current, unknown, paints)}
        case "fill-opacity" | "stroke-opacity":
            return {name.replace("-", "_"): fraction(word)}
        case "opacity":
            return {"opacity": around.opacity * fraction(word)}
        case "visibility":
            return {"visible": word == "visible"}
        case "stroke-width":
            return {"width": max(0.0, length(word, 100.0, around.width))}
        case "stroke-dasharray":
            return {"dash": _dashes(word, around, unknown)}
        case "font-size":
            return {"size": length(word, around.size, around.size)}
        case "font-family":
            return {"family": word[:200]}
        case "font-weight":
            return {"bold": word in _BOLD}
        case "font-style":
            return {"italic": word in ("italic", "oblique")}
    field, known = _CHOICES[name]
    return {field: word} if word in known else {}


def _dashes(word: str, around: Style, unknown: Counter[str]) -> tuple[float, ...]:
    """What is written once where dashes and gaps are no pairs is meant twice."""
    if word in _NOTHING:
        return ()
    found = tuple(length(each, 100.0, -1.0) for each in word[:_LONGEST].replace(",", " ").split())
    found *= 1 + len(found) % 2
    if len(found) > MAX_DASHES or min(found, default=0.0) < 0:
        unknown["stroke-dasharray"] += 1
        return around.dash
    return found if sum(found) > 0 else ()


def _paint(word: str, current: str, unknown: Counter[str], paints: Mapping[str, str]) -> str | None:
    word = word.strip()
    if word == "none":
        return None
    if word.lower() == "currentcolor":
        return current
    if word.startswith("url("):
        address = word[4:].partition(")")[0].strip(" '\"")
        if address[1:] in paints and address.startswith("#"):
            unknown["gradient"] += 1
            return paints[address[1:]]
        unknown["pattern"] += 1
        word = word.partition(")")[2].strip()
        if word in _NOTHING:
            return None
    found = colour(word)
    if found is None:
        unknown["colour"] += 1
    return found
