"""Sizes of artboards that designs are often made for."""

from __future__ import annotations

from collections.abc import Mapping

from vlm_studio.words import Text, text

DOCUMENT, CUSTOM = "document", "custom"
"""As large as the document, and as large as somebody says."""
SIDES = (64, 8192)
"""Of a side of an artboard: at least, and at most."""

NAMES: Mapping[str, Text] = {
    DOCUMENT: text("As the document"),
    "square": text("Square format"),
    "a4": text("A4"),
    "phone": text("Phone"),
    "banner": text("Banner"),
    CUSTOM: text("Custom size"),
}
SIZES: Mapping[str, tuple[int, int]] = {
    "square": (1024, 1024),
    "a4": (1240, 1754),
    "phone": (1080, 2400),
    "banner": (1500, 500),
}
"""Width and height in pixels; A4 at 150 dots an inch."""
