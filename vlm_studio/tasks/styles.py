"""The styles that are built into the model of 26; it came without names, so they are called what they look like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vlm_studio.errors import StudioError
from vlm_studio.words import Text, text

STYLES: Mapping[str, Text] = {
    "warm-pastel": text("Warm pastel"),
    "ink-and-ochre": text("Ink and ochre"),
    "charcoal": text("Charcoal"),
    "shards": text("Shards"),
    "crimson-sky": text("Crimson sky"),
    "rich-oil": text("Rich oil"),
    "night-beads": text("Night beads"),
    "sunset": text("Sunset"),
    "bright-pencil": text("Bright pencil"),
    "batik": text("Batik"),
    "terracotta": text("Terracotta"),
    "etching": text("Etching"),
    "violet-haze": text("Violet haze"),
    "jungle": text("Jungle"),
    "watercolour": text("Watercolour"),
    "stained-glass": text("Stained glass"),
    "wax-crayon": text("Wax crayon"),
    "weave": text("Weave"),
    "sepia": text("Sepia"),
    "starlit": text("Starlit"),
    "embers": text("Embers"),
    "cut-paper": text("Cut paper"),
    "bold-outline": text("Bold outline"),
    "old-master": text("Old master"),
    "woodblock": text("Woodblock"),
    "carnival": text("Carnival"),
}
"""By their ids, in the order of the model's weights."""
FIRST = "crimson-sky"
"""What is chosen where nobody chose."""
BUILT_IN, OF_A_PICTURE = "style26", "style-any"
"""Ids and architectures of the model with these styles, and of the one that takes its style from a picture."""


def check(names: Iterable[str]) -> None:
    """Raises :class:`StudioError` with all there are for a style that there is not."""
    for name in names:
        if name not in STYLES:
            known = ", ".join(STYLES)
            raise StudioError(
                text("There is no style {name}; there are {known}.", name=name, known=known)
            )
