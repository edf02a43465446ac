"""What attributes of SVG say: lengths, colours, transforms (https://www.w3.org/TR/SVG2/)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from itertools import islice

from PIL import ImageColor

from vlm_studio.document import affine
from vlm_studio.document.affine import IDENTITY, Affine

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_LENGTH = re.compile(rf"\s*({_NUMBER})\s*(%|[a-z]*)\s*", re.IGNORECASE)
_NUMBERS = re.compile(_NUMBER)
_TRANSFORM = re.compile(r"[\s,]*([a-zA-Z]+)\s*\(([^()]*)\)[\s,]*")
_FUNCTION = re.compile(r"rgba?\(([^()]*)\)")
_UNITS: Mapping[str, float] = {
    "": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4,
    "q": 96 / 101.6, "em": 16.0, "rem": 16.0, "ex": 8.0,
}  # fmt: skip
"""In pixels, as CSS has them."""
_LONGEST = 4096
"""Characters of a transform."""


def length(word: str | None, whole: float, default: float = 0.0) -> float:
    """A length in pixels; a percentage is one of ``whole``."""
    found = _LENGTH.fullmatch(word or "")
    if found is None:
        return default
    number, unit = float(found[1]), found[2].lower()
    if not math.isfinite(number) or (unit != "%" and unit not in _UNITS):
        return default
    return number * whole / 100 if unit == "%" else number * _UNITS[unit]


def numbers(words: str, most: int) -> list[float]:
    """All numbers in ``words``. Raises ``ValueError`` when they are more than ``most``, or one is too large."""
    several = islice(_NUMBERS.finditer(words), most + 1)
    found = [float(match[0]) for match in several]
    if len(found) > most or not all(map(math.isfinite, found)):
        raise ValueError("numbers that cannot be used")
    return found


def colour(word: str) -> str | None:
    """A colour as ``#rrggbb`` or ``#rrggbbaa``; ``None`` when it is none that is known."""
    word = word.strip().lower()
    if word == "transparent":
        return "#00000000"
    function = _FUNCTION.fullmatch(word)
    try:
        channels = _channels(function[1]) if function else ImageColor.getrgb(word)
    except ValueError:
        return None
    hex = "#" + "".join(f"{channel:02x}" for channel in channels)
    return hex.removesuffix("ff") if len(hex) == 9 else hex


def _channels(words: str) -> tuple[int, ...]:
    parts = re.split(r"[\s,/]+", words.strip())
    if len(parts) not in (3, 4):
        raise ValueError(words)
    rgb = [_share(part, 255.0) for part in parts[:3]]
    alpha = [255 * _share(part, 1.0) for part in parts[3:]]
    return tuple(round(255 * share) for share in rgb) + tuple(round(each) for each in alpha)


def _share(word: str, whole: float) -> float:
    """0..1 of a number up to ``whole``, or a percentage."""
    return clamped(float(word[:-1]) / 100 if word.endswith("%") else float(word) / whole)


def clamped(number: float) -> float:
    """Held within 0..1."""
    return min(1.0, max(0.0, number)) if number == number else 1.0


def fraction(word: str | None) -> float:
    """An opacity; 1 where there is none."""
    try:
        return clamped(_share(word.strip(), 1.0)) if word else 1.0
    except ValueError:
        return 1.0


def faded(colour: str, opacity: float) -> str:
    """``colour`` at ``opacity`` 0..1, its own included."""
    alpha = (int(colour[7:], 16) if len(colour) > 7 else 255) * opacity
    return colour[:7] if round(alpha) >= 255 else f"{colour[:7]}{round(alpha):02x}"


def transform(words: str | None) -> Affine:
    """The map that a ``transform`` says. Raises ``ValueError`` when it is not in that language."""
    place, found = 0, IDENTITY
    words = (words or "").strip()
    if len(words) > _LONGEST:
        raise ValueError("too long a transform")
    while place < len(words):
        part = _TRANSFORM.match(words, place)
        if part is None:
            raise ValueError("not a transform")
        found = affine.after(found, _one(part[1], numbers(part[2], 6)))
        place = part.end()
    return found


def _one(name: str, values: list[float]) -> Affine:
    match name, values:
        case "matrix", [a, b, c, d, e, f]:
            return (a, b, c, d, e, f)
        case "translate", [x, *rest]:
            return affine.move(x, rest[0] if rest else 0.0)
        case "scale", [x, *rest]:
            return affine.scale(x, rest[0] if rest else x)
        case "rotate", [degrees]:
            return affine.turn(degrees)
        case "rotate", [degrees, x, y]:
            back = affine.after(affine.turn(degrees), affine.move(-x, -y))
            return affine.after(affine.move(x, y), back)
        case "skewX", [degrees]:
            return (1.0, 0.0, math.tan(math.radians(degrees)), 1.0, 0.0, 0.0)
        case "skewY", [degrees]:
            return (1.0, math.tan(math.radians(degrees)), 0.0, 1.0, 0.0, 0.0)
    raise ValueError("not a transform")
