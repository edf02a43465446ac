"""What is asked of many annotations at once, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain

import msgspec
import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.geometry import Point, Polygon
from vlm_studio.ui.canvas.few_index import weight

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]

_POINT = np.dtype(
    [("is", "u1"), ("x_is", "u1"), ("x", ">f8"), ("y_is", "u1"), ("y", ">f8")], align=False
)
"""How msgpack writes a point of two floating-point numbers."""
_PAIR, _DOUBLE = 0x92, 0xCB


@dataclass
class Columns:
    """One row for each annotation, in the order of their ids; those that are gone stay as rows that are never shown."""

    ids: NDArray[np.int64]
    edges: Floats
    """Left, top, right and bottom, shape (4, N), in document pixels."""
    sizes: Floats
    scores: Floats
    """Infinite for what no score hides."""
    labels: NDArray[np.object_]
    weights: Floats
    """Milliseconds that painting it takes, about, shape (2, N): in any case, and for each pixel that the view shows of one
    of the document."""
    alive: NDArray[np.bool_]

    @classmethod
    def of(cls, annotations: Sequence[Annotation]) -> Columns:
        """The columns of ``annotations``, which are in the order of their ids."""
        edges, sizes = _bounds(annotations)
        count = len(annotations)
        labels = np.empty(count, np.object_)
        labels[:] = [a.label for a in annotations]
        weights = np.array([weight(a.shape) for a in annotations]).reshape(-1, 2).T.copy()
        weights[1] *= 2 * (edges[2] - edges[0] + edges[3] - edges[1])
        return cls(
            np.fromiter((a.id for a in annotations), np.int64, count),
            edges,
            sizes,
            np.fromiter(map(_score, annotations), np.float64, count),
            labels,
            weights,
            np.ones(count, np.bool_),
        )

    def shown(self, filter: Filter, rows: Rows | slice = slice(None)) -> NDArray[np.bool_]:
        """Which of ``rows`` (all by default) the filter lets through, as :meth:`Filter.shows` does one by one."""
        shown: NDArray[np.bool_] = self.alive[rows] & (self.scores[rows] >= filter.score)
        for label in filter.hidden_labels:
            shown &= self.labels[rows] != label
        if filter.smallest > 0:
            shown &= self.sizes[rows] >= filter.smallest
        if filter.largest > 0:
            shown &= self.sizes[rows] <= filter.largest
        return shown

    def find(self, ids: Sequence[int]) -> Rows:
        """The rows of ``ids``, which are there, or were."""
        return np.searchsorted(self.ids, np.array(ids, np.int64))

    def holds(self, ids: Sequence[int]) -> bool:
        """Whether all of ``ids`` have rows."""
        wanted = np.array(ids, np.int64)
        rows = np.searchsorted(self.ids, wanted)
        return bool((rows < self.ids.size).all() and (self.ids[rows] == wanted).all())

    def put(self, rows: Rows, values: Columns) -> None:
        """Put ``values`` in place of ``rows``."""
        for field in fields(self):
            getattr(self, field.name)[..., rows] = getattr(values, field.name)

    def appended(self, values: Columns) -> Columns:
        """These rows and then ``values``."""
        names = [field.name for field in fields(self)]
        pairs = ((getattr(self, name), getattr(values, name)) for name in names)
        return Columns(*(np.concatenate(pair, axis=-1) for pair in pairs))


def _score(annotation: Annotation) -> float:
    if annotation.by_hand or annotation.score is None:
        return np.inf
    return annotation.score


def _bounds(annotations: Sequence[Annotation]) -> tuple[Floats, Floats]:
    """Edges, shape (4, N), and the longer sides, shape (N,)."""
    edges, sizes = np.empty((4, len(annotations))), np.empty(len(annotations))
    polygons: list[Polygon] = []
    rows: list[int] = []
    for row, annotation in enumerate(annotations):
        if isinstance(annotation.shape, Polygon):
            polygons.append(annotation.shape)
            rows.append(row)
            continue
        box = annotation.bounds()
        edges[:, row] = box.x, box.y, box.right, box.bottom
        sizes[row] = max(box.width, box.height)
    if polygons:
        around = polygon_edges(polygons)
        edges[:, rows] = around
        sizes[rows] = np.maximum(around[2] - around[0], around[3] - around[1])
    return edges, sizes


def polygon_edges(polygons: Sequence[Polygon]) -> Floats:
    """Left, top, right and bottom of each, shape (4, N)."""
    x, y, starts = corners(polygons)
    least, most = np.minimum.reduceat, np.maximum.reduceat
    return np.stack((least(x, starts), least(y, starts), most(x, starts), most(y, starts)))


def corners(polygons: Sequence[Polygon]) -> tuple[Floats, Floats, Rows]:
    """The x and y of all corners of ``polygons`` (at least one), and where each polygon starts."""
    x, y = coordinates(chain.from_iterable(polygon.points for polygon in polygons))
    lengths = np.fromiter((len(polygon.points) for polygon in polygons), np.intp, len(polygons))
    return x, y, np.cumsum(lengths) - lengths


def coordinates(points: Iterable[Point]) -> tuple[Floats, Floats]:
    """The x and y of ``points`` (at least one), fast: as msgpack they are rows of equal length."""
    several = list(points)
    packed = msgspec.msgpack.encode(several)
    size = _POINT.itemsize * len(several)
    if len(packed) > size:
        table = np.frombuffer(packed, _POINT, len(several), len(packed) - size)
        kinds = (table["is"] == _PAIR) & (table["x_is"] == _DOUBLE) & (table["y_is"] == _DOUBLE)
        if kinds.all():
            return table["x"].astype(np.float64), table["y"].astype(np.float64)
    pairs = np.array([(point.x, point.y) for point in several], np.float64)
    return pairs[:, 0], pairs[:, 1]
