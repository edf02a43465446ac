"""Sketches laid out on an artboard as vector objects."""

from __future__ import annotations

from collections.abc import Sequence

from vlm_studio.document import affine
from vlm_studio.document.affine import Affine
from vlm_studio.document.geometry import Box
from vlm_studio.document.strokes import vector_shape
from vlm_studio.document.vectors import VectorObject
from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.shapes import SIDE, Shape

INK = "#000000"
MARGIN = 0.08
"""Of the shorter side, left free all around."""
_LARGER = 2.5
"""How much more than its square a sketch may be enlarged: a dot stays a dot, and a pen a pen."""

Named = tuple[str, Sequence[Shape]]
"""A group of shapes and what it shows."""


def free(width: int, height: int) -> Box:
    """What of an artboard is for drawings: all but its margin."""
    return Box(0, 0, width, height).grown(-MARGIN * min(width, height))


def laid_out(
    groups: Sequence[Named], pen: float, room: Box, ink: str = INK, first: int = 1
) -> tuple[VectorObject, ...]:
    """``groups`` as large as fits into ``room``, in its middle; the objects of each have a ``group`` of their own.

    ``pen`` is the width of all strokes in the sketch's units; it grows with the sketch. Ids and groups count from
    ``first``.
    """
    if not groups:
        return ()
    by = _fitting([shape for _, shapes in groups for shape in shapes], pen, room)
    numbered = (
        (group, name, shape)
        for group, (name, shapes) in enumerate(groups, first)
        for shape in shapes
    )
    return tuple(
        VectorObject(
            id=id,
            shape=vector_shape(shape),
            stroke=ink,
            width=pen,
            cap="round",
            join="round",
            name=name,
            group=group,
        ).mapped(by)
        for id, (group, name, shape) in enumerate(numbered, first)
    )


def _fitting(shapes: Sequence[Shape], pen: float, room: Box) -> Affine:
    left, top, right, bottom = bounds(shapes)
    across, down = room.width / (right - left + pen), room.height / (bottom - top + pen)
    factor = min(across, down, _LARGER * min(room.width, room.height) / SIDE)
    dx = room.centre.x - factor * (left + right) / 2
    dy = room.centre.y - factor * (top + bottom) / 2
    return affine.after(affine.move(dx, dy), affine.scale(factor, factor))
