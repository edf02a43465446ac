"""Which pixels somebody still needs; all others are let go."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vlm_studio.document.blocks import BlockFolder, blocks_in
from vlm_studio.document.document import Document
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.wire.images import ListPicturesRequest, SummariesRequest, ThumbnailsRequest
from vlm_studio.wire.staging import KeepDesignsRequest

_NO_PIXELS = ListPicturesRequest | SummariesRequest | ThumbnailsRequest | KeepDesignsRequest
"""Work that makes no blocks."""


class Pixels:
    """The blocks of one program: those of its documents, of its jobs, and what was prepared for clicks."""

    def __init__(self, blocks: BlockFolder, jobs: JobQueue, waits: Callable[[Job], bool]) -> None:
        """``waits`` tells whether a job's result is still to be taken in, although the job is done."""
        self._blocks = blocks
        self._jobs = jobs
        self._waits = waits
        self._prepared: dict[str, set[str]] = {}
        self._needed: list[Callable[[], set[str]]] = []

    def needs(self, blocks: Callable[[], set[str]]) -> None:
        """Somebody besides documents and jobs needs what ``blocks`` returns, whenever it is asked."""
        self._needed.append(blocks)

    def keep(self, document: Document, job: Job) -> None:
        """What ``job`` prepared stays until ``document`` is closed or something else is prepared for it."""
        if job.state is JobState.DONE:
            self._prepared[document.id] = blocks_in(job.outcome)

    def closed(self, document: Document) -> set[str]:
        """What was prepared for ``document`` is of no more use; its blocks."""
        return self._prepared.pop(document.id, set())

    def sweep(self, documents: Iterable[Document]) -> None:
        """Delete the blocks that neither ``documents`` nor jobs need, unless some job is at work."""
        # A running job may be writing a block nobody here has heard of yet.
        if not any(map(_makes_pixels, self._every())):
            self._blocks.sweep(self._live(documents))

    def release(self, blocks: set[str], documents: Iterable[Document]) -> None:
        """Delete those of ``blocks`` that neither ``documents`` nor jobs need, whatever is at work."""
        if blocks:
            self._blocks.delete(blocks - self._live(documents))

    def _every(self) -> tuple[Job, ...]:
        return (*self._jobs.jobs, *self._jobs.quiet)

    def _live(self, documents: Iterable[Document]) -> set[str]:
        live: set[str] = set().union(*self._prepared.values())
        live = live.union(*(needed() for needed in self._needed))
        for document in documents:
            live |= document.blocks()
        for job in self._every():
            if job.leader is not None:
                live |= job.leader.blocks()
            # What came home for good is in a document now, and only what failed can be asked for again.
            if job.state is not JobState.DONE or job.offer is not None or self._waits(job):
                live |= blocks_in(job.request)
                live |= blocks_in(job.outcome)
        return live


def _makes_pixels(job: Job) -> bool:
    return not job.ended and job.leader is None and not isinstance(job.request, _NO_PIXELS)
