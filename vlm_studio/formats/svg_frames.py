"""How the units of an SVG file, or of a part of it, become pixels (https://www.w3.org/TR/SVG2/coords.html)."""

from __future__ import annotations

from collections.abc import Mapping

from vlm_studio.document import affine
from vlm_studio.document.affine import Affine
from vlm_studio.formats.svg_values import length, numbers

_DEFAULT = 300.0, 150.0
"""Pixels of a picture that does not say how large it is, as in a browser."""
_SHARES = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}

ViewBox = tuple[float, float, float, float]


def frame(said: Mapping[str, str]) -> tuple[int, int, Affine]:
    """Width and height of the whole picture in pixels, and the map from its units to them."""
    box = view_box(said)
    whole = (box[2], box[3]) if box else _DEFAULT
    width = length(said.get("width"), whole[0], 0.0)
    height = length(said.get("height"), whole[1], 0.0)
    if width <= 0 and height <= 0:
        width, height = whole
    elif width <= 0 or height <= 0:
        ratio = whole[0] / whole[1]
        width, height = (width or height * ratio), (height or width / ratio)
    pixels = max(1, min(10**9, round(width))), max(1, min(10**9, round(height)))
    return *pixels, fitted(said, width, height)


def inner(said: Mapping[str, str], whole: tuple[int, int]) -> Affine:
    """The map from the units of an element with a view of its own to those around it."""
    shift = affine.move(length(said.get("x"), whole[0]), length(said.get("y"), whole[1]))
    width = length(said.get("width", "100%"), whole[0], whole[0])
    height = length(said.get("height", "100%"), whole[1], whole[1])
    return affine.after(shift, fitted(said, width, height))


def fitted(said: Mapping[str, str], width: float, height: float) -> Affine:
    """The view box fitted into a place of that size at (0, 0)."""
    box = view_box(said)
    if box is None:
        return affine.IDENTITY
    aspect = said.get("preserveAspectRatio", "")
    across, down = width / box[2], height / box[3]
    if "none" not in aspect:
        across = down = (max if "slice" in aspect else min)(across, down)
    shift = affine.move(
        (width - box[2] * across) * _share(aspect, "x", 1) - box[0] * across,
        (height - box[3] * down) * _share(aspect, "Y", 5) - box[1] * down,
    )
    return affine.after(shift, affine.scale(across, down))


def _share(aspect: str, axis: str, at: int) -> float:
    """Where the rest of the room goes: ``xMinYMax`` and the like."""
    word = aspect.strip()
    return _SHARES.get(word[at : at + 3], 0.5) if word[at - 1 : at] == axis else 0.5


def view_box(said: Mapping[str, str]) -> ViewBox | None:
    """Left, top, width and height of the ``viewBox``; ``None`` without one that makes sense."""
    try:
        x, y, width, height = numbers(said.get("viewBox", ""), 4)
    except ValueError:
        return None
    return (x, y, width, height) if 0 < width < 1e9 and 0 < height < 1e9 else None
