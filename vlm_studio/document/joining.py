"""Several annotation layers as one, and why some layers cannot become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.document import Document
from vlm_studio.document.history import AnnotationKey, Change, Swap
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer, Source, VectorLayer
from vlm_studio.document.tree import ROOT
from vlm_studio.words import Text, text


def join(document: Document, ids: Sequence[str], sentence: Text) -> Change:
    """Put everything of the annotation layers ``ids`` (from the bottom up) into the lowest of them.

    What comes gets new ids, above all that the lowest layer has or had. What is shown stays shown. Groups that
    would be left empty go.
    """
    several = [layer for layer in map(document.layer, ids) if isinstance(layer, AnnotationLayer)]
    lowest, *others = several
    gone = [layer.id for layer in others]
    removal = edits.remove_layers(document, [*gone, *_emptied(document, gone)], sentence)
    joined = msgspec.structs.replace(
        lowest,
        filter=_together(document, several),
        source=_common(several),
        removed=tuple(annotation for layer in several for annotation in layer.removed),
    )
    coming = (a for layer in others for a in document.annotations(layer.id).values())
    first = _free_id(document, lowest)
    swaps: dict[AnnotationKey, Swap[Annotation]] = {
        (lowest.id, id): Swap(None, msgspec.structs.replace(annotation, id=id))
        for id, annotation in enumerate(coming, first)
    }
    arrival = Change(sentence, layers={lowest.id: Swap(lowest, joined)}, annotations=swaps)
    return removal.then(arrival)


def refusal(document: Document, ids: Iterable[str], found: Sequence[str]) -> Text | None:
    """Why merging the selected layers ``ids``, which means the layers ``found``, is not possible, if it is not."""
    for id in found:
        held = _locked(document, id)
        if held is not None:
            return text("{name} is locked. Unlock it to merge it.", name=held)
    if len(found) > 1:
        return None
    for layer in map(document.layer, ids):
        if not document.is_shown(layer.id):
            return text("{name} is hidden. Show it to merge it.", name=layer.name)
        if isinstance(layer, GroupLayer) and found:
            return text(
                "There is only one layer to merge in {name}. Ungroup it instead.", name=layer.name
            )
        if isinstance(layer, GroupLayer):
            return text("There is nothing to merge in {name}.", name=layer.name)
        if isinstance(layer, VectorLayer):
            return text(
                "{name} is a vector layer; only pictures and annotation layers can be merged.",
                name=layer.name,
            )
        if isinstance(layer, RasterLayer):
            return text("There is no picture below {name} to merge it with.", name=layer.name)
        return text(
            "There is no annotation layer right below {name} to merge it with.", name=layer.name
        )
    return text("There are no pictures to merge.")


def _locked(document: Document, id: str) -> str | None:
    """The name of the layer ``id`` or of the group around it that is locked."""
    while id != ROOT:
        layer = document.layer(id)
        if layer.locked:
            return layer.name
        id = document.parent(id)
    return None


def _free_id(document: Document, layer: AnnotationLayer) -> int:
    known = [*document.annotations(layer.id), *(a.id for a in layer.removed)]
    return max(known, default=0) + 1


def _together(document: Document, layers: Sequence[AnnotationLayer]) -> Filter:
    """The strictest filter that shows all that the filters of ``layers`` show."""
    filters = [layer.filter for layer in layers]
    shown = {a.label for layer in layers for a in document.shown_annotations(layer)}
    hidden: frozenset[str] = frozenset().union(*(each.hidden_labels for each in filters))
    largest = max(each.largest for each in filters)
    return Filter(
        score=min(each.score for each in filters),
        hidden_labels=hidden - shown,
        smallest=min(each.smallest for each in filters),
        largest=largest if all(each.largest > 0 for each in filters) else 0.0,
    )


def _common(layers: Sequence[AnnotationLayer]) -> Source | None:
    """What all predictions were made from, if that is one thing; drawn shapes are made from nothing."""
    sources = {layer.source for layer in layers} - {None}
    return sources.pop() if len(sources) == 1 else None


def _emptied(document: Document, gone: Sequence[str]) -> list[str]:
    """Groups that hold nothing but what goes."""
    groups = [layer for layer in document.walk() if isinstance(layer, GroupLayer)]
    return [
        group.id
        for group in groups
        if (inside := list(document.walk(group.id)))
        and any(each.id in gone for each in inside)
        and all(each.id in gone or isinstance(each, GroupLayer) for each in inside)
    ]
