"""Pixels that hang together: parts of a set of pixels, and the holes in it. Pixels that only touch at a corner do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.runs import STRIDE, Places, Runs, difference, union


def parts(runs: Runs) -> list[Runs]:
    """The parts of ``runs``, the one furthest left first."""
    whole = union([runs])
    labels = _labels(whole)
    order = np.argsort(labels, kind="stable")
    breaks = np.flatnonzero(np.diff(labels[order])) + 1
    return [
        Runs(whole.starts[part], whole.ends[part]) for part in np.split(order, breaks) if part.size
    ]


def filled(runs: Runs) -> Runs:
    """``runs`` and everything that it encloses."""
    if not runs.starts.size:
        return runs
    columns = np.arange(runs.columns[0] - 1, runs.columns[-1] + 2)
    top, bottom = (
        np.full_like(columns, runs.tops.min() - 1),
        np.full_like(columns, runs.bottoms.max() + 1),
    )
    ground = difference([Runs.of(columns, top, bottom), runs])
    labels = _labels(ground)
    enclosed = labels != labels[0]  # the first column is all outside
    return union([runs, Runs(ground.starts[enclosed], ground.ends[enclosed])])


def _labels(runs: Runs) -> NDArray[np.intp]:
    """For each run the first one that it hangs together with."""
    one, other = _neighbours(runs)
    labels = np.arange(runs.starts.size)
    while (labels[one] != labels[other]).any():
        least = np.minimum(labels[one], labels[other])
        np.minimum.at(labels, labels[one], least)
        np.minimum.at(labels, labels[other], least)
        while (labels != labels[labels]).any():
            labels = labels[labels]
    return labels


def _neighbours(runs: Runs) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of runs, in columns next to each other, with a row in common."""
    starts, ends = runs.starts - STRIDE, runs.ends - STRIDE
    first = np.searchsorted(runs.ends, starts, side="right")
    counts = np.maximum(np.searchsorted(runs.starts, ends, side="left") - first, 0)
    other = np.repeat(np.arange(starts.size), counts)
    before: Places = np.cumsum(counts) - counts - first
    return np.arange(other.size) - np.repeat(before, counts), other
