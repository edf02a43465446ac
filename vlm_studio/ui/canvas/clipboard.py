"""Annotations on the clipboard, as JSON of our own, so that they can go from one document to another."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QMimeData

from vlm_studio import kept
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.words import plural_text, text

MIME = "application/x-vlm-studio-annotations"
_APART = 12.0
"""Pixels of the view between a copy and where it comes from, so that it can be seen."""


def encoded(annotations: Sequence[Annotation]) -> bytes:
    """``annotations`` as data of the kind :data:`MIME`."""
    return msgspec.json.encode(annotations)


def paste(stage: Stage, data: QMimeData, *, in_place: bool = False) -> bool:
    """Add the annotations in ``data`` to where new shapes go, in one step, and select them.

    They are moved a little aside unless ``in_place``, and always into the document. Returns ``False`` when
    there are none in ``data``.
    """
    several = _read(data)
    if not several:
        return False
    moved = [_fitted(stage, a, 0 if in_place else stage.reach(_APART)) for a in several]
    sentence = (
        text("Paste {label}", label=commands.named(moved[0]))
        if len(moved) == 1
        else plural_text("Paste {n} annotation", "Paste {n} annotations", len(moved))
    )
    layer = stage.home([a.shape for a in moved], {a.label for a in moved})
    if layer is None:
        layer = AnnotationLayer(name=str(text("Annotations")))
        fresh = commands.by_hand(moved, 1)
        change = edits.insert_layers(
            stage.document, [layer], sentence, annotations={layer.id: fresh}
        )
    else:
        fresh = commands.by_hand(moved, stage.document.new_annotation_id(layer.id))
        change = edits.set_annotations(stage.document, layer.id, fresh, sentence)
    stage.push(change)
    stage.selection.select((layer.id, a.id) for a in fresh)
    return True


def _read(data: QMimeData) -> list[Annotation]:
    if not data.hasFormat(MIME):
        return []
    from vlm_studio.formats.values import sound

    try:
        found = kept.decoded(bytes(data.data(MIME).data()), list[Annotation])
    except kept.DamagedError:
        return []  # another program's data under our name
    return found if all(sound(a.shape) for a in found) else []


def _fitted(stage: Stage, annotation: Annotation, aside: float) -> Annotation:
    """``annotation`` moved ``aside`` and, from a larger document, back into this one."""
    bounds, document = annotation.bounds(), stage.document
    dx = _into(bounds.x + aside, bounds.width, document.width) - bounds.x
    dy = _into(bounds.y + aside, bounds.height, document.height) - bounds.y
    shape = annotation.shape.moved(round(dx), round(dy))
    if isinstance(shape, Box):
        shape = shape.clipped(document.width, document.height) or shape
    return msgspec.structs.replace(annotation, shape=shape)


def _into(low: float, size: float, room: float) -> float:
    return max(0.0, min(low, room - size))
