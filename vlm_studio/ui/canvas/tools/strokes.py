"""What the tools that draw lines share: where a line goes, and how it looks."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from vlm_studio.document import drawing, edits
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Path, VectorObject
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.words import Text, text


def stroked(stage: Stage, path: Path) -> VectorObject:
    """``path`` in the width and colour that were chosen."""
    choices = stage.options.now
    return VectorObject(
        id=1,
        shape=path,
        stroke=choices.pencil_colour,
        width=float(choices.pencil),
        cap="round",
        join="round",
    )


def ready(stage: Stage) -> bool:
    """Whether the active layer can be drawn on, or a new one will be made; else it is said why not."""
    layer = _active(stage)
    if layer is None or stage.editable(layer.id):
        return True
    stage.failed.emit(text("{name} is locked or hidden. Draw on another layer.", name=layer.name))
    return False


def put(stage: Stage, made: VectorObject, sentence: Text) -> ObjectKey:
    """Put an object on the active vector layer, or on a new one, which is the active one then; and its key."""
    [key] = put_all(stage, [made], sentence)
    return key


def put_all(stage: Stage, several: Sequence[VectorObject], sentence: Text) -> Sequence[ObjectKey]:
    """The same with more objects than one."""
    layer = _active(stage)
    if layer is None or not stage.editable(layer.id):
        layer = VectorLayer(name=str(text("Drawing")))
        made = drawing.numbered(layer, several)
        layer, ids = msgspec.structs.replace(layer, objects=made), tuple(o.id for o in made)
        change = edits.insert_layers(stage.document, [layer], sentence)
    else:
        change, ids = drawing.add_objects(stage.document, layer, several, sentence)
    stage.push(change)
    stage.selection.select(())
    stage.selection.select_layers((layer.id,))
    return [(layer.id, id) for id in ids]


def _active(stage: Stage) -> VectorLayer | None:
    layer = stage.document.layers.get(stage.selection.layer or "")
    return layer if isinstance(layer, VectorLayer) else None
