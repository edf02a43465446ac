"""Icons of the sets as shapes: outlines only, on the sketch's square, simplest shapes first recognised."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from sketcher.sources import Source, read
from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.order import ordered, scaled
from vlm_studio.sketch.recognise import recognise
from vlm_studio.sketch.shapes import SIDE, Circle, Ellipse, Path, Rect, Shape
from vlm_studio.sketch.svgpath import parse

_STRANGE = re.compile(
    r"<(?:use|mask|clipPath|defs|style|text|image)|transform=|opacity=|dasharray|fill=\"(?!none)"
)
"""What an icon may not hold to be strokes alone, each drawn once and where it says."""
_EDGE = 2.0
"""Units that a shape may reach over the edge of the square."""


class Icon(msgspec.Struct, frozen=True):
    """An icon of a set, its name without the words of its style, and its shapes."""

    set: str
    name: str
    shapes: tuple[Shape, ...]


def icons(source: Source) -> Iterator[Icon]:
    """The stroke icons of a set, by name."""
    data = read(source)
    for name, row in sorted(data["icons"].items()):
        if not name.endswith(source.only) or row.get("hidden"):
            continue
        size = row.get("width", data.get("width", 16)), row.get("height", data.get("height", 16))
        shapes = _shapes(row["body"], size) if size[0] == size[1] else ()
        if shapes:
            yield Icon(source.id, name.removesuffix(source.only), shapes)


def _shapes(body: str, size: tuple[float, float]) -> tuple[Shape, ...]:
    """Nothing if the icon is more than strokes."""
    if _STRANGE.search(body):
        return ()
    found: list[Shape] = []
    for element, style in _leaves(ElementTree.fromstring(f"<g>{body}</g>"), {}):
        if style.get("fill") != "none" or style.get("stroke", "none") == "none":
            return ()
        found += scaled(_drawn(element), SIDE / size[0], 0, 0)
    if not found:
        return ()
    shapes = ordered(recognise(shape) if isinstance(shape, Path) else shape for shape in found)
    box = bounds(shapes)
    return shapes if min(box) >= -_EDGE and max(box) <= SIDE + _EDGE else ()


def _leaves(
    element: ElementTree.Element, style: Mapping[str, str]
) -> Iterator[tuple[ElementTree.Element, Mapping[str, str]]]:
    style = {
        **style,
        **{key: element.attrib[key] for key in ("fill", "stroke") if key in element.attrib},
    }
    if element.tag == "g":
        for child in element:
            yield from _leaves(child, style)
    else:
        yield element, style


def _drawn(element: ElementTree.Element) -> list[Shape]:
    def at(*names: str) -> Any:
        numbers = [float(element.get(name, 0)) for name in names]
        return numbers[0] if len(numbers) == 1 else tuple(numbers)

    if element.tag == "path":
        return list(parse(element.attrib["d"]))
    if element.tag == "circle":
        return [Circle(at("cx", "cy"), at("r"))]
    if element.tag == "ellipse":
        return [Ellipse(at("cx", "cy"), at("rx"), at("ry"))]
    if element.tag == "rect":
        return [Rect(at("x", "y"), at("width"), at("height"), at("rx") or at("ry"))]
    raise ValueError(f"an icon holds <{element.tag}>")
