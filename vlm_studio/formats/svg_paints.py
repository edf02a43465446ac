"""Gradients of an SVG file, each as the one colour that it is in the mean."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from vlm_studio.formats.svg_sheet import Sheet
from vlm_studio.formats.svg_style import declared
from vlm_studio.formats.svg_values import colour, faded, fraction

_HOPS = 8
"""A gradient may take its colours from another one so many times."""
_STOPS = 200


def gradients(
    ids: Mapping[str, ElementTree.Element],
    kinds: frozenset[str],
    stops: frozenset[str],
    sheet: Sheet,
) -> dict[str, str]:
    """By id, as ``#rrggbb`` or ``#rrggbbaa``; ``kinds`` and ``stops`` are the tags there are for these elements."""
    found = {}
    for id, element in ids.items():
        if element.tag in kinds and id:
            mean = _mean(_colours(element, ids, stops, sheet))
            if mean is not None:
                found[id] = mean
    return found


def _colours(
    element: ElementTree.Element,
    ids: Mapping[str, ElementTree.Element],
    stops: frozenset[str],
    sheet: Sheet,
) -> list[str]:
    here: ElementTree.Element | None = element
    for _ in range(_HOPS):
        if here is None:
            break
        mine = [each for each in here if each.tag in stops][:_STOPS]
        if mine:
            return [_stop(each, sheet) for each in mine]
        address = here.get("href") or here.get("xlink:href") or ""
        here = ids.get(address[1:]) if address.startswith("#") else None
    return []


def _stop(element: ElementTree.Element, sheet: Sheet) -> str:
    said = declared(sheet.declared("stop", element.attrib))
    found = colour(said.get("stop-color", "black")) or "#000000"
    return faded(found, fraction(said.get("stop-opacity")))


def _mean(colours: list[str]) -> str | None:
    """Clear ones count less."""
    if not colours:
        return None
    alphas = [int(each[7:] or "ff", 16) for each in colours]
    whole = sum(alphas)
    if not whole:
        return "#00000000"
    channels = (
        sum(int(each[at : at + 2], 16) * alpha for each, alpha in zip(colours, alphas, strict=True))
        for at in (1, 3, 5)
    )
    rgb = "".join(f"{round(channel / whole):02x}" for channel in channels)
    return faded(f"#{rgb}", whole / len(colours) / 255)
