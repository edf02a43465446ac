"""Following one job in a worker until it has ended one way or the other."""

from __future__ import annotations

import time
from collections.abc import Callable

from vlm_studio.jobs import endings
from vlm_studio.jobs.endings import Death
from vlm_studio.jobs.lane import Report, Show
from vlm_studio.jobs.silence import Silence, Verdict
from vlm_studio.jobs.worker_process import Ended, WorkerProcess
from vlm_studio.wire.messages import Cancel, Done, Progress, Shown
from vlm_studio.wire.work import DecodeRequest, OpenRequest, Outcome, Request
from vlm_studio.words import Text

GRACE = 2.0
"""Seconds that a cancelled job has until its worker is killed."""
_SHORT_GRACE = 0.3
_HARD_OF_HEARING = (OpenRequest, DecodeRequest)
"""Decoders hear between two pieces of a file, but some read all of it in one long call, and nobody waits for that."""


class Following:
    """Listens to ``worker``, which was just given ``request``."""

    def __init__(
        self,
        worker: WorkerProcess,
        job_id: int,
        request: Request,
        progress: Report,
        must_stop: Callable[[], bool],
        show: Show,
    ) -> None:
        """``must_stop`` is asked again after every :meth:`WorkerProcess.nudge`."""
        self._worker = worker
        self._job_id = job_id
        self._progress = progress
        self._must_stop = must_stop
        self._show = show
        self._grace = _SHORT_GRACE if isinstance(request, _HARD_OF_HEARING) else GRACE
        self._deadline: float | None = None
        self._silence = Silence(worker.pid)
        self._told: tuple[float | None, Text | None] = (None, None)
        self._not_responding = False
        self.began = False
        """Whether the worker said anything of the job; if not, its death has another reason."""

    def end(self) -> Outcome | Death:
        """How the job ended; a :class:`Death` when the worker can no longer be used."""
        while True:
            event = self._worker.next(self._patience())
            match event:
                case None:
                    if (death := self._silent()) is not None:
                        return death
                case Done(job=job, outcome=outcome) if job == self._job_id:
                    return outcome
                case Progress(job=job) if job == self._job_id:
                    self._heard()
                    self._tell(event)
                case Shown(job=job, preview=preview) if job == self._job_id:
                    self._heard()
                    self._show(preview)
                case Done() | Progress() | Shown():
                    return endings.of_broken_wire("word of a job that is not running")
                case Ended():
                    return endings.of_end(event, self._worker.capabilities is not None)
                case _:
                    self._heard()
            if self._out_of_patience():
                return endings.CANCELLED

    def _patience(self) -> float:
        if self._deadline is None:
            return 1.0
        return min(1.0, max(0.0, self._deadline - time.monotonic()))

    def _out_of_patience(self) -> bool:
        if self._deadline is None:
            if not self._must_stop():
                return False
            self._worker.send(Cancel(self._job_id))
            self._deadline = time.monotonic() + self._grace
        return time.monotonic() >= self._deadline

    def _tell(self, progress: Progress) -> None:
        self.began = True
        self._told = (progress.fraction, progress.text)
        self._progress(*self._told)

    def _heard(self) -> None:
        self._silence.heard()
        if self._not_responding:
            self._not_responding = False
            self._progress(*self._told)

    def _silent(self) -> Death | None:
        match self._silence.verdict():
            case Verdict.STOPPED:
                return endings.of_silence("the system says that the worker is stopped")
            case Verdict.DEAD:
                return endings.of_silence("the worker used no CPU though there was some")
            case Verdict.NOT_RESPONDING if not self._not_responding and self._worker.capabilities:
                self._not_responding = True
                self._progress(self._told[0], endings.NOT_RESPONDING)
        return None
