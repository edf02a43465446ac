"""Designs that wait beside a document until somebody takes them or throws them away."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence

import msgspec

from vlm_studio.document.geometry import Box
from vlm_studio.tasks.design import Design, DesignRequest

MOST = 64
"""Designs that wait for one document: older ones make room for new ones."""
MOST_BYTES = 1 << 30
"""And the pixels of all of them together."""
_count = itertools.count()


def new_id() -> str:
    """An id that sorts behind every one before."""
    return f"{time.time_ns():020}-{next(_count) % 10_000:04}"


class Staged(msgspec.Struct, frozen=True, omit_defaults=True):
    """A design with the upper left corner of its artboard at ``x, y`` of the document.

    With a ``layer`` it is a part of that layer: what is within its artboard gives way. Answers to one question, and
    more like them, are of one ``family``. ``request`` is what was asked for, if it is still known.
    """

    id: str
    design: Design
    x: int
    y: int
    layer: str = ""
    family: str = ""
    request: DesignRequest | None = None

    @property
    def artboard(self) -> Box:
        """In pixels of the document."""
        return Box(self.x, self.y, self.design.width, self.design.height)

    def instead_of(self, other: Staged) -> bool:
        """Whether both answer the same in the same place, so that only one of them is wanted to be seen."""
        same = self.family == other.family != "" and self.artboard == other.artboard
        return same and not (self.layer or other.layer)


def newest(several: Sequence[Staged], least: int) -> tuple[Staged, ...]:
    """The last of ``several`` that may wait together; the last ``least`` in any case, but for :data:`MOST`."""
    room, count = MOST_BYTES, 0
    for staged in reversed(several):
        placed = staged.design.placed
        room -= placed.block.nbytes if placed is not None else 0
        if count >= least and room < 0:
            break
        count += 1
    return tuple(several[max(0, len(several) - min(count, MOST)) :])


class Owner(msgspec.Struct, frozen=True, omit_defaults=True):
    """The document that designs wait for: its id, its name, and the file it came from, if it has one.

    ``window`` is the folder of blocks of the window it is open in (see :func:`~vlm_studio.document.blocks.lives`).
    ``told`` says that somebody heard of them when the document could not be opened again.
    """

    document: str
    name: str = ""
    file: str = ""
    window: str = ""
    told: bool = False
