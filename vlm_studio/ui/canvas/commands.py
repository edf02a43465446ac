"""What can be done with the selected annotations; each pushes one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import AnnotationKey, Change
from vlm_studio.document.layers import AnnotationLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.ui.canvas import anchors, objects
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.drags import moved
from vlm_studio.words import Text, plural_text, text


def delete(stage: Stage) -> None:
    """Delete what is selected."""
    if anchors.chosen(stage):
        anchors.delete(stage)
        return
    if stage.selection.objects:
        objects.delete(stage)
        return
    chosen = stage.selected()
    sentence = (
        text("Delete {label}", label=_label(chosen))
        if len(chosen) == 1
        else plural_text("Delete {n} annotation", "Delete {n} annotations", len(chosen))
    )
    change: Change | None = None
    for layer in dict.fromkeys(layer for layer, _ in chosen):
        ids = [id for owner, id in chosen if owner == layer]
        step = edits.remove_annotations(stage.document, layer, ids, sentence)
        change = change.then(step) if change else step
    if change is not None:
        stage.push(change)


def nudge(stage: Stage, dx: float, dy: float, gesture: object) -> None:
    """Move what is selected; while a key is held down it stays one step."""
    if anchors.chosen(stage):
        anchors.nudge(stage, dx, dy, gesture)
        return
    if stage.selection.objects:
        objects.nudge(stage, dx, dy, gesture)
        return
    chosen = stage.selected()
    if not chosen:
        return
    whole = any(isinstance(a.shape, Mask) for a in chosen.values())
    stage.edit(moved(stage, chosen, dx, dy, whole=whole), move_text(chosen), gesture)


def duplicate(stage: Stage) -> None:
    """Put copies of what is selected a little further right and down, and select them."""
    if stage.selection.objects:
        objects.duplicate(stage)
        return
    chosen = stage.selected()
    if chosen:
        step = stage.reach(12)
        copy_to(stage, moved(stage, chosen, step, step, whole=True))


def copy_to(stage: Stage, drafts: Mapping[AnnotationKey, Annotation]) -> None:
    """Add copies of annotations, each to the layer it came from, and select them; made by hand, they have no score."""
    sentence = (
        text("Duplicate {label}", label=_label(drafts))
        if len(drafts) == 1
        else plural_text("Duplicate {n} annotation", "Duplicate {n} annotations", len(drafts))
    )
    change: Change | None = None
    added: list[AnnotationKey] = []
    for layer in dict.fromkeys(layer for layer, _ in drafts):
        mine = [a for (owner, _), a in drafts.items() if owner == layer]
        fresh = by_hand(mine, stage.document.new_annotation_id(layer))
        step = edits.set_annotations(stage.document, layer, fresh, sentence)
        change = change.then(step) if change else step
        added += [(layer, a.id) for a in fresh]
    if change is not None:
        stage.push(change)
        stage.selection.select(added)


def by_hand(annotations: list[Annotation], first_id: int) -> list[Annotation]:
    """Copies that belong to no model, with ids from ``first_id`` on."""
    return [
        Annotation(first_id + index, annotation.label, annotation.shape)
        for index, annotation in enumerate(annotations)
    ]


def set_label(stage: Stage, label: str) -> None:
    """Give everything that is selected another label."""
    chosen = stage.selected()
    named = {key: msgspec.structs.replace(a, label=label) for key, a in chosen.items()}
    different = {key: a for key, a in named.items() if a.label != chosen[key].label}
    stage.last_label = label or stage.last_label
    if different:
        stage.edit(different, rename_text(chosen))


def rename(stage: Stage) -> None:
    """Ask for another label of what is selected."""
    chosen = stage.selected()
    if not chosen:
        return
    labels = {a.label for a in chosen.values()}
    keys = frozenset(chosen)

    def accepted(label: str) -> None:
        stage.selection.select(keys & frozenset(_alive(stage, keys)))
        if label:
            set_label(stage, label)

    place = stage.camera.viewport.rect(next(iter(chosen.values())).bounds())
    label = labels.pop() if len(labels) == 1 else ""
    stage.label_wanted.emit(LabelRequest(place, label, rename_text(chosen), accepted))


def select_all(stage: Stage) -> None:
    """Select everything that is shown in the active layer, or in every layer that takes edits."""
    if _draws(stage):
        stage.selection.select_objects(objects.all_of(stage))
        return
    layers = _editable(stage)
    active = [layer for layer in layers if layer.id == stage.selection.layer]
    stage.selection.select(_everything(stage, active or layers))


def invert_selection(stage: Stage) -> None:
    """Select what :func:`select_all` would and is not selected, and let go of the rest."""
    if _draws(stage):
        stage.selection.select_objects({*objects.all_of(stage)} - stage.selection.objects)
        return
    before = stage.selection.annotations
    select_all(stage)
    stage.selection.select(stage.selection.annotations - before)


def _draws(stage: Stage) -> bool:
    """Whether the active layer is a drawing, so that its objects are meant."""
    return isinstance(stage.document.layers.get(stage.selection.layer or ""), VectorLayer)


def select_same(stage: Stage) -> None:
    """Select everything with a label of what is selected, in every layer that takes edits."""
    labels = {a.label for a in stage.shown_selected().values()}
    keys = _everything(stage, _editable(stage))
    document = stage.document
    stage.selection.add(key for key in keys if document.annotations(key[0])[key[1]].label in labels)


def _editable(stage: Stage) -> list[AnnotationLayer]:
    return [layer for layer in stage.scene.layers() if stage.editable(layer.id)]


def _everything(stage: Stage, layers: Iterable[AnnotationLayer]) -> list[AnnotationKey]:
    page = stage.document.bounds().grown(1e9)
    return [(layer.id, a.id) for layer in layers for a in stage.scene.within(layer, page)]


def step(stage: Stage, direction: int) -> None:
    """Select the next shape (1), or the one before (-1), from the top layer down, and bring it in sight.

    Only the active layer is gone through, if it holds any.
    """
    if _draws(stage):
        objects.step(stage, direction)
        return
    layers = list(reversed(list(stage.scene.layers())))
    page = stage.document.bounds().grown(1e9)
    keys = [(layer.id, a.id) for layer in layers for a in stage.scene.within(layer, page)]
    keys = [key for key in keys if key[0] == stage.selection.layer] or keys
    if not keys:
        return
    chosen = [index for index, key in enumerate(keys) if key in stage.selection.annotations]
    if chosen:
        index = (chosen[-1] if direction > 0 else chosen[0]) + direction
    else:
        index = 0 if direction > 0 else -1
    key = keys[index % len(keys)]
    stage.selection.select([key])
    found = stage.annotation(key)
    if found is not None:
        stage.camera.reveal(found.bounds())


def bounds_of_selected(stage: Stage) -> Box | None:
    """The box around everything that is selected."""
    if stage.selection.objects:
        return objects.bounds(objects.shown_selected(stage))
    boxes = [a.bounds() for a in map(stage.annotation, stage.selection.annotations) if a]
    return Box.around(c for box in boxes for c in box.corners) if boxes else None


def move_text(chosen: Mapping[AnnotationKey, Annotation]) -> Text:
    """What moving ``chosen`` is called in the history."""
    if len(chosen) == 1:
        return text("Move {label}", label=_label(chosen))
    return plural_text("Move {n} annotation", "Move {n} annotations", len(chosen))


def rename_text(chosen: Mapping[AnnotationKey, Annotation]) -> Text:
    if len(chosen) == 1:
        return text("Rename {label}", label=_label(chosen))
    return plural_text("Rename {n} annotation", "Rename {n} annotations", len(chosen))


def named(annotation: Annotation) -> str | Text:
    """What to call an annotation in a sentence."""
    return annotation.label or text("annotation")


def _label(chosen: Mapping[AnnotationKey, Annotation]) -> str | Text:
    return named(next(iter(chosen.values())))


def _alive(stage: Stage, keys: frozenset[AnnotationKey]) -> list[AnnotationKey]:
    layers = stage.document.layers
    return [
        key for key in keys if stage.annotation(key) and isinstance(layers[key[0]], AnnotationLayer)
    ]
