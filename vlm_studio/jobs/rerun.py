"""Asking the same model about the same layers again: what stays, what goes, what comes.

Whatever a hand has touched stays: edited, drawn and deleted. Two predictions are doubles when they have the
same label and their boxes overlap by half (IoU).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, iou
from vlm_studio.document.history import AnnotationKey, Change, Swap
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.words import Text

DOUBLE = 0.5
"""The IoU from which on two boxes are of the same thing."""


def fresh(
    document: Document, owner: AnnotationLayer, found: Sequence[Annotation]
) -> tuple[Annotation, ...]:
    """What of ``found`` may come: no doubles of what was deleted from ``owner`` or is there by hand."""
    by_hand = [a for a in document.annotations(owner.id).values() if a.by_hand]
    settled = _Boxes((*owner.removed, *by_hand))
    return tuple(a for a in found if not settled.have(a))


def stale(
    document: Document,
    owner: AnnotationLayer,
    found: Sequence[Annotation],
    asked: Sequence[Annotation] | None,
) -> tuple[Annotation, ...]:
    """The predictions of ``owner`` that no hand touched and that ``found`` replaces.

    That is all of them, or when only some objects were ``asked`` about, the doubles of those and of ``found``.
    """
    untouched = (a for a in document.annotations(owner.id).values() if not a.by_hand)
    if asked is None:
        return tuple(untouched)
    concerned = _Boxes((*asked, *found))
    return tuple(a for a in untouched if concerned.have(a))


def replaced(
    document: Document,
    owner: AnnotationLayer,
    old: Sequence[Annotation],
    new: Sequence[Annotation],
    sentence: Text,
) -> Change:
    """Predictions ``new`` in place of ``old``; one that is said again in the same words keeps its id."""
    going = {a.id: a for a in old}
    said = {_words(a): a for a in old}
    ids = [a.id for a in (*document.annotations(owner.id).values(), *owner.removed)]
    next_id = max(ids, default=0) + 1
    swaps: dict[AnnotationKey, Swap[Annotation]] = {}
    for annotation in new:
        same = said.pop(_words(annotation), None)
        if same is not None:
            coming = msgspec.structs.replace(annotation, id=same.id)
            swaps[owner.id, same.id] = Swap(going.pop(same.id), coming)
        else:
            coming = msgspec.structs.replace(annotation, id=next_id)
            swaps[owner.id, next_id] = Swap(None, coming)
            next_id += 1
    gone = {(owner.id, id): Swap(annotation, None) for id, annotation in going.items()}
    return Change(sentence, annotations=gone | swaps)


def _words(annotation: Annotation) -> tuple[object, ...]:
    return annotation.label, annotation.shape, annotation.score


class _Boxes:
    """Boxes by label, to look for doubles in."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self._by_label: dict[str, list[Box]] = defaultdict(list)
        for annotation in annotations:
            self._by_label[annotation.label].append(annotation.bounds())

    def have(self, annotation: Annotation) -> bool:
        """Whether ``annotation`` is a double of one of them."""
        box = annotation.bounds()
        return any(iou(box, other) >= DOUBLE for other in self._by_label.get(annotation.label, ()))
