"""Icons as icon sets keep them, a bit of SVG each, and the shapes that they draw."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

import msgspec

from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.order import ordered, scaled
from vlm_studio.sketch.recognise import recognise
from vlm_studio.sketch.sets import IconSet
from vlm_studio.sketch.shapes import SIDE, Circle, Ellipse, Path, Rect, Shape
from vlm_studio.sketch.svgpath import parse

_STRANGE = re.compile(
    r"<(?:use|mask|clipPath|defs|style|text|image)|transform=|opacity=|dasharray|fill=\"(?!none)"
)
"""What an icon may not hold to be strokes alone, each drawn once and where it says."""
_EDGE = 2.0
"""Units that a shape may reach over the edge of the square."""


class Icon(msgspec.Struct, frozen=True):
    """An icon, its name without the ending of its style; ``body`` is SVG in a square of ``size`` units a side."""

    set: IconSet
    name: str
    body: str
    size: float


def icons(set: IconSet, file: FilePath) -> Iterator[Icon]:
    """The icons of a set that may be strokes alone, by name; ``file`` is in the format of Iconify."""
    data = json.loads(file.read_text("utf-8"))
    for name, row in sorted(data["icons"].items()):
        width, height = (row.get(side, data.get(side, 16)) for side in ("width", "height"))
        wanted = name.endswith(set.only) and not row.get("hidden") and width == height
        if wanted and not _STRANGE.search(row["body"]):
            yield Icon(set, name.removesuffix(set.only), row["body"], float(width))


def shapes(icon: Icon) -> tuple[Shape, ...]:
    """What ``icon`` draws, the simplest shapes recognised; nothing if it is more than strokes after all."""
    found: list[Shape] = []
    for element, style in _leaves(ElementTree.fromstring(f"<g>{icon.body}</g>"), {}):
        if style.get("fill") != "none" or style.get("stroke", "none") == "none":
            return ()
        found += scaled(_drawn(element), SIDE / icon.size, 0, 0)
    if not found:
        return ()
    simple = ordered(recognise(shape) if isinstance(shape, Path) else shape for shape in found)
    box = bounds(simple)
    return simple if min(box) >= -_EDGE and max(box) <= SIDE + _EDGE else ()


def _leaves(
    element: ElementTree.Element, style: Mapping[str, str]
) -> Iterator[tuple[ElementTree.Element, Mapping[str, str]]]:
    style = {**style, **{k: v for k, v in element.attrib.items() if k in ("fill", "stroke")}}
    if element.tag == "g":
        for child in element:
            yield from _leaves(child, style)
    else:
        yield element, style


def _drawn(element: ElementTree.Element) -> tuple[Shape, ...]:
    def at(name: str) -> float:
        return float(element.get(name, 0))

    if element.tag == "path":
        return parse(element.attrib["d"])
    if element.tag == "circle":
        return (Circle((at("cx"), at("cy")), at("r")),)
    if element.tag == "ellipse":
        return (Ellipse((at("cx"), at("cy")), at("rx"), at("ry")),)
    if element.tag == "rect":
        rounding = at("rx") or at("ry")
        return (Rect((at("x"), at("y")), at("width"), at("height"), rounding),)
    raise ValueError(f"an icon holds <{element.tag}>")


def tags(files: Iterable[FilePath]) -> dict[str, tuple[str, ...]]:
    """Further words by an icon's words, from ``words-*.json`` of the library."""
    found: dict[str, dict[str, None]] = {}
    for file in files:
        for name, row in json.loads(file.read_text("utf-8")).items():
            key = plain(name)
            clean = (plain(tag) for tag in _said(row))
            some = dict.fromkeys(tag for tag in clean if len(tag) > 2 and tag != key)
            found.setdefault(key, {}).update(some)
    return {key: tuple(some) for key, some in found.items()}


def _said(row: Any) -> list[str]:
    return [str(tag) for tag in (row if isinstance(row, list) else [*row["tags"], row["category"]])]


_STYLE = frozenset(("outline", "outlined", "linear", "alt", "icon"))
"""Words that say how an icon is drawn, not what it shows."""


def words(name: str) -> tuple[str, ...]:
    """``desk-lamp-02`` as ``("desk", "lamp")``."""
    parts = re.split(r"[^a-z]+", re.sub(r"\d+", " ", name.lower()))
    return tuple(part for part in parts if part and part not in _STYLE)


def plain(name: str) -> str:
    """An icon's name in words."""
    return " ".join(words(name))
