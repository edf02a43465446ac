"""Outlines of vector objects as straight lines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import (
    CurveTo,
    Lettering,
    Oval,
    Path,
    Rectangle,
    Subpath,
    VectorShape,
    oval_path,
    rectangle_path,
)

Line = NDArray[np.float64]
"""Points (N, 2), each joined to the next one."""
_MOST = 200
"""Pieces of one curve."""


def lines(shape: VectorShape, step: float, *, closed: bool) -> Iterator[Line]:
    """One line for each sub-path, its pieces of curves about ``step`` long; with ``closed`` all lines are.

    Text has no lines: where its letters are is known only where they are drawn.
    """
    match shape:
        case Lettering():
            return
        case Rectangle(radius=radius):
            path = rectangle_path(shape.bounds(), radius, radius)
        case Oval():
            path = oval_path(shape.bounds())
        case Path():
            path = shape
    for subpath in path.subpaths:
        yield _line(subpath, step, closed=closed or subpath.closed)


def _line(subpath: Subpath, step: float, *, closed: bool) -> Line:
    at = subpath.start
    pieces = [np.array([[at.x, at.y]])]
    for segment in subpath.segments:
        if isinstance(segment, CurveTo):
            pieces.append(_curve(at, segment, step))
        else:
            pieces.append(np.array([[segment.end.x, segment.end.y]]))
        at = segment.end
    if closed:
        pieces.append(pieces[0])
    return np.concatenate(pieces)


def _curve(start: Point, curve: CurveTo, step: float) -> Line:
    """Points on a curve up to its end, without its start."""
    points = (start, curve.first, curve.second, curve.end)
    way = sum(a.distance(b) for a, b in pairwise(points))
    count = max(1, min(_MOST, math.ceil(way / step)))
    t = np.linspace(0, 1, count + 1)[1:, None]
    a, b, c, d = (np.array((point.x, point.y)) for point in points)
    s = 1 - t
    return np.asarray(s**3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t**3 * d)
