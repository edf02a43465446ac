"""A job: a request with a name, a state and an end."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from enum import Enum
from typing import Protocol

from vlm_studio.wire.images import BatchRequest
from vlm_studio.wire.work import Outcome, Preview, Request, StepPreview
from vlm_studio.words import Text

_ids = itertools.count(1)


class JobState(Enum):
    """``STOPPING`` is a running job that was asked to stop; ``FAILED`` has its sentence in ``outcome.error``."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


URGENT, ORDINARY, PATIENT = range(3)
"""What goes first in a lane: what somebody holds the mouse still for, and last what nobody waits for."""


class Leader(Protocol):
    """Does the work of a job by submitting others, and tells the queue how far it is and when it has ended."""

    def begin(self, job: Job) -> None:
        """It is the turn of ``job``."""

    def stop(self) -> None:
        """End soon."""

    def blocks(self) -> set[str]:
        """Pixels that the work needs now."""


class Job:
    """Lives on the main thread; only the queue changes it."""

    def __init__(
        self,
        request: Request | BatchRequest,
        title: Text,
        lane: str,
        document: str | None = None,
        *,
        rank: int = ORDINARY,
        quiet: bool = False,
        then: Callable[[Job], None] | None = None,
        shows: Callable[[Job, Preview | StepPreview], None] | None = None,
        after: Job | None = None,
        leader: Leader | None = None,
    ) -> None:
        """``lane`` is light, heavy or fetch; ``document`` the id of the document it is for.

        ``rank`` is URGENT, ORDINARY or PATIENT. A ``quiet`` job is not listed: nobody hears of it but ``then``, which
        is called on the main thread when the job has ended, however it ended; ``shows`` there before, with what can
        be seen already. A job waits until the one that it comes ``after`` is done. With a ``leader`` the lane is
        only a name: of the jobs that share it one is led at a time.
        """
        self.id = next(_ids)
        self.request = request
        self.title = title
        self.lane = lane
        self.document = document
        self.rank = rank
        self.quiet = quiet
        self.then = then
        self.shows = shows
        self.after = after
        self.leader = leader
        self.state = JobState.WAITING
        self.progress: float | None = None
        """0..1, or ``None`` while nobody knows."""
        self.text: Text | None = None
        """What it is doing now."""
        self.outcome: Outcome | None = None
        self.offer: Text | None = None
        """A result that waits to be taken, in a few words: "12 objects"."""
        self.began: float | None = None
        self.ended_at: float | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def running(self) -> bool:
        """Whether its lane is at it, asked to stop or not."""
        return self.state in (JobState.RUNNING, JobState.STOPPING)

    def elapsed(self) -> float:
        """Seconds it has run, up to now or to its end; 0 while it waits."""
        if self.began is None:
            return 0.0
        return (time.monotonic() if self.ended_at is None else self.ended_at) - self.began

    def seconds_left(self) -> float | None:
        """About how many seconds it still needs; ``None`` while that would be a guess."""
        if self.state is not JobState.RUNNING or not self.progress:
            return None
        elapsed = self.elapsed()
        if elapsed < 1 or self.progress < 0.05:
            return None
        return elapsed * (1 - self.progress) / self.progress

    def again(self) -> Job:
        """A new job that asks for the same."""
        return Job(
            self.request,
            self.title,
            self.lane,
            self.document,
            rank=self.rank,
            quiet=self.quiet,
            then=self.then,
            shows=self.shows,
            after=self.after,
            leader=self.leader,
        )
