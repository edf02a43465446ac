"""Where the objects of vector layers paint, kept from one change to the next, so that few of many are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Lettering, VectorObject, segments
from vlm_studio.ui.paint.paths import Recent
from vlm_studio.ui.paint.vector_paths import object_path

_OBJECT, _SEGMENT = 0.02, 0.012
"""Milliseconds that a vector object takes, and each of its lines and curves."""


class Extent(NamedTuple):
    """Where an object may paint, in document pixels, and how many milliseconds that takes, about."""

    left: float
    top: float
    right: float
    bottom: float
    time: float


Table = tuple[tuple[VectorObject, ...], Sequence[Extent], float]
"""Objects, their extents, and the time that all take together."""

_tables: Recent[list[Table]] = Recent(200)


def extent(each: VectorObject) -> Extent:
    """Where ``each`` may paint. Letters reach where only those who draw them know."""
    box = each.bounds()
    if isinstance(each.shape, Lettering):
        rect = object_path(each).boundingRect()
        box = Box(rect.x(), rect.y(), rect.width(), rect.height()).grown(each.reach)
    time = _OBJECT + _SEGMENT * segments((each,))
    return Extent(box.x, box.y, box.right, box.bottom, time)


def within(layer: VectorLayer, box: Box) -> list[VectorObject]:
    """The objects of ``layer`` that may paint in ``box``, from the bottom up."""
    return [each for each, _ in placed_within(layer, box)]


def placed_within(layer: VectorLayer, box: Box) -> list[tuple[VectorObject, Extent]]:
    """The same with where they may paint."""
    objects, extents, _ = _table(layer)
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    return [
        each
        for each in zip(objects, extents, strict=True)
        if each[1][0] <= right and each[1][2] >= left and each[1][1] <= bottom and each[1][3] >= top
    ]


def time_of(layer: VectorLayer, box: Box | None = None) -> float:
    """Milliseconds that the objects in ``box`` (all by default) take, about."""
    _, extents, whole = _table(layer)
    if box is None:
        return whole
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    return sum(
        time
        for x, y, far, low, time in extents
        if x <= right and far >= left and y <= bottom and low >= top
    )


def _table(layer: VectorLayer) -> Table:
    kept = _tables.get(layer.id, list[Table])
    if not kept or kept[0][0] is not layer.objects:
        kept[:] = [_made(layer.objects, kept[0] if kept else ((), (), 0.0))]
    return kept[0]


def _made(objects: tuple[VectorObject, ...], before: Table) -> Table:
    """A change leaves most objects as they are: those are not measured again."""
    known = {id(each): extent for each, extent in zip(before[0], before[1], strict=True)}
    extents = [known.get(id(each)) or extent(each) for each in objects]
    return objects, extents, sum(each.time for each in extents)
