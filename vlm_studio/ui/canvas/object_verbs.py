"""What can be made of the selected objects together: groups, an order, a line; each pushes one step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from vlm_studio.document import affine, arranging, drawing, grouping, nodes
from vlm_studio.document.arranging import Edge, Step, Way
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box
from vlm_studio.document.vectors import Path, VectorObject
from vlm_studio.ui.canvas import objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.words import Text, plural_text, text

Units = Sequence[Mapping[ObjectKey, VectorObject]]
"""Objects that stay together: those of a group, or one alone."""


def group(stage: Stage) -> None:
    """Make one group of what is selected."""
    chosen = objects.selected(stage)
    if len(chosen) > 1:
        sentence = plural_text("Group {n} object", "Group {n} objects", len(chosen))
        stage.push(drawing.group_objects(stage.document, chosen, sentence))


def ungroup(stage: Stage) -> None:
    """Take what is selected out of its groups."""
    chosen = {key: each for key, each in objects.selected(stage).items() if each.group}
    if chosen:
        sentence = plural_text("Ungroup {n} object", "Ungroup {n} objects", len(chosen))
        stage.push(drawing.ungroup_objects(stage.document, chosen, sentence))


def shift(stage: Stage, by: int) -> None:
    """Move what is selected one place up (1) or down (-1) in its layer."""
    _reorder(stage, lambda ids, moving: grouping.shifted(ids, moving, by))


def to_end(stage: Stage, *, top: bool) -> None:
    """Move what is selected above or below all other objects of its layer."""
    _reorder(stage, lambda ids, moving: grouping.at_end(ids, moving, top=top))


def align(stage: Stage, edge: Edge) -> None:
    """Line up what is selected at one edge of it all, groups as a whole; one thing alone at that of the document."""
    units = _units(stage)
    boxes = [box for unit in units if (box := objects.bounds(unit)) is not None]
    if boxes:
        corners = [corner for box in boxes for corner in box.corners]
        around = Box.around(corners) if len(boxes) > 1 else stage.document.bounds()
        sentence = plural_text("Align {n} object", "Align {n} objects", _count(units))
        _move(stage, units, arranging.aligned(boxes, edge, around), sentence)


def distribute(stage: Stage, way: Way) -> None:
    """Make the gaps between what is selected equal, groups as a whole."""
    units = _units(stage)
    boxes = [box for unit in units if (box := objects.bounds(unit)) is not None]
    if boxes:
        sentence = plural_text("Distribute {n} object", "Distribute {n} objects", _count(units))
        _move(stage, units, arranging.distributed(boxes, way), sentence)


def flip(stage: Stage, way: Way) -> None:
    """Turn what is selected over, left to right or upside down, around the middle of it all."""
    chosen = objects.selected(stage)
    box = objects.bounds(chosen)
    if box is None:
        return
    middle = box.centre
    over = affine.scale(-1, 1) if way == "across" else affine.scale(1, -1)
    by = affine.about(middle, over)
    sentence = objects.said(
        chosen,
        text("Flip {label}", label=objects.named(chosen)),
        plural_text("Flip {n} object", "Flip {n} objects", len(chosen)),
    )
    objects.edit(stage, objects.mapped(chosen, by), sentence)


def to_paths(stage: Stage) -> None:
    """Make paths of rectangles, ovals and text that is selected."""
    from vlm_studio.ui.paint.vector_outlines import outline

    values = {}
    for key, each in objects.selected(stage).items():
        if not isinstance(each.shape, Path):
            path = nodes.path_of(nodes.lines_of(each.shape)) or outline(each)
            if path is not None:
                values[key] = msgspec.structs.replace(each, shape=path)
    sentence = plural_text(
        "Convert {n} object to a path", "Convert {n} objects to paths", len(values)
    )
    objects.edit(stage, values, sentence)


def strokes_to_paths(stage: Stage) -> None:
    """Make filled paths of the strokes of what is selected; what is filled as well keeps its fill below."""
    from vlm_studio.ui.paint.vector_outlines import stroke_outline

    chosen = objects.selected(stage)
    made = {key: path for key, each in chosen.items() if (path := stroke_outline(each)) is not None}
    if not made:
        stage.failed.emit(text("Nothing that is selected has a stroke."))
        return
    sentence = plural_text(
        "Convert the stroke of {n} object to a path",
        "Convert the strokes of {n} objects to paths",
        len(made),
    )
    stage.push(drawing.outline_strokes(stage.document, made, sentence))


def _reorder(
    stage: Stage, order: Callable[[Sequence[int], Collection[int]], Sequence[int]]
) -> None:
    chosen = objects.selected(stage)
    sentence = objects.said(
        chosen,
        text("Reorder {label}", label=objects.named(chosen)),
        plural_text("Reorder {n} object", "Reorder {n} objects", len(chosen)),
    )
    change = drawing.reorder_objects(stage.document, chosen, order, sentence)
    if not change.empty:
        stage.push(change)


def _units(stage: Stage) -> Units:
    """What is selected, those of each group together."""
    units: dict[object, dict[ObjectKey, VectorObject]] = {}
    for key, each in objects.selected(stage).items():
        units.setdefault((key[0], -each.group) if each.group else key, {})[key] = each
    return list(units.values())


def _count(units: Units) -> int:
    return sum(map(len, units))


def _move(stage: Stage, units: Units, steps: Sequence[Step], sentence: Text) -> None:
    moved: dict[ObjectKey, VectorObject] = {}
    for unit, (dx, dy) in zip(units, steps, strict=True):
        if dx or dy:
            moved |= objects.mapped(unit, affine.move(dx, dy))
    objects.edit(stage, moved, sentence)
