"""Drawn objects on the clipboard: as JSON of our own, and what other programs draw in SVG."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QMimeData

from vlm_studio import kept
from vlm_studio.document import affine
from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import MAX_OBJECTS, VectorObject, sound
from vlm_studio.formats.svg_head import HEAD, is_svg
from vlm_studio.ui.canvas import objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools import strokes
from vlm_studio.words import plural_text, text

MIME = "application/x-vlm-studio-objects"
SVG = "image/svg+xml"
_APART = 12.0
"""Pixels of the view between a copy and where it comes from, so that it can be seen."""


def encoded(several: Sequence[VectorObject]) -> bytes:
    """``several`` as data of the kind :data:`MIME`."""
    return msgspec.json.encode(several)


def paste(stage: Stage, data: QMimeData, *, in_place: bool = False) -> bool:
    """Add the objects in ``data``, a little aside unless ``in_place``; ``False`` when there are none."""
    several = _read(data)
    if not several:
        return False
    aside = 0.0 if in_place else stage.reach(_APART)
    put(stage, several, aside, aside)
    return True


def put(stage: Stage, several: Sequence[VectorObject], dx: float, dy: float) -> None:
    """Add ``several``, moved so far, to the active drawing or a new one, in one step, and select them."""
    if not strokes.ready(stage):
        return
    moved = [each.reshaped(affine.move(dx, dy)) for each in several]
    sentence = objects.said(
        {("", each.id): each for each in moved},
        text("Paste {label}", label=objects.named({("", 0): moved[0]})),
        plural_text("Paste {n} object", "Paste {n} objects", len(moved)),
    )
    stage.selection.select_objects(strokes.put_all(stage, moved, sentence))


def put_drawing(
    stage: Stage, several: Sequence[VectorObject], size: tuple[int, int], at: Point
) -> None:
    """Add a drawing of ``size`` so that its middle is ``at``."""
    put(stage, several, round(at.x - size[0] / 2), round(at.y - size[1] / 2))


def svg_in(data: QMimeData) -> bytes | None:
    """The SVG in ``data``; many programs give it as text."""
    if data.hasFormat(SVG):
        return bytes(data.data(SVG).data())
    words = data.text().strip().encode(errors="replace") if data.hasText() else b""
    return words if is_svg(words[:HEAD]) else None


def _read(data: QMimeData) -> list[VectorObject]:
    if not data.hasFormat(MIME):
        return []
    try:
        found = kept.decoded(bytes(data.data(MIME).data()), list[VectorObject])
    except kept.DamagedError:
        return []  # another program's data under our name
    return found if len(found) <= MAX_OBJECTS and all(map(sound, found)) else []
