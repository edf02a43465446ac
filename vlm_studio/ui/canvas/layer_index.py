"""Where the annotations of one layer are, as arrays: tens of thousands are searched in well under a millisecond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.geometry import Box

Ids = NDArray[np.int64]


class LayerIndex:
    """The bounds of every annotation of a layer, in the order of their ids."""

    def __init__(self, annotations: Mapping[int, Annotation], filter: Filter) -> None:
        self._ids: Ids = np.array(sorted(annotations), np.int64)
        rows = [_row(annotations[id]) for id in self._ids.tolist()]
        self._edges = np.array(rows, np.float64).reshape(-1, 4)
        self._shown = np.zeros(self._ids.size, np.bool_)
        self.refilter(annotations, filter)

    def refilter(self, annotations: Mapping[int, Annotation], filter: Filter) -> None:
        """The layer shows others than before."""
        shown = (filter.shows(annotations[id]) for id in self._ids.tolist())
        self._shown = np.fromiter(shown, np.bool_, self._ids.size)

    def update(self, annotations: Mapping[int, Annotation], ids: Iterable[int], f: Filter) -> None:
        """The annotations ``ids`` are new, different or gone."""
        changed = np.array(sorted(ids), np.int64)
        keep = ~np.isin(self._ids, changed)
        alive = [id for id in changed.tolist() if id in annotations]
        rows = np.array([_row(annotations[id]) for id in alive], np.float64).reshape(-1, 4)
        shown = np.array([f.shows(annotations[id]) for id in alive], np.bool_)
        all_ids = np.concatenate((self._ids[keep], np.array(alive, np.int64)))
        order = np.argsort(all_ids, kind="stable")
        self._ids = all_ids[order]
        self._edges = np.concatenate((self._edges[keep], rows))[order]
        self._shown = np.concatenate((self._shown[keep], shown))[order]

    def touching(self, box: Box) -> list[int]:
        """Ids of shown annotations whose bounds meet ``box``."""
        found: list[int] = self._ids[self._meets(box)].tolist()
        return found

    def count(self, box: Box) -> int:
        """How many :meth:`touching` would find."""
        return int(np.count_nonzero(self._meets(box)))

    def crossed(self, band: Box) -> list[int]:
        """As :meth:`touching`, without those that hold all of ``band`` inside themselves."""
        left, top, right, bottom = self._edges.T
        around = (left < band.x) & (top < band.y) & (right > band.right) & (bottom > band.bottom)
        found: list[int] = self._ids[self._meets(band) & ~around].tolist()
        return found

    def _meets(self, box: Box) -> NDArray[np.bool_]:
        left, top, right, bottom = self._edges.T
        meets: NDArray[np.bool_] = (
            self._shown
            & (left <= box.right)
            & (right >= box.x)
            & (top <= box.bottom)
            & (bottom >= box.y)
        )
        return meets


def _row(annotation: Annotation) -> tuple[float, float, float, float]:
    box = annotation.bounds()
    return box.x, box.y, box.right, box.bottom
