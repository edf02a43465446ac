"""Looks that designs are often wanted in."""

from __future__ import annotations

import msgspec

from vlm_studio.words import Text, text

BLACK = "#000000"


class Preset(msgspec.Struct, frozen=True):
    """``words`` are added to what a painting is asked for in; sketches get the line weight ``pen`` and the ``ink``.

    A look without ``pen`` is nothing to a sketch.
    """

    id: str
    name: Text
    words: str
    pen: float = 0.0
    ink: str = BLACK


PRESETS = (
    Preset("line", text("Line sketch"), "clean line drawing, thin even black strokes, no shading, plain white background", 0.6),
    Preset("marker", text("Marker"), "marker rendering, industrial design sketch, bold outlines, loose colour fills, white paper", 2.2),
    Preset("isometric", text("Isometric"), "isometric view, parallel edges, no perspective, flat shading, plain background"),
    Preset("blueprint", text("Blueprint"), "blueprint, technical drawing, fine white lines on deep blue paper", 0.5, "#1d4f91"),
    Preset("logo", text("Logo"), "logo, few bold simple shapes, flat colours, centred, plain white background", 1.7),
    Preset("poster", text("Poster"), "poster design, strong composition, flat colours, screen print, large calm areas"),
)  # fmt: skip
BY_ID = {preset.id: preset for preset in PRESETS}


def in_words(words: str, preset: str) -> str:
    """``words`` with those of the look ``preset``, if there is one of that id."""
    found = BY_ID.get(preset)
    return f"{words}, {found.words}" if found is not None else words
