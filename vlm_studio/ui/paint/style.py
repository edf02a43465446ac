"""Colours, line patterns and sizes of annotations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPen

from vlm_studio.document.geometry import Box

OKABE_ITO = (
    "#000000", "#F0E442", "#E69F00", "#0072B2", "#009E73", "#CC79A7", "#D55E00", "#56B4E9",
)  # fmt: skip
"""Eight colours that people with any common kind of colour blindness can tell apart (Okabe and Ito, 2008)."""

PALETTE = (
    "#000000", "#5f6368", "#ffffff", "#d64545", "#e8833a", "#f0c93b",
    "#3f9b5c", "#2aa6a1", "#3b78d8", "#7d55c7", "#d45d9a",
)  # fmt: skip
"""Colours offered for what is drawn."""

PATTERNS: tuple[tuple[float, ...], ...] = ((), (7, 2.5), (3, 2), (7, 2, 2, 2))
"""Dash patterns in line widths; the empty one is a solid line."""

_SALT = (3723933).to_bytes(4, "big")
"""Chosen so that the things most often in pictures get eight different colours, most of them a solid line."""

# Colours of what lies on pictures: the same in every theme, as a picture is, and in files.

LEFT, RIGHT, MIDDLE = QColor("#ff9552"), QColor("#4db4ff"), QColor("#eceef1")
"""Sides of a skeleton."""

DARK = QColor(12, 14, 18, 190)
"""Around light lines, so that they read on any picture."""
SHADE = QColor(12, 14, 18, 120)
"""Around handles."""
RIM = QColor(0, 0, 0, 70)
"""Around the sheet."""
WHITE = QColor(255, 255, 255)
GRID = QColor(128, 128, 128)
"""Between pixels."""
ADD, REMOVE = QColor("#19b27b"), QColor("#e5484d")
"""Clicks that say what belongs to a thing and what does not."""
LEGEND, LEGEND_INK = QColor(255, 255, 255, 235), QColor("#1c1e21")
CHECKS = {
    "dark": (QColor("#4a4d53"), QColor("#3b3e43")),
    "light": (QColor("#ffffff"), QColor("#e9eaed")),
    "small": (QColor("#ffffff"), QColor("#e2e4e8")),
}
"""Squares where a picture is transparent: on dark and light ground, and in thumbnails."""

UNSURE = 0.5
"""Joints below this score are drawn hollow."""

_DARK, _LIGHT = QColor(12, 14, 18), QColor(255, 255, 255)
_MASK_FILL, _POLYGON_FILL = 0.35, 0.12


@dataclass(frozen=True, slots=True)
class Category:
    """How everything with one label looks."""

    colour: QColor
    ink: QColor
    """For text on ``colour``."""
    halo: QColor
    pattern: tuple[float, ...]

    def faint(self, opacity: float) -> QColor:
        """``colour`` at ``opacity`` 0..1."""
        colour = QColor(self.colour)
        colour.setAlphaF(opacity)
        return colour

    @property
    def mask_fill(self) -> QColor:
        return self.faint(_MASK_FILL)

    @property
    def polygon_fill(self) -> QColor:
        return self.faint(_POLYGON_FILL)


@lru_cache(maxsize=4096)
def category(label: str) -> Category:
    """The look of ``label``, the same in every document and session."""
    key = label.strip().casefold().encode()
    digest = hashlib.blake2b(key, digest_size=4, salt=_SALT).digest()
    hashed = int.from_bytes(digest, "big")
    colour = QColor(OKABE_ITO[hashed % len(OKABE_ITO)])
    pattern = PATTERNS[hashed // len(OKABE_ITO) % len(PATTERNS)]
    light = luminance(colour) > 0.18
    # The darkest two would drown in a dark halo.
    halo = QColor(_DARK if light else _LIGHT)
    halo.setAlpha(170)
    return Category(colour, _DARK if light else _LIGHT, halo, pattern)


def luminance(colour: QColor) -> float:
    """Relative luminance 0..1 (WCAG 2.2)."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.redF(), colour.greenF(), colour.blueF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


@dataclass(frozen=True, slots=True)
class Style:
    """How annotations are drawn: sizes in pixels of the view.

    ``bounds`` (document pixels) is where chips have to stay; ``quick`` draws thin lines alone, and ``smooth``
    smooths pictures, as the time allows while the view moves.
    """

    bounds: Box
    line: float = 2.0
    labels: bool = True
    quick: bool = False
    smooth: bool = True
    font: QFont = field(default_factory=QFont)
    crowd: int = 0
    """How many annotations are in sight altogether, when only some of them are drawn again."""
    all_detail: bool = False
    """Whether to draw everything at its best, however much there is: for files."""


def chip_font(font: QFont, pixels: float) -> QFont:
    """``font`` at ``pixels``, a little heavier, as chips are small and on colour."""
    chosen = QFont(font)
    chosen.setPixelSize(max(8, round(pixels)))
    chosen.setWeight(QFont.Weight.Medium)
    return chosen


def line_pen(colour: QColor, width: float, pattern: tuple[float, ...] = ()) -> QPen:
    """A line with square corners; ``pattern`` as in :data:`PATTERNS`."""
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if pattern:
        pen.setDashPattern(list(pattern))
    return pen


def soft_pen(colour: QColor, width: float, pattern: tuple[float, ...] = ()) -> QPen:
    """A line with round corners and ends, for outlines and bones."""
    pen = line_pen(colour, width, pattern)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if not pattern:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
