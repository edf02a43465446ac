"""A lane in a process of its own, which may crash, hang or be killed without taking anything along."""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.jobs import endings
from vlm_studio.jobs.endings import Death
from vlm_studio.jobs.following import Following
from vlm_studio.jobs.lane import Report, Show, unseen
from vlm_studio.jobs.worker_process import Ended, WorkerProcess
from vlm_studio.log import logger
from vlm_studio.wire.messages import PROTOCOL, Hello, Quit, Run
from vlm_studio.wire.work import Outcome, Request

QUARANTINE = 3
"""Deaths of the lane after which a request is refused."""
START_SECONDS = 60.0
"""A worker that has not answered by then never will."""


def worker_command(lane: str) -> list[str]:
    """How this program starts a worker of itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "worker", "--lane", lane]
    # -P: modules that happen to lie in the current folder are not ours.
    return [sys.executable, "-P", "-m", "vlm_studio.cli", "worker", "--lane", lane]


@cache
def _spawner() -> ThreadPoolExecutor:
    """The thread that starts workers; it lives as long as the program (see :class:`WorkerProcess`)."""
    return ThreadPoolExecutor(1, "spawner")


class ProcessLane:
    """A :class:`~vlm_studio.jobs.lane.Lane` whose worker is started when first needed and again after its death."""

    def __init__(
        self, name: str, command: Sequence[str], blocks: Path, *, full_speed: bool = False
    ) -> None:
        """``blocks`` is the folder for the pixels of results. ``full_speed`` counts from the next start on."""
        self.name = name
        self.full_speed = full_speed
        self._command = list(command)
        self._blocks = blocks
        self._turn = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._cancelled: set[int] = set()
        self._deaths: Counter[str] = Counter()
        self._stopped = False

    # From any thread ---------------------------------------------------------------------------

    def start(self) -> None:
        """Start the worker in the background, so that the first job need not wait for it."""
        if not self._stopped:
            _spawner().submit(self._ensure)

    def warm(self, timeout: float = START_SECONDS) -> dict[str, Any]:
        """Wait until the worker answers and return what it says of itself. Not for the main thread.

        Raises :class:`StudioError` when it does not.
        """
        with self._turn:
            deadline = time.monotonic() + timeout
            try:
                worker = self._running()
                while worker.capabilities is None:
                    event = worker.next(max(0.0, deadline - time.monotonic()))
                    if isinstance(event, Ended) or time.monotonic() >= deadline:
                        raise StudioError(endings.NOT_STARTED)
            except OSError as error:
                raise StudioError(endings.NOT_STARTED) from error
            return worker.capabilities

    def cancel(self, job_id: int) -> None:
        """See :class:`~vlm_studio.jobs.lane.Lane`."""
        self._cancelled.add(job_id)
        worker = self._worker
        if worker is not None:
            worker.nudge()

    def stop(self) -> None:
        """See :class:`~vlm_studio.jobs.lane.Lane`."""
        self._stopped = True
        # One that is just being started is known once the spawner has come this far.
        _spawner().submit(lambda: None).result()
        worker = self._worker
        if worker is None:
            return
        if worker.capabilities is not None:
            worker.send(
                Quit()
            )  # a job in progress may have something to end itself, such as a download
            if worker.wait(0.4):
                return
        worker.kill()
        worker.wait(0.2)

    def run(self, job_id: int, request: Request, progress: Report, show: Show = unseen) -> Outcome:
        """See :class:`~vlm_studio.jobs.lane.Lane`."""
        with self._turn:
            began = time.monotonic()
            try:
                outcome = self._run(job_id, request, progress, show)
            finally:
                self._cancelled.discard(job_id)
            return msgspec.structs.replace(outcome, seconds=time.monotonic() - began)

    # One job -----------------------------------------------------------------------------------

    def _run(self, job_id: int, request: Request, progress: Report, show: Show) -> Outcome:
        # Large requests are only hashed once there is something to compare with.
        if self._deaths and self._deaths[_key(request)] >= QUARANTINE:
            return Outcome("failed", error=endings.QUARANTINED)
        if self._must_stop(job_id):
            return Outcome("cancelled")
        try:
            worker, end = self._followed(job_id, request, progress, show)
        except (OSError, ValueError, TypeError) as error:
            logger.exception("the %s lane could not take a job", self.name)
            return Outcome("failed", error=endings.NOT_STARTED, details=repr(error))
        if isinstance(end, Outcome):
            return end
        if self._must_stop(job_id):
            return Outcome("cancelled")
        if end.counts:
            self._deaths[_key(request)] += 1
        details = f"{end.details}\n{worker.complaints()}".strip()
        logger.warning("the %s worker died: %s", self.name, details)
        return Outcome("failed", error=end.sentence, details=details)

    def _followed(
        self, job_id: int, request: Request, progress: Report, show: Show
    ) -> tuple[WorkerProcess, Outcome | Death]:
        """How the job ended, and in which worker. One that dies before it begins is tried again once: the
        worker was dying when it got the job.
        """
        must_stop = partial(self._must_stop, job_id)
        for _ in range(2):
            worker = self._running()
            worker.send(Run(job_id, request))
            following = Following(worker, job_id, request, progress, must_stop, show)
            end = following.end()
            if isinstance(end, Outcome):
                break
            self._bury(worker)
            if worker.capabilities is None or following.began or must_stop():
                break
        return worker, end

    def _bury(self, worker: WorkerProcess) -> None:
        """End a worker that is no good any more; the next one is on its way, unless none ever answers."""
        worker.kill()
        worker.wait(1)
        if worker.capabilities is not None:
            self.start()

    def _must_stop(self, job_id: int) -> bool:
        return self._stopped or job_id in self._cancelled

    # The worker --------------------------------------------------------------------------------

    def _running(self) -> WorkerProcess:
        """A worker that is not known to be dead. Raises ``OSError`` when none can be started."""
        return _spawner().submit(self._ensure).result()

    def _ensure(self) -> WorkerProcess:
        # Only ever on the spawner's thread, so two callers cannot start two workers.
        worker = self._worker
        if worker is None or worker.gone or worker.wait(0):
            if self._stopped:
                raise OSError("the lane was stopped")
            hello = Hello(PROTOCOL, str(self._blocks), self.full_speed)
            worker = self._worker = WorkerProcess(self.name, self._command, hello)
        return worker


def _key(request: Request) -> str:
    return hashlib.sha256(msgspec.json.encode(request)).hexdigest()
