"""Where the annotations of one layer are, when they are few or numpy is not there yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from vlm_studio.document.annotations import Annotation, Filter, Shape
from vlm_studio.document.geometry import Box, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose

Weight = tuple[float, float]
"""Milliseconds, about: in any case, and for each pixel of the view that it is long."""
Edges = tuple[float, float, float, float]
"""Left, top, right and bottom, in document pixels."""


class FewIndex:
    """As :class:`~vlm_studio.ui.canvas.layer_index.LayerIndex`, looking at them one by one."""

    def __init__(self, annotations: Mapping[int, Annotation], filter: Filter) -> None:
        self._edges = {id: _edges_of(annotations[id]) for id in sorted(annotations)}
        self._weights = {id: _total(annotation) for id, annotation in annotations.items()}
        self.refilter(annotations, filter)

    def refilter(self, annotations: Mapping[int, Annotation], filter: Filter) -> None:
        """The layer shows others than before."""
        self._shown = {id for id, annotation in annotations.items() if filter.shows(annotation)}

    def update(self, annotations: Mapping[int, Annotation], ids: Iterable[int], f: Filter) -> None:
        """The annotations ``ids`` are new, different or gone."""
        for id in ids:
            self._shown.discard(id)
            if id not in annotations:
                self._edges.pop(id, None)
                continue
            annotation = annotations[id]
            self._edges[id], self._weights[id] = _edges_of(annotation), _total(annotation)
            if f.shows(annotation):
                self._shown.add(id)
        self._edges = dict(sorted(self._edges.items()))

    def touching(self, box: Box) -> list[int]:
        """Ids of shown annotations whose bounds meet ``box``."""
        return [id for id, _ in self._meeting(box)]

    def near(self, box: Box) -> list[tuple[int, float]]:
        """As :meth:`touching`, each with the area of its bounds."""
        return [(id, (e[2] - e[0]) * (e[3] - e[1])) for id, e in self._meeting(box)]

    def count(self, box: Box) -> int:
        """How many :meth:`touching` would find."""
        return sum(1 for _ in self._meeting(box))

    def load(self, box: Box, scale: float) -> float:
        """Milliseconds that painting them one by one at ``scale`` takes, about."""
        weights = (self._weights[id] for id, _ in self._meeting(box))
        return sum(fixed + along * scale for fixed, along in weights)

    def crossed(self, band: Box) -> list[int]:
        """As :meth:`touching`, without those that hold all of ``band`` inside themselves."""
        return [
            id
            for id, (left, top, right, bottom) in self._meeting(band)
            if not (left < band.x and top < band.y and right > band.right and bottom > band.bottom)
        ]

    def edges_of(self, ids: Iterable[int]) -> list[Edges]:
        """The edges of those of ``ids`` that are shown."""
        return [self._edges[id] for id in ids if id in self._shown]

    def _meeting(self, box: Box) -> Iterator[tuple[int, Edges]]:
        x, y, end, low = box.x, box.y, box.right, box.bottom
        for id, edges in self._edges.items():
            left, top, right, bottom = edges
            if left <= end and right >= x and top <= low and bottom >= y and id in self._shown:
                yield id, edges


def weight(shape: Shape) -> Weight:
    """What painting ``shape`` at its best takes."""
    match shape:
        case Box():
            return 0.02, 0.0002
        case Polygon(points=points):
            return 0.05 + 0.002 * len(points), 0.0008
        case Mask(counts=counts):
            return min(20.0, 0.3 + 0.0004 * len(counts)), 0.0008
        case Pose():
            return 0.4, 0.0
        case _:
            return 0.05, 0.0008


def _total(annotation: Annotation) -> Weight:
    """The same, the second part for all the way around it."""
    fixed, along = weight(annotation.shape)
    box = annotation.bounds()
    return fixed, along * 2 * (box.width + box.height)


def _edges_of(annotation: Annotation) -> Edges:
    box = annotation.bounds()
    return box.x, box.y, box.right, box.bottom
