"""What can be done with the selected vector objects; each pushes one step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from vlm_studio.document import affine, drawing
from vlm_studio.document.affine import Affine
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import VectorObject
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.paint.vector_hits import box_of, object_at
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
    layers = [layer for layer, _ in stage.document.shown() if isinstance(layer, VectorLayer)]
    for layer in reversed(layers):
        hit = object_at(layer, point, stage.reach())
        if hit is not None and stage.editable(layer.id):
            return layer.id, hit.id
    return None


def bounds(objects: Objects) -> Box | None:
    """The box around all outlines."""
    boxes = [box_of(each) for each in objects.values()]
    return Box.around(c for box in boxes for c in box.corners) if boxes else None


def delete(stage: Stage) -> None:
    """Delete what is selected."""
    chosen = selected(stage)
    if chosen:
        sentence = _sentence(
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
    sentence = _sentence(
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


def edit(stage: Stage, values: Objects, sentence: Text, gesture: object | None = None) -> None:
    """Put ``values`` in place of what is there, as one step."""
    change = drawing.set_objects(stage.document, values, sentence)
    if not change.empty:
        stage.push(change, gesture)


def mapped(objects: Objects, by: Affine) -> dict[ObjectKey, VectorObject]:
    """``objects`` with their shapes through ``by``; strokes stay as wide as they are."""
    return {key: each.reshaped(by) for key, each in objects.items()}


def move_text(objects: Objects) -> Text:
    return _sentence(
        objects,
        text("Move {label}", label=named(objects)),
        plural_text("Move {n} object", "Move {n} objects", len(objects)),
    )


def resize_text(objects: Objects) -> Text:
    return _sentence(
        objects,
        text("Resize {label}", label=named(objects)),
        plural_text("Resize {n} object", "Resize {n} objects", len(objects)),
    )


def named(objects: Objects) -> str | Text:
    """What to call the first of ``objects`` in a sentence."""
    several: Sequence[VectorObject] = list(objects.values())
    return (several[0].name if several else "") or text("object")


def _sentence(objects: Objects, one: Text, several: Text) -> Text:
    return one if len(objects) == 1 else several
