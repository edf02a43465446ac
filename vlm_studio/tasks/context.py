"""What running work is given besides its request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.errors import JobCancelled
from vlm_studio.words import Text


class Context(Protocol):
    """Progress, cancel, and a place for pixels."""

    blocks: BlockFolder

    def checkpoint(self, fraction: float | None, text: Text | None = None) -> None:
        """Say how far it is (0..1, or ``None`` for unknown). Raises :class:`~vlm_studio.errors.JobCancelled`
        when the job was asked to stop; call it between steps.
        """

    def preview(self, state: DocumentState, finest: int) -> None:
        """Say what the document that is being opened is going to be. Any thread.

        Of its one block the mip levels from ``finest`` on are there; the others are being filled, in place.
        """

    def show(self, block: Block, number: int) -> None:
        """Let picture ``number`` of the result, which is still being painted, be seen as it is in ``block``, small.

        At most ten times a second, and not into a block that was shown last.
        """


class PlainContext:
    """A :class:`Context` from callables; for work run in place."""

    def __init__(
        self,
        blocks: BlockFolder,
        progress: Callable[[float | None, Text | None], None] = lambda *_: None,
        cancelled: Callable[[], bool] = lambda: False,
        preview: Callable[[DocumentState, int], None] = lambda *_: None,
        show: Callable[[Block, int], None] = lambda *_: None,
    ) -> None:
        self.blocks = blocks
        self._progress = progress
        self._cancelled = cancelled
        self._preview = preview
        self._show = show

    def checkpoint(self, fraction: float | None, text: Text | None = None) -> None:
        if self._cancelled():
            raise JobCancelled
        self._progress(fraction, text)

    def preview(self, state: DocumentState, finest: int) -> None:
        self._preview(state, finest)

    def show(self, block: Block, number: int) -> None:
        self._show(block, number)
