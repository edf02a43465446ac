"""What is selected: layers, one of them active, annotations or vector objects in them, and anchors of these."""

from __future__ import annotations

from collections.abc import Iterable

from psygnal import Signal

from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.history import AnnotationKey

AnchorKey = tuple[str, int, int, int]
"""Layer and id of an object, the line of its path and the anchor in it."""


class Selection:
    """Ids only; what they mean is the document's business. Everyone who shows a selection listens to ``changed``."""

    changed = Signal()

    def __init__(self) -> None:
        self._layer: str | None = None
        self._layers: tuple[str, ...] = ()
        self._annotations: frozenset[AnnotationKey] = frozenset()
        self._objects: frozenset[ObjectKey] = frozenset()
        self._anchors: frozenset[AnchorKey] = frozenset()

    @property
    def layer(self) -> str | None:
        """The active layer: where new shapes go."""
        return self._layer

    @property
    def layers(self) -> tuple[str, ...]:
        """Every selected layer, the active one among them."""
        return self._layers

    @property
    def annotations(self) -> frozenset[AnnotationKey]:
        """Layer and annotation id of every selected annotation."""
        return self._annotations

    @property
    def objects(self) -> frozenset[ObjectKey]:
        """Layer and id of every selected vector object; there are none while annotations are selected."""
        return self._objects

    @property
    def anchors(self) -> frozenset[AnchorKey]:
        """Selected anchors of selected objects; after a change some may no longer be there."""
        return self._anchors

    def select_layers(self, ids: Iterable[str], active: str | None = None) -> None:
        """Select layers, ``active`` (the last by default) as the active one; annotations elsewhere are let go."""
        layers = tuple(dict.fromkeys(ids))
        layer = active if active in layers else (layers[-1] if layers else None)
        annotations = frozenset(k for k in self._annotations if k[0] in layers)
        objects = frozenset(k for k in self._objects if k[0] in layers)
        self._set(layer, layers, annotations, objects, self._anchors)

    def select(self, keys: Iterable[AnnotationKey]) -> None:
        """Select these annotations and no others; the active layer becomes one of theirs."""
        annotations = frozenset(keys)
        self._set(*self._homes(annotations), annotations)

    def select_objects(self, keys: Iterable[ObjectKey]) -> None:
        """Select these vector objects and nothing else; the active layer becomes one of theirs."""
        objects = frozenset(keys)
        self._set(*self._homes(objects), frozenset(), objects)

    def select_anchors(self, keys: Iterable[AnchorKey]) -> None:
        """Select these anchors and no others; those of objects that are not selected are left out."""
        self._set(self._layer, self._layers, self._annotations, self._objects, frozenset(keys))

    def _homes(
        self, keys: frozenset[AnnotationKey] | frozenset[ObjectKey]
    ) -> tuple[str | None, tuple[str, ...]]:
        """The active layer and all selected ones when ``keys`` are selected."""
        layers = {layer for layer, _ in keys}
        if not layers:
            return self._layer, self._layers
        layer = self._layer if self._layer in layers else min(layers)
        return layer, (layer,)

    def add(self, keys: Iterable[AnnotationKey]) -> None:
        """Select these annotations as well."""
        self.select(self._annotations | frozenset(keys))

    def toggle(self, key: AnnotationKey) -> None:
        """Select an annotation, or let go of it."""
        self.select(self._annotations ^ {key})

    def clear(self) -> None:
        """Let go of every annotation and object; the active layer stays."""
        self._set(self._layer, self._layers, frozenset())

    def keep_only(
        self,
        layers: Iterable[str],
        annotations: Iterable[AnnotationKey],
        objects: Iterable[ObjectKey] = (),
    ) -> None:
        """Let go of everything that is not among these."""
        alive = set(layers)
        kept = tuple(id for id in self._layers if id in alive)
        layer = self._layer if self._layer in alive else (kept[-1] if kept else None)
        objects = self._objects & frozenset(objects)
        annotations = self._annotations & frozenset(annotations)
        self._set(layer, kept, annotations, objects, self._anchors)

    def _set(
        self,
        layer: str | None,
        layers: tuple[str, ...],
        annotations: frozenset[AnnotationKey],
        objects: frozenset[ObjectKey] = frozenset(),
        anchors: frozenset[AnchorKey] = frozenset(),
    ) -> None:
        anchors = frozenset(key for key in anchors if key[:2] in objects)
        new = (layer, layers, annotations, objects, anchors)
        old = (self._layer, self._layers, self._annotations, self._objects, self._anchors)
        if new != old:
            self._layer, self._layers, self._annotations, self._objects, self._anchors = new
            self.changed.emit()
