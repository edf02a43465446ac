"""Words in quotation marks over a painting: lettering that stays text, not pixels."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.geometry import Box
from vlm_studio.document.lettering import Lettered, lettered
from vlm_studio.sketch.quotes import Quoted, quoted
from vlm_studio.tasks.design import Design, Designs, PaintRequest

_DARK, _LIGHT = "#000000", "#ffffff"
_LUMA = np.array((0.299, 0.587, 0.114))
"""How much each colour counts for how light it is (ITU-R BT.601)."""
_MIDDLE = 128.0


def captioned(request: PaintRequest, paint: Callable[[PaintRequest], Designs]) -> Designs:
    """What ``paint`` makes of ``request`` without its quoted words, and these as lettering above the pixels.

    Inside a mask there is no room for them: there the words go to the model as they are.
    Raises :class:`~vlm_studio.errors.StudioError`, before anything is painted if the words are too many.
    """
    said = quoted(request.words)
    if not said.words or request.inside:
        return paint(request)
    written = lettered(said, request.width, request.height)
    found = paint(msgspec.structs.replace(request, words=said.rest))
    lettered_ones = tuple(_with_words(each, request, said, written) for each in found.designs)
    return msgspec.structs.replace(found, designs=lettered_ones)


def _with_words(design: Design, request: PaintRequest, said: Quoted, written: Lettered) -> Design:
    ink = _ink(design, written)
    origin = design.provenance
    parameters = {**origin.parameters, "words": request.words}
    return msgspec.structs.replace(
        design,
        objects=tuple(msgspec.structs.replace(each, fill=ink) for each in written.objects),
        title=design.title or said.rest,
        provenance=msgspec.structs.replace(origin, parameters=parameters),
    )


def _ink(design: Design, written: Lettered) -> str:
    """Black or white, whichever can be read better on what is painted under the words."""
    if design.placed is None:
        return _DARK
    pixels = MappedBlock(design.placed.block).array()
    shades = [_shade(pixels, each.bounds()) for each in written.objects]
    return _LIGHT if sum(shades) / len(shades) < _MIDDLE else _DARK


def _shade(pixels: NDArray[np.uint8], box: Box) -> float:
    """How light ``pixels`` (H, W, 4) are in ``box`` on average, 0..255."""
    rows = slice(max(0, int(box.y)), max(1, math.ceil(box.bottom)))
    columns = slice(max(0, int(box.x)), max(1, math.ceil(box.right)))
    return float((pixels[rows, columns, :3] @ _LUMA).mean())
