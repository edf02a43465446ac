"""Whether a point hits polygons, many of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vlm_studio.document.geometry import Point, Polygon
from vlm_studio.ui.canvas.columns import corners
from vlm_studio.ui.canvas.hits import INSIDE, ON_EDGE


def polygon_ranks(polygons: Sequence[Polygon], point: Point, reach: float) -> list[int | None]:
    """As :func:`~vlm_studio.ui.canvas.hits.hit_rank`, of each."""
    x, y, starts = corners(polygons)
    x -= point.x
    y -= point.y
    following = np.arange(1, x.size + 1)
    following[starts[1:] - 1] = starts[:-1]
    following[-1] = starts[-1]
    end_x, end_y = x[following], y[following]
    dx, dy = end_x - x, end_y - y
    length = dx * dx + dy * dy
    length[length == 0] = 1.0
    along = np.clip(-(x * dx + y * dy) / length, 0.0, 1.0)
    off_x, off_y = x + along * dx, y + along * dy
    nearest = np.minimum.reduceat(off_x * off_x + off_y * off_y, starts)
    crossing = (y > 0) != (end_y > 0)
    # By the even-odd rule: how many edges lie to the right of the point.
    right = crossing & ((x * dy > y * dx) == (dy > 0))
    inside = np.add.reduceat(right.astype(np.intp), starts) % 2
    return [
        ON_EDGE if distance <= reach * reach else INSIDE if odd else None
        for distance, odd in zip(nearest.tolist(), inside.tolist(), strict=True)
    ]
