"""Which parts of a view look different after a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from PySide6.QtCore import QRectF

from vlm_studio.document import drawing
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import AnnotationKey, Change, Swap
from vlm_studio.document.layers import Layer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.vectors import VectorObject
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.paint.chip_places import chip_reach
from vlm_studio.ui.paint.chips import chip_rect
from vlm_studio.ui.paint.layer_painter import CHIP_LIMIT
from vlm_studio.ui.paint.vectors import place_in
from vlm_studio.ui.paint.viewport import Viewport

LINES = 12.0
"""Lines, joints and dots reach so far beyond a shape's bounds, in pixels of the view."""
_SEVERAL = 200
"""When more annotations than this change at once, everything is painted again."""

Places = list[QRectF] | None
"""Rectangles of the view; ``None`` means everywhere."""


def touched(stage: Stage, change: Change, view: Viewport) -> Places:
    """What looks different after ``change``."""
    if change.children or len(change.annotations) > _SEVERAL:
        return None
    places = [
        place for swap in change.annotations.values() for place in _swapped(stage, swap, view)
    ]
    for layer in change.layers.values():
        redrawn = _redrawn(layer)
        if redrawn is None or len(redrawn) > _SEVERAL:
            return None
        places += (place_in(view, each) for each in redrawn)
    return places


def place_of(stage: Stage, keys: Iterable[AnnotationKey], view: Viewport) -> Places:
    """Where these annotations and vector objects are painted."""
    keys = list(keys)
    if len(keys) > _SEVERAL:
        return None
    found = [a for a in map(stage.annotation, keys) if a is not None]
    places = [place for annotation in found for place in _around(stage, annotation, view)]
    objects = drawing.found_all(stage.document, keys)
    return places + [place_in(view, each) for each in objects.values()]


def _redrawn(swap: Swap[Layer]) -> list[VectorObject] | None:
    """Objects, as they were and as they are, of a vector layer that changed in nothing else; ``None`` where it did."""
    before, after = swap.before, swap.after
    if not (isinstance(before, VectorLayer) and isinstance(after, VectorLayer)):
        return None
    if msgspec.structs.replace(before, objects=after.objects) != after:
        return None
    old = {each.id: each for each in before.objects}
    new = {each.id: each for each in after.objects}
    kept = [id for id in old if id in new]
    moved = _out_of_order(kept, [id for id in new if id in old])
    different = [id for id in {**old, **new} if old.get(id) is not new.get(id)]
    return [each[id] for id in {*different, *moved} for each in (old, new) if id in each]


def _out_of_order(before: Sequence[int], after: Sequence[int]) -> Sequence[int]:
    """Everything from the first to the last place where two orders differ."""
    places = [at for at, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    return before[places[0] : places[-1] + 1] if places else ()


def _swapped(stage: Stage, swap: Swap[Annotation], view: Viewport) -> list[QRectF]:
    part = _different_part(swap.before, swap.after)
    if part is not None:
        return [_with_lines(part, view)]
    both = [a for a in (swap.before, swap.after) if a is not None]
    return [place for annotation in both for place in _around(stage, annotation, view)]


def _different_part(before: Annotation | None, after: Annotation | None) -> Box | None:
    """Where two masks differ that are otherwise alike; a stroke changes little of a large one."""
    if before is None or after is None or before.bounds() != after.bounds():
        return None
    a, b = before.shape, after.shape
    if not (isinstance(a, Mask) and isinstance(b, Mask)):
        return None
    if (before.label, before.score, before.edited) != (after.label, after.score, after.edited):
        return None
    from vlm_studio.document.runs import difference, union

    mine, others = a.runs(), b.runs()
    runs = union([difference([mine, others]), difference([others, mine])])
    if not runs.starts.size:
        return Box(a.x, a.y, 0, 0)
    left, right = int(runs.columns[0]), int(runs.columns[-1]) + 1
    top, bottom = int(runs.tops.min()), int(runs.bottoms.max())
    return Box(left, top, right - left, bottom - top)


def _around(stage: Stage, annotation: Annotation, view: Viewport) -> list[QRectF]:
    places = [_with_lines(annotation.bounds(), view)]
    chip = chip_rect(annotation, view, stage.style)
    if chip is not None and stage.scene.count(view.visible) <= CHIP_LIMIT:
        places.append(chip_reach(chip))
    return places


def _with_lines(box: Box, view: Viewport) -> QRectF:
    return view.rect(box).adjusted(-LINES, -LINES, LINES, LINES)
