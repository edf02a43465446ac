"""A lane whose jobs end when and how the test says."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from vlm_studio.jobs.lane import Report, Show, unseen
from vlm_studio.wire.work import Outcome, Request, Result


@dataclass
class Underway:
    """A job that the lane is at."""

    id: int
    request: Request
    progress: Report
    show: Show = unseen
    cancelled: bool = False
    _outcome: Outcome | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def end(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._ended.set()

    def succeed(self, result: Result | None = None) -> None:
        self.end(Outcome("succeeded", result))

    def outcome(self) -> Outcome:
        self._ended.wait()
        assert self._outcome is not None
        return self._outcome


class FakeLane:
    """A :class:`~vlm_studio.jobs.lane.Lane`. ``obedient`` jobs end as cancelled when they are asked to."""

    def __init__(self, *, obedient: bool = True) -> None:
        self.obedient = obedient
        self.stopped = False
        self.seen: list[Request] = []
        """Every request that was begun, in order."""
        self.now: Underway | None = None
        self._turn = threading.Lock()

    def run(self, job_id: int, request: Request, progress: Report, show: Show = unseen) -> Outcome:
        assert self._turn.acquire(blocking=False), "two jobs at once in one lane"
        try:
            self.now = underway = Underway(job_id, request, progress, show)
            self.seen.append(request)
            return Outcome("cancelled") if self.stopped else underway.outcome()
        finally:
            self.now = None
            self._turn.release()

    def cancel(self, job_id: int) -> None:
        underway = self.now
        if underway is not None and underway.id == job_id:
            underway.cancelled = True
            if self.obedient:
                underway.end(Outcome("cancelled"))

    def stop(self) -> None:
        self.stopped = True
        if self.now is not None:
            self.now.end(Outcome("cancelled"))
