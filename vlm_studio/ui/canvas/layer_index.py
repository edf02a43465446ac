"""Where the annotations of one layer are, as arrays: a hundred thousand are searched in a fraction of a millisecond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.geometry import Box
from vlm_studio.ui.canvas.columns import Columns
from vlm_studio.ui.canvas.packing import Packing

Rows = NDArray[np.intp]
Table = NDArray[np.float64]
"""Shape (N, 4)."""


class LayerIndex:
    """The bounds of every annotation of a layer, in the order of their ids."""

    def __init__(self, annotations: Mapping[int, Annotation], filter: Filter) -> None:
        self._filter = filter
        self._fill(annotations)

    def _fill(self, annotations: Mapping[int, Annotation]) -> None:
        self._columns = Columns.of([annotations[id] for id in sorted(annotations)])
        self._pack()

    def _pack(self) -> None:
        self._packing = Packing(self._columns.edges)
        self._shown = self._columns.shown(self._filter)
        self._sum_up()

    def _sum_up(self) -> None:
        shown = self._shown.astype(np.float64)
        self._counts = self._packing.sums(shown)
        self._weights = [self._packing.sums(shown * part) for part in self._columns.weights]

    def refilter(self, annotations: Mapping[int, Annotation], filter: Filter) -> None:
        """The layer shows others than before."""
        self._filter = filter
        self._shown = self._columns.shown(filter)
        self._sum_up()

    def update(self, annotations: Mapping[int, Annotation], ids: Iterable[int], f: Filter) -> None:
        """The annotations ``ids`` are new, different or gone."""
        self._filter = f
        changed, last = sorted(ids), self._last
        old, new = [id for id in changed if id <= last], [id for id in changed if id > last]
        if not self._columns.holds(old):
            self._fill(annotations)
            return
        gone = self._columns.find([id for id in old if id not in annotations])
        self._columns.alive[gone] = False
        self._shown[gone] = False
        self._put([annotations[id] for id in old if id in annotations])
        self._append([annotations[id] for id in new if id in annotations])
        if self._packing.worn:
            self._pack()
        else:
            self._sum_up()

    @property
    def _last(self) -> int:
        return int(self._columns.ids[-1]) if self._columns.ids.size else -1

    def _put(self, annotations: list[Annotation]) -> None:
        if not annotations:
            return
        values = Columns.of(annotations)
        rows = self._columns.find([a.id for a in annotations])
        self._columns.put(rows, values)
        self._shown[rows] = self._columns.shown(self._filter, rows)
        self._packing.moved(rows, values.edges)

    def _append(self, annotations: list[Annotation]) -> None:
        if not annotations:
            return
        values, first = Columns.of(annotations), self._columns.ids.size
        self._columns = self._columns.appended(values)
        self._shown = np.concatenate((self._shown, values.shown(self._filter)))
        self._packing.moved(np.arange(first, self._columns.ids.size), values.edges)

    # Searching ---------------------------------------------------------------------------------

    def touching(self, box: Box) -> list[int]:
        """Ids of shown annotations whose bounds meet ``box``."""
        found: list[int] = self._columns.ids[self._meeting(box)].tolist()
        return found

    def near(self, box: Box) -> list[tuple[int, float]]:
        """As :meth:`touching`, each with the area of its bounds."""
        rows = self._meeting(box)
        left, top, right, bottom = self._columns.edges[:, rows]
        areas = (right - left) * (bottom - top)
        return list(zip(self._columns.ids[rows].tolist(), areas.tolist(), strict=True))

    def crossed(self, band: Box) -> list[int]:
        """As :meth:`touching`, without those that hold all of ``band`` inside themselves."""
        rows = self._meeting(band)
        left, top, right, bottom = self._columns.edges[:, rows]
        around = (left < band.x) & (top < band.y) & (right > band.right) & (bottom > band.bottom)
        found: list[int] = self._columns.ids[rows[~around]].tolist()
        return found

    def edges_of(self, ids: Sequence[int]) -> Table:
        """The edges of those of ``ids`` (which are there, or were) that are shown."""
        rows = self._columns.find(ids)
        found: Table = self._columns.edges[:, rows[self._shown[rows]]].T
        return found

    def count(self, box: Box) -> int:
        """How many :meth:`touching` would find."""
        inside, partly = self._packing.blocks(box)
        return int(self._counts[inside].sum()) + int(self._met(partly, box).size)

    def load(self, box: Box, scale: float) -> float:
        """Milliseconds that painting them one by one at ``scale`` takes, about."""
        inside, partly = self._packing.blocks(box)
        rows = self._met(partly, box)
        fixed, along = (
            float(sums[inside].sum() + part[rows].sum())
            for sums, part in zip(self._weights, self._columns.weights, strict=True)
        )
        return fixed + along * scale

    def _meeting(self, box: Box) -> Rows:
        inside, partly = self._packing.blocks(box)
        rows = self._packing.rows(inside)
        met = np.concatenate((rows[self._shown[rows]], self._met(partly, box)))
        met.sort()
        return met

    def _met(self, blocks: NDArray[np.bool_], box: Box) -> Rows:
        """Rows of ``blocks``, and of none, that are shown and meet ``box``."""
        rows: Rows = np.concatenate((self._packing.rows(blocks), self._packing.loose))
        left, top, right, bottom = self._columns.edges[:, rows]
        meets = (left <= box.right) & (right >= box.x) & (top <= box.bottom) & (bottom >= box.y)
        found: Rows = rows[meets & self._shown[rows]]
        return found
