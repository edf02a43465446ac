"""Random numbers that are the same for a seed on every machine and with every version of numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]


class Chance:
    """The ``number``-th of the independent streams of a ``seed``.

    Only PCG64's raw output is used, which numpy promises to keep; its distributions may change.
    """

    def __init__(self, seed: int, number: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, number]))

    def next(self) -> float:
        """A number in 0..1, 1 excluded."""
        return (int(self._bits.random_raw()) >> 11) * 2.0**-53

    def choose(self, shares: Numbers) -> int:
        """An index, each as often as its share of the sum of ``shares`` (none negative, not all 0)."""
        ends = np.cumsum(shares, dtype=np.float64)
        return int(np.searchsorted(ends, self.next() * ends[-1], side="right"))
