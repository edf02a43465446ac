"""Which annotations are where: culling, hit-testing, and what a change makes different."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Union

from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.history import AnnotationKey, Change
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui.canvas import arrays
from vlm_studio.ui.canvas.few_index import Edges, FewIndex
from vlm_studio.ui.canvas.hits import hit_ranks

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.layer_index import LayerIndex, Table

Index = Union[FewIndex, "LayerIndex"]
_FEW = 500
"""More annotations than this are worth arrays."""


class Scene:
    """An index of a document's annotations that follows its changes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._indexes: dict[str, Index] = {}
        self.revision = 0
        """Another number after every change."""

    def follow(self, change: Change) -> None:
        """Take in what ``change`` did."""
        self.revision += 1
        touched: dict[str, list[int]] = {}
        for layer, id in change.annotations:
            touched.setdefault(layer, []).append(id)
        for layer in {*touched, *change.layers}:
            self._update(layer, touched.get(layer, []), layer in change.layers)

    def _update(self, id: str, ids: list[int], layer_changed: bool) -> None:
        layer = self._document.layers.get(id)
        index = self._indexes.get(id)
        if index is None:
            return
        if not isinstance(layer, AnnotationLayer):
            del self._indexes[id]
            return
        annotations = self._document.annotations(id)
        if ids:
            index.update(annotations, ids, layer.filter)
        if layer_changed:
            index.refilter(annotations, layer.filter)

    def _index(self, layer: AnnotationLayer) -> Index | None:
        annotations = self._document.annotations(layer.id)
        index = self._indexes.get(layer.id)
        if index is None and not annotations:
            return None
        if index is None or (isinstance(index, FewIndex) and len(annotations) > _FEW):
            index = self._made(index, annotations, layer.filter)
            self._indexes[layer.id] = index
        return index

    def _made(
        self, old: Index | None, annotations: Mapping[int, Annotation], filter: Filter
    ) -> Index:
        if len(annotations) > _FEW and arrays.ready():
            from vlm_studio.ui.canvas.layer_index import LayerIndex

            return LayerIndex(annotations, filter)
        return old or FewIndex(annotations, filter)

    def layers(self) -> Iterator[AnnotationLayer]:
        """Annotation layers that can be seen, from the bottom up."""
        for layer, _ in self._document.shown():
            if isinstance(layer, AnnotationLayer):
                yield layer

    def within(self, layer: AnnotationLayer, box: Box) -> list[Annotation]:
        """Shown annotations of ``layer`` whose bounds meet ``box``, in the order of their ids."""
        index = self._index(layer)
        annotations = self._document.annotations(layer.id)
        return [annotations[id] for id in index.touching(box)] if index else []

    def count(self, box: Box) -> int:
        """How many annotations :meth:`within` finds in all layers."""
        indexes = (self._index(layer) for layer in self.layers())
        return sum(index.count(box) for index in indexes if index)

    def load(self, box: Box, scale: float) -> float:
        """Milliseconds that painting these annotations one by one at ``scale`` takes, about."""
        indexes = (self._index(layer) for layer in self.layers())
        return sum(index.load(box, scale) for index in indexes if index)

    def banded(self, band: Box) -> list[AnnotationKey]:
        """What a rubber band catches: all it touches, but nothing that lies around it. Locked layers are left out."""
        found = []
        for layer in self.layers():
            index = self._index(layer)
            if index and not layer.locked:
                found += [(layer.id, id) for id in index.crossed(band)]
        return found

    def edges(self, keys: Collection[AnnotationKey]) -> list[Sequence[Edges] | Table]:
        """Left, top, right and bottom of those of ``keys`` that are shown, layer by layer."""
        chosen = {layer for layer, _ in keys}
        found: list[Sequence[Edges] | Table] = []
        for shown in self.layers():
            index = self._index(shown) if shown.id in chosen else None
            if index is not None:
                found.append(index.edges_of([id for layer, id in keys if layer == shown.id]))
        return found

    def hits(
        self, point: Point, reach: float, selected: frozenset[AnnotationKey]
    ) -> list[AnnotationKey]:
        """Annotations at ``point``, the best first; ``reach`` is how far off, in document pixels, still counts.

        An edge goes before an inside, then what is selected already, then what is smaller, then what lies above.
        """
        near = Box(point.x, point.y, 0, 0).grown(reach)
        ranked = []
        for order, layer in enumerate(self.layers()):
            index = self._index(layer)
            if index is None or layer.locked:
                continue
            annotations = self._document.annotations(layer.id)
            found = index.near(near)
            ranks = hit_ranks([annotations[id].shape for id, _ in found], point, reach)
            for (id, area), rank in zip(found, ranks, strict=True):
                if rank is not None:
                    key = layer.id, id
                    ranked.append((rank, key not in selected, area, -order, -id, key))
        return [entry[-1] for entry in sorted(ranked)]
