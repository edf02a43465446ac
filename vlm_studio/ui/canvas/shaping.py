"""What becomes of selected shapes: other kinds, one of several, lined up. Each is one step, and what is made is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from vlm_studio.document import arranging, converting, edits
from vlm_studio.document.annotations import Annotation, Shape
from vlm_studio.document.arranging import Edge, Step, Way
from vlm_studio.document.converting import Combination, Conversion, Kind
from vlm_studio.document.geometry import ELLIPSE_POINTS, Box, Ellipse, Polygon
from vlm_studio.document.history import AnnotationKey, Change
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.ui.canvas import object_verbs
from vlm_studio.ui.canvas.commands import named
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.words import Text, plural_text, text

Chosen = Mapping[AnnotationKey, Annotation]
Made = Mapping[AnnotationKey, Sequence[Shape]]


def convertible(stage: Stage, kind: Kind) -> dict[AnnotationKey, Annotation]:
    """What of the selected shapes can become ``kind``; if nothing can, that is said."""
    chosen = stage.selected()
    found = {key: a for key, a in chosen.items() if converting.can_become(a.shape, kind)}
    if chosen and not found:
        stage.failed.emit(_CANNOT[kind])
    return found


def convert(stage: Stage, chosen: Chosen, kind: Kind, conversion: Conversion) -> Text | None:
    """Put what ``chosen`` became in its place, but for what was changed meanwhile; returns what was lost by it."""
    made = {
        key: shapes
        for (key, a), shapes in zip(chosen.items(), conversion.shapes, strict=True)
        if shapes and stage.annotation(key) == a and stage.editable(key[0])
    }
    made = {key: shapes for key, shapes in made.items() if shapes != (chosen[key].shape,)}
    if not made:
        stage.failed.emit(_nothing_made(stage, chosen, kind, conversion))
        return None
    _put(stage, made, _convert_text({key: chosen[key] for key in made}, kind))
    return _lost([chosen[key].shape for key in made], kind, conversion.holed)


def _nothing_made(stage: Stage, chosen: Chosen, kind: Kind, conversion: Conversion) -> Text:
    if not all(conversion.shapes):
        return text("The shape is smaller than a pixel: it has no mask.")
    if any(stage.annotation(key) != a for key, a in chosen.items()):
        return text("The shapes were changed meanwhile and stay as they are.")
    return _CANNOT[kind]


_CANNOT: dict[Kind, Text] = {
    "box": text("Everything selected is a box already."),
    "polygon": text("Nothing selected can become a polygon; a pose can only become a box."),
    "ellipse": text("Nothing selected can become an ellipse; a pose can only become a box."),
    "mask": text("Nothing selected can become a mask; a pose can only become a box."),
    "filled": text("The selected shapes have no holes."),
    "parts": text("The selected shapes are in one piece each."),
}


def _lost(before: Sequence[Shape], kind: Kind, holed: int) -> Text | None:
    match kind:
        case "box" if any(not isinstance(shape, Box) for shape in before):
            return text("A box keeps only the bounds of a shape.")
        case "ellipse":
            return text("An ellipse keeps only the bounds of a shape.")
        case "mask" if any(isinstance(shape, Polygon | Ellipse) for shape in before):
            return text("A mask holds whole pixels, no longer the exact line.")
        case "polygon":
            return _lost_in_polygons(before, holed)
    return None


def _lost_in_polygons(before: Sequence[Shape], holed: int) -> Text | None:
    if holed:
        return plural_text(
            "A polygon has no holes: those of {n} mask are filled.",
            "A polygon has no holes: those of {n} masks are filled.",
            holed,
        )
    if any(isinstance(shape, Mask) for shape in before):
        return text("A polygon follows the edge of a mask to about a pixel.")
    if any(isinstance(shape, Ellipse) for shape in before):
        return text("An ellipse becomes a polygon of {n} corners.", n=ELLIPSE_POINTS)
    return None


def combine(stage: Stage, how: Combination) -> None:
    """One mask in place of the lowest of what is selected; the others go into it, or stay when they are subtracted."""
    chosen = _from_below(stage)
    if len(chosen) < 2:
        return
    shapes = [a.shape for a in chosen.values() if not isinstance(a.shape, Pose)]
    if len(shapes) < len(chosen):
        stage.failed.emit(text("A pose has no area that could be combined with another."))
        return
    mask = converting.combined(shapes, how)
    if mask is None:
        stage.failed.emit(_NOTHING_LEFT[how])
        return
    if how == "subtract" and mask == converting.combined(shapes[:1], "unite"):
        stage.failed.emit(_NOTHING_LEFT["intersect"])
        return
    key, first = next(iter(chosen.items()))
    sentence = _combine_text(chosen, how)
    changed = msgspec.structs.replace(first, shape=mask)
    change = edits.edit_annotations(stage.document, key[0], [changed], sentence)
    gone = [other for other in chosen if other != key and how != "subtract"]
    stage.push(_without(stage, gone, change))
    stage.selection.select([key])


_NOTHING_LEFT: dict[Combination, Text] = {
    "unite": text("The shapes are smaller than a pixel: there is nothing to unite."),
    "subtract": text("Nothing would be left of the lowest shape."),
    "intersect": text("The shapes do not overlap."),
}


def align(stage: Stage, edge: Edge) -> None:
    """Line up what is selected at one edge of it all; a single shape at that of the document."""
    if stage.selection.objects:
        object_verbs.align(stage, edge)
        return
    chosen = stage.selected()
    boxes = [a.bounds() for a in chosen.values()]
    if boxes:
        corners = [corner for box in boxes for corner in box.corners]
        within = Box.around(corners) if len(boxes) > 1 else stage.document.bounds()
        sentence = plural_text("Align {n} annotation", "Align {n} annotations", len(boxes))
        _move(stage, chosen, arranging.aligned(boxes, edge, within), sentence)


def distribute(stage: Stage, way: Way) -> None:
    """Make the gaps between the selected shapes equal."""
    if stage.selection.objects:
        object_verbs.distribute(stage, way)
        return
    chosen = stage.selected()
    steps = arranging.distributed([a.bounds() for a in chosen.values()], way) if chosen else []
    sentence = plural_text("Distribute {n} annotation", "Distribute {n} annotations", len(chosen))
    _move(stage, chosen, steps, sentence)


def _move(stage: Stage, chosen: Chosen, steps: Sequence[Step], sentence: Text) -> None:
    moved = {
        key: msgspec.structs.replace(a, shape=a.shape.moved(*step))
        for (key, a), step in zip(chosen.items(), steps, strict=True)
    }
    different = {key: a for key, a in moved.items() if a.shape != chosen[key].shape}
    if different:
        stage.edit(different, sentence)


def _from_below(stage: Stage) -> dict[AnnotationKey, Annotation]:
    """What is selected, in the order in which it lies over each other."""
    order = {layer.id: at for at, layer in enumerate(stage.scene.layers())}
    chosen = stage.selected()
    return {key: chosen[key] for key in sorted(chosen, key=lambda key: (order[key[0]], key[1]))}


def _without(stage: Stage, keys: Sequence[AnnotationKey], change: Change) -> Change:
    """``change``, and these annotations are gone."""
    for layer in dict.fromkeys(layer for layer, _ in keys):
        ids = [id for owner, id in keys if owner == layer]
        gone = edits.remove_annotations(stage.document, layer, ids, change.text)
        change = change.then(gone)
    return change


def _put(stage: Stage, made: Made, sentence: Text) -> None:
    """Put shapes in place of what they were made of; all but the first are annotations of their own like it."""
    values: dict[AnnotationKey, Annotation] = {}
    fresh = {layer: stage.document.new_annotation_id(layer) for layer, _ in made}
    for key, shapes in made.items():
        layer, before = key[0], stage.document.annotations(key[0])[key[1]]
        values[key] = msgspec.structs.replace(before, shape=shapes[0])
        for shape in shapes[1:]:
            values[layer, fresh[layer]] = msgspec.structs.replace(
                before, id=fresh[layer], shape=shape
            )
            fresh[layer] += 1
    stage.edit(values, sentence)
    stage.selection.add(values)


def _convert_text(chosen: Chosen, kind: Kind) -> Text:
    one, several = _CONVERT[kind]
    if len(chosen) == 1:
        label = named(next(iter(chosen.values())))
        return msgspec.structs.replace(one, values={"label": label})
    return msgspec.structs.replace(several, values={"n": len(chosen)})


def _combine_text(chosen: Chosen, how: Combination) -> Text:
    label = named(next(iter(chosen.values())))
    return msgspec.structs.replace(_COMBINE[how], values={"label": label})


_CONVERT: dict[Kind, tuple[Text, Text]] = {
    "box": (text("Convert {label} to a box"), text("Convert {n} annotations to boxes")),
    "polygon": (text("Convert {label} to a polygon"), text("Convert {n} annotations to polygons")),
    "ellipse": (text("Convert {label} to an ellipse"), text("Convert {n} annotations to ellipses")),
    "mask": (text("Convert {label} to a mask"), text("Convert {n} annotations to masks")),
    "filled": (text("Fill holes of {label}"), text("Fill holes of {n} annotations")),
    "parts": (text("Split {label}"), text("Split {n} annotations")),
}
_COMBINE: dict[Combination, Text] = {
    "unite": text("Unite {label} with others"),
    "subtract": text("Subtract from {label}"),
    "intersect": text("Intersect {label} with others"),
}
