"""Results that come home: into their document at once, after a drag, or when a person takes them."""

from __future__ import annotations

from collections.abc import Callable

from vlm_studio.document.annotations import Filter
from vlm_studio.document.document import Document
from vlm_studio.errors import StudioError
from vlm_studio.jobs import apply
from vlm_studio.jobs.job import Job
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.tasks.design import Designs
from vlm_studio.tasks.requests import Annotations, Restyled
from vlm_studio.wire.images import BatchRequest
from vlm_studio.wire.work import CutOut, Merged, MergeRequest, Request, Traced
from vlm_studio.words import Text, text


class Results:
    """Never pushes into the past: not during a drag, and not where it would cost the steps to redo.

    New layers show their annotations from the score ``shown_from`` on.
    """

    def __init__(self, jobs: JobQueue, refuse: Callable[[Text, Document], object]) -> None:
        """``refuse`` is told why a result cannot be taken into a document."""
        self._jobs = jobs
        self._refuse = refuse
        self.shown_from = Filter().score
        self._gestures: dict[str, int] = {}
        self._late: list[tuple[Document, Job]] = []

    def deliver(self, job: Job, document: Document | None) -> None:
        """Take in what ``job`` found; ``document`` is ``None`` when it was closed meanwhile."""
        result = job.outcome.result if job.outcome else None
        if isinstance(result, Designs) and document is None:
            self._jobs.offer(job, text("Open result"))
        if not isinstance(result, Annotations | CutOut | Merged | Restyled | Traced):
            return
        if document is None:
            if not isinstance(result, Merged):  # merged layers are nothing without the others
                self._jobs.offer(job, text("Open result"))
        elif document.history.redo_text is not None:
            self._jobs.offer(job, apply.offer_text(result, Filter(self.shown_from)))
        elif document.id in self._gestures:
            self._late.append((document, job))
        else:
            self.take(job, document)

    def take(self, job: Job, document: Document, request: Request | None = None) -> None:
        """Push what ``job`` found as one step, on top; as the answer to another ``request`` if one is given."""
        asked = request or job.request
        if job.outcome is None or isinstance(asked, BatchRequest):
            return
        result = job.outcome.result
        try:
            change = apply.change_for(document, asked, result, Filter(self.shown_from))
        except StudioError as error:
            self._refuse(error.text, document)
            return
        if change is not None:
            document.history.push(change)

    def begin_gesture(self, document: Document) -> None:
        """From now on results wait; gestures may nest."""
        self._gestures[document.id] = self._gestures.get(document.id, 0) + 1

    def end_gesture(self, document: Document) -> None:
        """Results that waited for the end of the outermost gesture are taken in."""
        left = self._gestures.pop(document.id, 1) - 1
        if left:
            self._gestures[document.id] = left
        else:
            self._let_in(document, document)

    def is_dragged(self, document: Document) -> bool:
        """Whether a drag is under way."""
        return document.id in self._gestures

    def waits(self, job: Job) -> bool:
        """Whether what ``job`` found waits for the end of a drag."""
        return any(late is job for _, late in self._late)

    def closed(self, document: Document) -> None:
        """What still waits for ``document`` is offered instead."""
        self._gestures.pop(document.id, None)
        self._let_in(document, None)
        for job in self._jobs.jobs:
            if job.document == document.id and isinstance(job.request, MergeRequest) and job.offer:
                self._jobs.offer(job, None)

    def _let_in(self, document: Document, target: Document | None) -> None:
        waiting = [job for owner, job in self._late if owner is document]
        self._late = [(owner, job) for owner, job in self._late if owner is not document]
        for job in waiting:
            self.deliver(job, target)
