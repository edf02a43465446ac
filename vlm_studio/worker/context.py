"""The context of one job in a worker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.errors import JobCancelled
from vlm_studio.wire.messages import FromWorker, Progress, Shown
from vlm_studio.wire.work import Preview, StepPreview
from vlm_studio.words import Text

SECONDS_BETWEEN = 0.05
"""Progress of one phase is told at most this often."""


class JobContext:
    """Progress goes to the wire, cancel comes from the thread that listens."""

    blocks: BlockFolder

    def __init__(self, id: int, send: Callable[[FromWorker], None]) -> None:
        self.id = id
        self._send = send
        self._cancelled = threading.Event()
        self._told = 0.0
        self._phase: str | None = None

    def cancel(self) -> None:
        """Let the next checkpoint raise; any thread."""
        self._cancelled.set()

    def checkpoint(self, fraction: float | None, text: Text | None = None) -> None:
        """See :class:`~vlm_studio.tasks.context.Context`."""
        if self._cancelled.is_set():
            raise JobCancelled
        now = time.monotonic()
        phase = text.key if text is not None else None
        # A new phase is always told: nothing more may come for a while.
        if phase != self._phase or now - self._told >= SECONDS_BETWEEN:
            self._told, self._phase = now, phase
            self._send(Progress(self.id, fraction, text))

    def preview(self, state: DocumentState, finest: int) -> None:
        """See :class:`~vlm_studio.tasks.context.Context`."""
        if not self._cancelled.is_set():
            self._send(Shown(self.id, Preview(state, finest)))

    def show(self, block: Block, number: int) -> None:
        """See :class:`~vlm_studio.tasks.context.Context`."""
        if not self._cancelled.is_set():
            self._send(Shown(self.id, StepPreview(block, number)))
