"""Masks as outlines, for formats that know only polygons."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.masks import Mask

Ring = NDArray[np.float64]
"""Points (N, 2) of a closed outline in document pixels; the last is joined to the first."""

TOLERANCE = 0.7
"""How far, in pixels, a simplified outline may be from the true one."""


def rings(mask: Mask) -> list[Ring]:
    """The outer outline of every part of ``mask``, the largest first; holes are filled."""
    from contourpy import FillType, contour_generator

    padded = np.pad(mask.to_array(), 1).astype(np.float32)
    generator = contour_generator(z=padded, fill_type=FillType.OuterOffset)
    polygons, offsets = cast(
        "tuple[list[Ring], list[NDArray[np.uint32]]]", generator.filled(0.5, 2.0)
    )
    # Contours count from the centre of the first pixel, which here is one of padding.
    shift = np.array((mask.x - 0.5, mask.y - 0.5))
    found = []
    for points, places in zip(polygons, offsets, strict=True):
        outer = np.asarray(points[: places[1] - 1], np.float64)
        found.append(simplified(outer + shift))
    return sorted(found, key=area, reverse=True)


def area(ring: Ring) -> float:
    """Enclosed area in square pixels."""
    x, y = ring.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def simplified(ring: Ring, tolerance: float = TOLERANCE) -> Ring:
    """``ring`` with fewer points (Douglas and Peucker, 1973), at least three."""
    if len(ring) <= 4:
        return ring
    far = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    closed = np.concatenate((ring, ring[:1]))
    keep = np.zeros(len(closed), bool)
    keep[[0, far]] = True
    waiting = [(0, far), (far, len(ring))]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        distances = _distances(closed[first + 1 : last], closed[first], closed[last])
        worst = int(np.argmax(distances))
        if distances[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    kept = ring[keep[:-1]]
    return kept if len(kept) >= 3 else ring


def _distances(
    points: Ring, start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    along = end - start
    length = float(np.hypot(*along))
    if length == 0:
        return np.asarray(np.hypot(*(points - start).T))
    offset = points - start
    return np.asarray(np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0]) / length)


def joined(parts: list[Ring]) -> Ring:
    """All ``parts`` as one outline: each is reached from the nearest point by a bridge without width."""
    whole = parts[0]
    for part in parts[1:]:
        squares = ((whole[:, None] - part[None]) ** 2).sum(axis=-1)
        at, start = np.unravel_index(int(np.argmin(squares)), squares.shape)
        loop = np.roll(part, -int(start), axis=0)
        whole = np.concatenate((whole[: at + 1], loop, loop[:1], whole[at:]))
    return whole
