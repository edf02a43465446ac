"""The shapes of SVG's elements, in the elements' own units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, cast
from xml.etree import ElementTree

from vlm_studio.document import affine
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.vectors import (
    MAX_SEGMENTS,
    Lettering,
    LineTo,
    Oval,
    Path,
    Rectangle,
    Subpath,
    VectorShape,
    rectangle_path,
)
from vlm_studio.formats.svg_paths import read_path
from vlm_studio.formats.svg_style import Style
from vlm_studio.formats.svg_values import length, numbers


class _Said:
    """Attributes as lengths; percentages are of the picture's ``size``."""

    def __init__(self, said: Mapping[str, str], size: tuple[int, int]) -> None:
        self.words = said
        self._size = size

    def across(self, name: str) -> float:
        return length(self.words.get(name), self._size[0])

    def down(self, name: str) -> float:
        return length(self.words.get(name), self._size[1])

    def has(self, name: str) -> bool:
        return self.words.get(name, "auto") != "auto"


def shape_of(
    element: ElementTree.Element,
    tag: str,
    said: Mapping[str, str],
    style: Style,
    size: tuple[int, int],
) -> VectorShape | None:
    """What an element draws; ``None`` when that is nothing.

    Raises ``KeyError`` for an element that is not known, and as :func:`~vlm_studio.formats.svg_paths.read_path`.
    """
    if tag == "text":
        return _text(element, _Said(said, size), style)
    return _SHAPES[tag](_Said(said, size))


def _path(said: _Said) -> Path | None:
    return read_path(said.words.get("d", ""))


def _rectangle(said: _Said) -> VectorShape | None:
    box = Box(said.across("x"), said.down("y"), said.across("width"), said.down("height"))
    if box.width <= 0 or box.height <= 0:
        return None
    rx = said.across("rx") if said.has("rx") else said.down("ry")
    ry = said.down("ry") if said.has("ry") else rx
    rx, ry = max(0.0, min(rx, box.width / 2)), max(0.0, min(ry, box.height / 2))
    if rx != ry and rx and ry:
        return rectangle_path(box, rx, ry)
    return Rectangle(box.x, box.y, box.width, box.height, min(rx, ry))


def _circle(said: _Said) -> Oval | None:
    return _oval(said, said.across("r"), said.across("r"))


def _ellipse(said: _Said) -> Oval | None:
    rx = said.across("rx") if said.has("rx") else said.down("ry")
    return _oval(said, rx, said.down("ry") if said.has("ry") else rx)


def _oval(said: _Said, rx: float, ry: float) -> Oval | None:
    if rx <= 0 or ry <= 0:
        return None
    return Oval(said.across("cx") - rx, said.down("cy") - ry, 2 * rx, 2 * ry)


def _line(said: _Said) -> Path:
    start = Point(said.across("x1"), said.down("y1"))
    return Path((Subpath(start, (LineTo(Point(said.across("x2"), said.down("y2"))),)),))


def _polyline(said: _Said) -> Path | None:
    return _corners(said, closed=False)


def _polygon(said: _Said) -> Path | None:
    return _corners(said, closed=True)


def _corners(said: _Said, *, closed: bool) -> Path | None:
    found = numbers(said.words.get("points", ""), 2 * MAX_SEGMENTS)
    points = [Point(x, y) for x, y in zip(found[::2], found[1::2], strict=False)]
    if len(points) < 2:
        return None
    return Path((Subpath(points[0], tuple(LineTo(point) for point in points[1:]), closed),))


_SHAPES: Mapping[str, Callable[[_Said], VectorShape | None]] = {
    "path": _path,
    "rect": _rectangle,
    "circle": _circle,
    "ellipse": _ellipse,
    "line": _line,
    "polyline": _polyline,
    "polygon": _polygon,
}


def _text(element: ElementTree.Element, said: _Said, style: Style) -> Lettering | None:
    """All its letters in one line, where the first one stands."""
    words = " ".join("".join(element.itertext()).split())
    if not words or style.size <= 0:
        return None
    first = element[0].attrib if len(element) else {}
    places = (said.words.get(name) or first.get(name, "0") for name in ("x", "y"))
    x, y = (numbers(place, 10_000) or [0.0] for place in places)
    return Lettering(
        text=words,
        size=style.size,
        family=style.family,
        bold=style.bold,
        italic=style.italic,
        anchor=cast("Literal['start', 'middle', 'end']", style.anchor),
        place=affine.move(x[0], y[0]),
    )
