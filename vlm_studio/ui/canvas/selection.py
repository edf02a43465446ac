"""What is selected: layers, one of them active, and annotations."""

from __future__ import annotations

from collections.abc import Iterable

from psygnal import Signal

from vlm_studio.document.history import AnnotationKey


class Selection:
    """Ids only; what they mean is the document's business. Everyone who shows a selection listens to ``changed``."""

    changed = Signal()

    def __init__(self) -> None:
        self._layer: str | None = None
        self._layers: tuple[str, ...] = ()
        self._annotations: frozenset[AnnotationKey] = frozenset()

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

    def select_layers(self, ids: Iterable[str], active: str | None = None) -> None:
        """Select layers, ``active`` (the last by default) as the active one; annotations elsewhere are let go."""
        layers = tuple(dict.fromkeys(ids))
        layer = active if active in layers else (layers[-1] if layers else None)
        self._set(layer, layers, frozenset(k for k in self._annotations if k[0] in layers))

    def select(self, keys: Iterable[AnnotationKey]) -> None:
        """Select these annotations and no others; the active layer becomes one of theirs."""
        annotations = frozenset(keys)
        layers = {layer for layer, _ in annotations}
        if not layers:
            self._set(self._layer, self._layers, annotations)
        elif self._layer in layers:
            self._set(self._layer, (self._layer,), annotations)
        else:
            layer = min(layers)
            self._set(layer, (layer,), annotations)

    def add(self, keys: Iterable[AnnotationKey]) -> None:
        """Select these annotations as well."""
        self.select(self._annotations | frozenset(keys))

    def toggle(self, key: AnnotationKey) -> None:
        """Select an annotation, or let go of it."""
        self.select(self._annotations ^ {key})

    def clear(self) -> None:
        """Let go of every annotation; the active layer stays."""
        self._set(self._layer, self._layers, frozenset())

    def keep_only(self, layers: Iterable[str], annotations: Iterable[AnnotationKey]) -> None:
        """Let go of everything that is not among these."""
        alive = set(layers)
        kept = tuple(id for id in self._layers if id in alive)
        layer = self._layer if self._layer in alive else (kept[-1] if kept else None)
        self._set(layer, kept, self._annotations & frozenset(annotations))

    def _set(
        self, layer: str | None, layers: tuple[str, ...], annotations: frozenset[AnnotationKey]
    ) -> None:
        new = (layer, layers, annotations)
        if new != (self._layer, self._layers, self._annotations):
            self._layer, self._layers, self._annotations = new
            self.changed.emit()
