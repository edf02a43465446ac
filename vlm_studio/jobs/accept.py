"""From staged designs to the one change that takes them into their document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from vlm_studio.document.document import Document
from vlm_studio.document.edits import insert_layers
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import Change, Swap
from vlm_studio.document.layers import Layer, RasterLayer, VectorLayer
from vlm_studio.document.vectors import VectorObject
from vlm_studio.errors import StudioError
from vlm_studio.tasks.design import Design
from vlm_studio.tasks.staged import Staged
from vlm_studio.words import plural_text, text


def accepted(
    document: Document, several: Sequence[Staged], seen: Staged, hide: Iterable[str] = ()
) -> tuple[Change, Mapping[str, Staged]]:
    """Take designs in, the first lowest: as layers on top, or as parts of their layers; and these layers by their ids.

    Of those that stand for one another only ``seen`` is visible. The layers ``hide`` are hidden. Raises
    :class:`StudioError` when the layer that gets a part is locked.
    """
    new: list[Layer] = []
    made: dict[str, Staged] = {}
    changed: dict[str, Layer] = {
        id: msgspec.structs.replace(document.layer(id), visible=False) for id in hide
    }
    for staged in several:
        owner = changed.get(staged.layer) or owner_of(document, staged)
        if not isinstance(owner, VectorLayer):
            visible = staged is seen or not staged.instead_of(seen)
            layers = layers_of(staged, visible=visible)
            new += layers
            made |= {layer.id: staged for layer in layers}
        elif owner.locked:
            raise StudioError(text("{name} is locked.", name=owner.name))
        else:
            changed[owner.id] = with_part(owner, staged)
            made[owner.id] = staged
    names = text("Add {name}", name=layer_name(several[0].design))
    many = plural_text("Add {n} design", "Add {n} designs", len(several))
    change = insert_layers(document, new, names if len(several) == 1 else many)
    swaps: dict[str, Swap[Layer]] = {
        id: Swap(document.layer(id), after) for id, after in changed.items()
    }
    return Change(change.text, {**change.layers, **swaps}, change.children), made


def untouched(document: Document, id: str, staged: Staged) -> bool:
    """Whether the layer ``id``, made of ``staged``, is there, seen and as it was made."""
    now = document.layers.get(id)
    if not isinstance(now, RasterLayer | VectorLayer) or not now.visible:
        return False
    return any(_alike(now, before) for before in layers_of(staged))


def _alike(one: RasterLayer | VectorLayer, other: RasterLayer | VectorLayer) -> bool:
    if isinstance(one, RasterLayer) and isinstance(other, RasterLayer):
        return (one.block, one.x, one.y) == (other.block, other.x, other.y)
    if isinstance(one, VectorLayer) and isinstance(other, VectorLayer):
        return one.objects == other.objects
    return False


def owner_of(document: Document, staged: Staged) -> VectorLayer | None:
    """The layer that ``staged`` is a part of, if it is there still."""
    layer = document.layers.get(staged.layer)
    return layer if isinstance(layer, VectorLayer) else None


def layers_of(staged: Staged, *, visible: bool = True) -> list[RasterLayer | VectorLayer]:
    """The layers that ``staged`` becomes: its pixels, and its strokes and letters above them."""
    design = staged.design
    name, made = layer_name(design), list[RasterLayer | VectorLayer]()
    if design.placed is not None:
        x, y = staged.x + design.placed.x, staged.y + design.placed.y
        block, origin = design.placed.block, design.provenance
        made.append(
            RasterLayer(name=name, block=block, x=x, y=y, provenance=origin, visible=visible)
        )
    if design.objects:
        made.append(
            VectorLayer(
                name=str(text("Lettering")) if made else name,
                objects=moved(staged),
                provenance=design.provenance,
                credit=design.credit,
                visible=visible,
            )
        )
    return made


def layer_name(design: Design) -> str:
    """What a layer of ``design`` is called."""
    words = design.title or str(design.provenance.parameters.get("words", ""))
    line = " ".join(words.split())[:60] or str(text("Design"))
    return line[0].upper() + line[1:]


def moved(staged: Staged) -> tuple[VectorObject, ...]:
    """The objects of ``staged`` in pixels of the document."""
    return tuple(each.moved(staged.x, staged.y) for each in staged.design.objects)


def within(layer: VectorLayer, area: Box) -> tuple[int, ...]:
    """Ids of the objects of ``layer`` that lie in ``area`` whole, but for half their strokes."""
    return tuple(each.id for each in layer.objects if _inside(each.shape.bounds(), area))


def _inside(box: Box, area: Box) -> bool:
    near = box.x >= area.x and box.y >= area.y
    return near and box.right <= area.right and box.bottom <= area.bottom


def part_objects(layer: VectorLayer, staged: Staged) -> tuple[VectorObject, ...]:
    """The objects of ``staged`` in ``layer``, drawn with the pen of those that give way."""
    gone = within(layer, staged.artboard)
    before = next((each for each in layer.objects if each.id in gone and each.stroke), None)
    pen = {}
    if before is not None:
        pen = {"stroke": before.stroke, "width": before.width, "opacity": before.opacity}
    first = max((each.id for each in layer.objects), default=0) + 1
    group = max((each.group for each in layer.objects), default=0)
    return tuple(
        msgspec.structs.replace(each, id=first + at, group=group + max(each.group, 1), **pen)
        for at, each in enumerate(moved(staged))
    )


def with_part(layer: VectorLayer, staged: Staged) -> VectorLayer:
    """``layer`` with the strokes of ``staged`` where its own within the artboard were."""
    gone = set(within(layer, staged.artboard))
    fresh = part_objects(layer, staged)
    at = next((i for i, each in enumerate(layer.objects) if each.id in gone), len(layer.objects))
    below = [each for each in layer.objects[:at] if each.id not in gone]
    above = [each for each in layer.objects[at:] if each.id not in gone]
    credits = (credit for credit in (layer.credit, staged.design.credit) if credit)
    return msgspec.structs.replace(
        layer, objects=(*below, *fresh, *above), credit="; ".join(dict.fromkeys(credits))
    )
