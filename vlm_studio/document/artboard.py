"""Sketches laid out on an artboard as vector objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vlm_studio.document import affine
from vlm_studio.document.affine import Affine
from vlm_studio.document.strokes import vector_shape
from vlm_studio.document.vectors import VectorObject
from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.shapes import SIDE, Shape

INK = "#000000"
MARGIN = 0.08
"""Of the shorter side, left free all around."""
_LARGER = 1.5
"""How much more than its square a sketch may be enlarged: a dot stays a dot, and a pen a pen."""

Named = tuple[str, Sequence[Shape]]
"""A group of shapes and what it shows."""


def laid_out(
    groups: Sequence[Named], pen: float, width: int, height: int
) -> tuple[VectorObject, ...]:
    """``groups`` as large as fits on an artboard, in its middle; the objects of each have a ``group`` of their own.

    ``pen`` is the width of all strokes in the sketch's units; it grows with the sketch.
    """
    by = _fitting([shape for _, shapes in groups for shape in shapes], pen, width, height)
    numbered: Iterable[tuple[int, str, Shape]] = (
        (group, name, shape) for group, (name, shapes) in enumerate(groups, 1) for shape in shapes
    )
    return tuple(
        VectorObject(
            id=id,
            shape=vector_shape(shape),
            stroke=INK,
            width=pen,
            cap="round",
            join="round",
            name=name,
            group=group,
        ).mapped(by)
        for id, (group, name, shape) in enumerate(numbered, 1)
    )


def _fitting(shapes: Sequence[Shape], pen: float, width: int, height: int) -> Affine:
    left, top, right, bottom = bounds(shapes)
    free = 1 - 2 * MARGIN
    short = min(width, height)
    room_x, room_y = width - short * (1 - free), height - short * (1 - free)
    factor = min(
        room_x / (right - left + pen), room_y / (bottom - top + pen), _LARGER * short / SIDE
    )
    dx = (width - factor * (left + right)) / 2
    dy = (height - factor * (top + bottom)) / 2
    return affine.after(affine.move(dx, dy), affine.scale(factor, factor))
