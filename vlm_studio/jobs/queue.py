"""The queue: which job is next, what each is doing, and what became of it."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Mapping
from functools import partial

from psygnal import Signal

from vlm_studio.jobs.job import URGENT, Job, JobState
from vlm_studio.jobs.lane import Lane
from vlm_studio.log import logger
from vlm_studio.tasks.requests import MaskRequest
from vlm_studio.wire.images import BatchRequest
from vlm_studio.wire.titles import program_error
from vlm_studio.wire.work import (
    ExportRequest,
    Outcome,
    Preview,
    PullRequest,
    RemoveRequest,
    Request,
    SaveRequest,
    StepPreview,
    VerifyRequest,
)
from vlm_studio.words import Text

KEEP = 200
"""Rows of ended jobs that are kept; the oldest go first."""

_ENDINGS = {
    "succeeded": JobState.DONE,
    "failed": JobState.FAILED,
    "cancelled": JobState.CANCELLED,
}
_WRITING = SaveRequest | ExportRequest | PullRequest | VerifyRequest | RemoveRequest
"""Work that leaves something on disk: what is done is done, also when it was asked to stop."""

Call = Callable[[], None]


class JobQueue:
    """Jobs in the order of their rows. To be touched on the main thread only.

    Waiting jobs stay here, so that they can be moved and cancelled; a lane gets one at a time.
    """

    added = Signal(Job)
    changed = Signal(Job)
    """Its state, its progress, its offer or its place in :attr:`jobs` changed."""
    removed = Signal(Job)

    def __init__(
        self,
        lanes: Mapping[str, Lane],
        start: Callable[[Call], None],
        on_main: Callable[[Call], None],
    ) -> None:
        """``start`` runs a call on some thread, ``on_main`` on the main one; both may call it in place."""
        self._lanes = lanes
        self._start = start
        self._on_main = on_main
        self._jobs: list[Job] = []
        self._quiet: list[Job] = []
        self._reports: dict[Job, tuple[float | None, Text | None]] = {}
        self._reporting = threading.Lock()
        self._filling = False
        self._closed = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every job that has a row, the newest last unless somebody moved it."""
        return tuple(self._jobs)

    @property
    def quiet(self) -> tuple[Job, ...]:
        """Jobs without a row that wait or run."""
        return tuple(self._quiet)

    @property
    def busy(self) -> bool:
        """Whether anything that was asked for waits or runs."""
        return any(not job.ended for job in self._jobs)

    def idle(self, lane: str) -> bool:
        """Whether a lane would begin with a new job at once."""
        return all(job.ended for job in self._jobs + self._quiet if job.lane == lane)

    @property
    def at_work(self) -> bool:
        """Whether anything at all waits or runs."""
        return self.busy or bool(self._quiet)

    def submit(self, job: Job) -> None:
        """Let ``job`` wait for its turn. A question for a mask takes the place of an older one that still waits."""
        if job.quiet:
            self._quiet.append(job)
            self._fill()
            return
        if job.rank == URGENT and isinstance(job.request, MaskRequest):
            self._drop_outdated(job.document)
        self._insert(job, len(self._jobs))

    def cancel(self, job: Job) -> None:
        """Stop ``job``, in whatever state; a waiting one is cancelled when this returns."""
        if job.state is JobState.WAITING:
            self._end(job, Outcome("cancelled"))
        elif job.state is JobState.RUNNING:
            job.state = JobState.STOPPING
            self._tell(job)
            if job.leader is not None:
                job.leader.stop()
            else:
                self._lanes[job.lane].cancel(job.id)

    def retry(self, job: Job) -> Job:
        """Ask for the same again, in the same row. Only for a job that failed or was cancelled."""
        if job.state not in (JobState.FAILED, JobState.CANCELLED):
            raise ValueError("only a job that failed or was cancelled can be tried again")
        again = job.again()
        self._insert(again, self._jobs.index(job))
        self.dismiss(job)  # only now: at no moment may nobody need the pixels that both ask about
        return again

    def dismiss(self, job: Job) -> None:
        """Take the row of an ended job away; nothing happens to any other."""
        if job.ended and job in self._jobs:
            self._drop(job)

    def move(self, job: Job, index: int) -> None:
        """Put a waiting job where ``index`` of :attr:`jobs` is now; nothing happens to any other."""
        if job.state is not JobState.WAITING:
            return
        self._jobs.remove(job)
        self._jobs.insert(index, job)
        self.changed.emit(job)

    def offer(self, job: Job, words: Text | None) -> None:
        """Let the row offer its result in ``words``, or no more."""
        job.offer = words
        self.changed.emit(job)

    def cancel_document(self, document: str) -> None:
        """Cancel what still waits for a document that is closed; what runs may end and offer its result.

        Files that are being written are not cut off: a waiting save stays.
        """
        for job in self.jobs:
            writes = isinstance(job.request, _WRITING)
            if job.document == document and job.state is JobState.WAITING and not writes:
                self.cancel(job)

    def report(self, job: Job, fraction: float | None, words: Text | None) -> None:
        """How far a led job is; its leader tells."""
        job.progress, job.text = fraction, words
        self._tell(job)

    def finish(self, job: Job, outcome: Outcome) -> None:
        """How a led job ended; its leader tells."""
        self._came_home(job, outcome)

    def shutdown(self) -> None:
        """Cancel everything and stop the lanes."""
        self._closed = True
        for job in (*self.jobs, *self.quiet):
            self.cancel(job)
        for lane in self._lanes.values():
            lane.stop()

    # Rows --------------------------------------------------------------------------------------

    def _insert(self, job: Job, index: int) -> None:
        if job.leader is None and job.lane not in self._lanes:
            raise KeyError(job.lane)
        self._jobs.insert(index, job)
        self.added.emit(job)
        self._fill()

    def _drop(self, job: Job) -> None:
        self._jobs.remove(job)
        self.removed.emit(job)

    def _tell(self, job: Job) -> None:
        if not job.quiet:
            self.changed.emit(job)

    def _drop_outdated(self, document: str | None) -> None:
        for job in self.jobs:
            asks = job.rank == URGENT and isinstance(job.request, MaskRequest)
            if asks and job.document == document and job.state is JobState.WAITING:
                self.cancel(job)
                self.dismiss(job)

    def _forget(self) -> None:
        ended = [job for job in self._jobs if job.ended and job.offer is None]
        for job in ended[: max(0, len(ended) - KEEP)]:
            self._drop(job)

    # Work --------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Give every free lane its next job. Work done in place comes back into this loop, not deeper."""
        if self._filling:
            return
        self._filling = True
        try:
            while (job := self._next()) is not None:
                job.state = JobState.RUNNING
                job.began = time.monotonic()
                self._tell(job)
                if job.leader is not None:
                    job.leader.begin(job)
                elif not isinstance(job.request, BatchRequest):
                    self._start(partial(self._work, job, job.request))
        finally:
            self._filling = False

    def _next(self) -> Job | None:
        if self._closed:
            return None
        every = self._jobs + self._quiet
        taken = {job.lane for job in every if job.running}
        waiting = (job for job in every if job.state is JobState.WAITING)
        ready = [j for j in waiting if j.lane not in taken and _may_begin(j)]
        return min(ready, key=lambda job: job.rank, default=None)

    def _work(self, job: Job, request: Request) -> None:
        # Any thread.
        try:
            lane = self._lanes[job.lane]
            report, show = partial(self._report, job), partial(self._show, job)
            outcome = lane.run(job.id, request, report, show)
        except Exception as error:
            logger.exception("the %s lane failed", job.lane)
            details = "".join(traceback.format_exception(error))
            outcome = Outcome("failed", error=program_error(request), details=details)
        self._on_main(partial(self._came_home, job, outcome))

    def _came_home(self, job: Job, outcome: Outcome) -> None:
        if job.state is JobState.STOPPING:
            done = outcome.status == "succeeded" and isinstance(job.request, _WRITING)
            if not done:
                outcome = Outcome("cancelled", seconds=outcome.seconds)
        self._end(job, outcome)

    def _end(self, job: Job, outcome: Outcome) -> None:
        job.outcome = outcome
        job.state = _ENDINGS[outcome.status]
        job.ended_at = time.monotonic()
        if job.quiet:
            self._quiet.remove(job)
        try:
            self._tell(job)
            if job.then:
                job.then(job)
            self._forget()
        finally:
            self._fill()

    def _report(self, job: Job, fraction: float | None, words: Text | None) -> None:
        # Any thread: the newest report replaces one that is still on its way to the main thread.
        with self._reporting:
            on_its_way = job in self._reports
            self._reports[job] = (fraction, words)
        if not on_its_way:
            self._on_main(partial(self._reported, job))

    def _reported(self, job: Job) -> None:
        with self._reporting:
            job.progress, job.text = self._reports.pop(job)
        if job.state is JobState.RUNNING:
            self._tell(job)

    def _show(self, job: Job, preview: Preview | StepPreview) -> None:
        # Any thread.
        self._on_main(partial(self._shown, job, preview))

    def _shown(self, job: Job, preview: Preview | StepPreview) -> None:
        if job.state is JobState.RUNNING and job.shows:
            job.shows(job, preview)


def _may_begin(job: Job) -> bool:
    return job.after is None or job.after.state is JobState.DONE
