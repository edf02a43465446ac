"""What the tools that draw lines share: where a line goes, and how it looks."""

from __future__ import annotations

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
    layer, id = _active(stage), made.id
    if layer is not None and stage.editable(layer.id):
        change, (id,) = drawing.add_objects(stage.document, layer, [made], sentence)
    else:
        layer = VectorLayer(name=str(text("Drawing")), objects=(made,))
        change = edits.insert_layers(stage.document, [layer], sentence)
    stage.push(change)
    stage.selection.select(())
    stage.selection.select_layers((layer.id,))
    return layer.id, id


def _active(stage: Stage) -> VectorLayer | None:
    layer = stage.document.layers.get(stage.selection.layer or "")
    return layer if isinstance(layer, VectorLayer) else None
