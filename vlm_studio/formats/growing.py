"""The first mip level of a picture that is still being decoded."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.mips import STRIP, fill_mips, fill_strip, strips


class GrowingMips:
    """Fills mip levels on a thread of its own from the rows that are there already.

    For opaque pictures whose rows come one after the other: in a block of zeros the last byte of a row, its alpha,
    says that the row is there.
    """

    def __init__(self, mapped: MappedBlock) -> None:
        self._mapped = mapped
        self._ends = mapped.array()[:, -1, 3]
        self._next = 0
        self._begun: list[Future[None]] = []
        self._thread = ThreadPoolExecutor(1, "mips")

    def grow(self, _fraction: float = 0.0) -> None:
        """More rows may be there; to be called while nobody writes any."""
        if self._mapped.block.levels == 1:
            return
        while (below := 2 * (self._next + STRIP)) <= len(self._ends) and self._ends[below - 1]:
            self._begun.append(self._thread.submit(fill_strip, self._mapped, 1, self._next))
            self._next += STRIP

    def stop(self) -> None:
        """Wait until what was begun is done, and begin no more."""
        self._thread.shutdown(cancel_futures=True)

    def finish(self) -> None:
        """All rows are there: fill what is left of every level."""
        if self._mapped.block.levels == 1:
            return
        for top in strips(self._mapped, 1, self._next):
            fill_strip(self._mapped, 1, top)
        for strip in self._begun:
            strip.result()
        fill_mips(self._mapped, 1)
