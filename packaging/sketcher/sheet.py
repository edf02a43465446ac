"""Many sketches with their captions on one picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from vlm_studio.sketch.raster import rasterise
from vlm_studio.sketch.shapes import Shape

_SIDE, _GAP, _WORDS = 128, 12, 18


def sheet(sketches: Sequence[tuple[str, Sequence[Shape]]], columns: int = 8) -> Image.Image:
    """Black on white, in rows of ``columns``."""
    rows = -(-len(sketches) // columns)
    cell = _SIDE + _GAP
    picture = Image.new("L", (columns * cell + _GAP, rows * (cell + _WORDS) + _GAP), 255)
    pen = ImageDraw.Draw(picture)
    for number, (caption, shapes) in enumerate(sketches):
        x = _GAP + number % columns * cell
        y = _GAP + number // columns * (cell + _WORDS)
        ink = np.round(255 * (1 - rasterise(shapes, _SIDE))).astype(np.uint8)
        picture.paste(Image.fromarray(ink), (x, y))
        pen.text((x, y + _SIDE + 2), caption[:22], fill=90)
    return picture
