"""A lane without a process: work runs where it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.jobs.lane import Report, Show, unseen
from vlm_studio.tasks.context import Context, PlainContext
from vlm_studio.wire.work import Outcome, Preview, Request, StepPreview


class InlineLane:
    """A :class:`~vlm_studio.jobs.lane.Lane` that calls ``run(request, context)``."""

    def __init__(self, run: Callable[[Request, Context], Outcome], blocks: BlockFolder) -> None:
        """``run`` never raises and obeys its context's checkpoints."""
        self._run = run
        self._blocks = blocks
        self._turn = threading.Lock()
        self._cancelled: set[int] = set()
        self._stopped = False

    def run(self, job_id: int, request: Request, progress: Report, show: Show = unseen) -> Outcome:
        def cancelled() -> bool:
            return self._stopped or job_id in self._cancelled

        def preview(state: DocumentState, finest: int) -> None:
            show(Preview(state, finest))

        def step(block: Block, number: int) -> None:
            show(StepPreview(block, number))

        with self._turn:
            if cancelled():
                return Outcome("cancelled")
            context = PlainContext(self._blocks, progress, cancelled, preview, step)
            return self._run(request, context)

    def cancel(self, job_id: int) -> None:
        self._cancelled.add(job_id)

    def stop(self) -> None:
        self._stopped = True
