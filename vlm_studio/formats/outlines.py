"""Outlines of several parts as one, for formats that know one outline an object."""

from __future__ import annotations

import numpy as np

from vlm_studio.document.outlines import Ring


def joined(parts: list[Ring]) -> Ring:
    """All ``parts`` as one outline: each is reached from the nearest point by a bridge without width."""
    whole = parts[0]
    for part in parts[1:]:
        squares = ((whole[:, None] - part[None]) ** 2).sum(axis=-1)
        at, start = np.unravel_index(int(np.argmin(squares)), squares.shape)
        loop = np.roll(part, -int(start), axis=0)
        whole = np.concatenate((whole[: at + 1], loop, loop[:1], whole[at:]))
    return whole
