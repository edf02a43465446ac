"""What can be done with the selected vector objects; each pushes one step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from vlm_studio.document import affine, drawing
from vlm_studio.document.affine import Affine
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import VectorObject
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.paint.vector_extents import within
from vlm_studio.ui.paint.vector_hits import box_of, crossed, object_at
from vlm_studio.words import Text, plural_text, text

Objects = Mapping[ObjectKey, VectorObject]


def shown_selected(stage: Stage) -> dict[ObjectKey, VectorObject]:
    """The selected objects that can be seen, from the bottom up."""
    keys = stage.selection.objects
    return {
        (layer.id, each.id): each
        for layer, _ in (stage.document.shown() if keys else ())
        if isinstance(layer, VectorLayer)
        for each in layer.objects
        if (layer.id, each.id) in keys
    }


def selected(stage: Stage) -> dict[ObjectKey, VectorObject]:
    """The selected objects that can be seen and edited."""
    shown = shown_selected(stage)
    layers = set(filter(stage.editable, {layer for layer, _ in shown}))
    return {key: each for key, each in shown.items() if key[0] in layers}


def with_groups(stage: Stage, keys: Collection[ObjectKey]) -> frozenset[ObjectKey]:
    """``keys`` and everything in the groups of these objects."""
    found = drawing.found_all(stage.document, keys)
    groups = {(layer, each.group) for (layer, _), each in found.items() if each.group}
    layers = (stage.document.layers.get(id) for id in {layer for layer, _ in groups})
    return frozenset(keys) | {
        (layer.id, each.id)
        for layer in layers
        if isinstance(layer, VectorLayer)
        for each in layer.objects
        if (layer.id, each.group) in groups
    }


def at(stage: Stage, point: Point) -> ObjectKey | None:
    """The topmost object at ``point`` whose layer takes edits."""
    for layer in reversed(_editable(stage)):
        hit = object_at(layer, point, stage.reach())
        if hit is not None:
            return layer.id, hit.id
    return None


def all_of(stage: Stage) -> list[ObjectKey]:
    """All objects of the active layer, or of all layers that take edits when that holds none."""
    layers = _editable(stage)
    active = [layer for layer in layers if layer.id == stage.selection.layer]
    return [(layer.id, each.id) for layer in active or layers for each in layer.objects]


def banded(stage: Stage, band: Box) -> frozenset[ObjectKey]:
    """What a rubber band catches: every object it touches, with its group, but nothing that lies around it."""
    caught = [
        (layer.id, each.id)
        for layer in _editable(stage)
        for each in within(layer, band)
        if crossed(each, band)
    ]
    return with_groups(stage, caught)


def _editable(stage: Stage) -> list[VectorLayer]:
    """Vector layers that can be seen and edited, from the bottom up."""
    layers = (layer for layer, _ in stage.document.shown())
    return [each for each in layers if isinstance(each, VectorLayer) and stage.editable(each.id)]


def bounds(objects: Objects) -> Box | None:
    """The box around all outlines."""
    boxes = [box_of(each) for each in objects.values()]
    return Box.around(c for box in boxes for c in box.corners) if boxes else None


def delete(stage: Stage) -> None:
    """Delete what is selected."""
    chosen = selected(stage)
    if chosen:
        sentence = said(
            chosen,
            text("Delete {label}", label=named(chosen)),
            plural_text("Delete {n} object", "Delete {n} objects", len(chosen)),
        )
        stage.push(drawing.remove_objects(stage.document, chosen, sentence))


def nudge(stage: Stage, dx: float, dy: float, gesture: object) -> None:
    """Move what is selected; while a key is held down it stays one step."""
    chosen = selected(stage)
    if chosen:
        edit(stage, mapped(chosen, affine.move(dx, dy)), move_text(chosen), gesture)


def duplicate(stage: Stage) -> None:
    """Put copies of what is selected a little further right and down, and select them."""
    step = stage.reach(12)
    copy_to(stage, mapped(selected(stage), affine.move(step, step)))


def copy_to(stage: Stage, copies: Objects) -> None:
    """Add ``copies``, each to the layer it came from, and select them."""
    if not copies:
        return
    sentence = said(
        copies,
        text("Duplicate {label}", label=named(copies)),
        plural_text("Duplicate {n} object", "Duplicate {n} objects", len(copies)),
    )
    added: list[ObjectKey] = []
    change = None
    for id in dict.fromkeys(layer for layer, _ in copies):
        layer = stage.document.layer(id)
        if isinstance(layer, VectorLayer):
            mine = [each for key, each in copies.items() if key[0] == id]
            step, ids = drawing.add_objects(stage.document, layer, mine, sentence)
            change = change.then(step) if change else step
            added += [(id, each) for each in ids]
    if change is not None:
        stage.push(change)
        stage.selection.select_objects(added)


def step(stage: Stage, direction: int) -> None:
    """Select the next object of the active layer (1), or the one before (-1), from the top down, and bring it in sight."""
    keys = all_of(stage)[::-1]
    chosen = [at for at, key in enumerate(keys) if key in stage.selection.objects]
    if not keys:
        return
    at = 0 if direction > 0 else -1
    if chosen:
        at = (chosen[-1] if direction > 0 else chosen[0]) + direction
    key = keys[at % len(keys)]
    stage.selection.select_objects([key])
    box = bounds(drawing.found_all(stage.document, [key]))
    if box is not None:
        stage.camera.reveal(box)


def edit(stage: Stage, values: Objects, sentence: Text, gesture: object | None = None) -> None:
    """Put ``values`` in place of what is there, as one step."""
    change = drawing.set_objects(stage.document, values, sentence)
    if not change.empty:
        stage.push(change, gesture)


def paint(stage: Stage, objects: Objects, colour: str, *, stroke: bool) -> None:
    """Give ``objects`` another fill or stroke, as one step."""
    name, sentence = ("stroke", text("Change stroke")) if stroke else ("fill", text("Change fill"))
    painted = {
        key: msgspec.structs.replace(each, **{name: colour}) for key, each in objects.items()
    }
    edit(stage, painted, sentence)


def mapped(objects: Objects, by: Affine) -> dict[ObjectKey, VectorObject]:
    """``objects`` with their shapes through ``by``; strokes stay as wide as they are."""
    return {key: each.reshaped(by) for key, each in objects.items()}


def move_text(objects: Objects) -> Text:
    """What moving ``objects`` is called in the history."""
    return said(
        objects,
        text("Move {label}", label=named(objects)),
        plural_text("Move {n} object", "Move {n} objects", len(objects)),
    )


def resize_text(objects: Objects) -> Text:
    """What resizing ``objects`` is called in the history."""
    return said(
        objects,
        text("Resize {label}", label=named(objects)),
        plural_text("Resize {n} object", "Resize {n} objects", len(objects)),
    )


def turn_text(objects: Objects) -> Text:
    """What turning ``objects`` is called in the history."""
    return said(
        objects,
        text("Turn {label}", label=named(objects)),
        plural_text("Turn {n} object", "Turn {n} objects", len(objects)),
    )


def named(objects: Objects) -> str | Text:
    """What to call the first of ``objects`` in a sentence."""
    several: Sequence[VectorObject] = list(objects.values())
    return (several[0].name if several else "") or text("object")


def said(objects: Objects, one: Text, several: Text) -> Text:
    """The sentence for one object, or that for several."""
    return one if len(objects) == 1 else several
