"""Which pixels somebody still needs; all others are let go."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vlm_studio.document.blocks import BlockFolder, blocks_in
from vlm_studio.document.document import Document
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.jobs.queue import JobQueue


class Pixels:
    """The blocks of one program: those of its documents, of its jobs, and what was prepared for clicks."""

    def __init__(self, blocks: BlockFolder, jobs: JobQueue, waits: Callable[[Job], bool]) -> None:
        """``waits`` tells whether a job's result is still to be taken in, although the job is done."""
        self._blocks = blocks
        self._jobs = jobs
        self._waits = waits
        self._prepared: dict[str, set[str]] = {}

    def keep(self, document: Document, job: Job) -> None:
        """What ``job`` prepared stays until ``document`` is closed or something else is prepared for it."""
        if job.state is JobState.DONE:
            self._prepared[document.id] = blocks_in(job.outcome)

    def closed(self, document: Document) -> None:
        """What was prepared for ``document`` is of no more use."""
        self._prepared.pop(document.id, None)

    def sweep(self, documents: Iterable[Document]) -> None:
        """Delete the blocks that neither ``documents`` nor jobs need, unless some job is at work."""
        # A running job may be writing a block nobody here has heard of yet.
        if self._jobs.busy:
            return
        live: set[str] = set().union(*self._prepared.values())
        for document in documents:
            live |= document.blocks()
        for job in self._jobs.jobs:
            # What came home for good is in a document now, and only what failed can be asked for again.
            if job.state is not JobState.DONE or job.offer is not None or self._waits(job):
                live |= blocks_in(job.request)
                live |= blocks_in(job.outcome)
        self._blocks.sweep(live)
