"""The main loop of a lane: one thread listens, one says that it is alive, the main thread works."""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
import queue
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.errors import JobCancelled
from vlm_studio.log import logger
from vlm_studio.tasks.context import Context
from vlm_studio.wire.frames import TO_WORKER, BrokenWire, encode_frame, read_frame, write_all
from vlm_studio.wire.messages import (
    PROTOCOL,
    Beat,
    Cancel,
    Done,
    FromWorker,
    Hello,
    Log,
    Progress,
    Quit,
    Ready,
    Run,
    ToWorker,
)
from vlm_studio.wire.work import Outcome, Request
from vlm_studio.worker import system
from vlm_studio.worker.context import JobContext
from vlm_studio.worker.run import failure

Work = Callable[[Request, Context], Outcome]

BEAT_SECONDS = 1.0
FAREWELL_SECONDS = 0.5
"""What a job gets to end in order when the window is gone."""
BROKEN_WIRE = 4
"""Exit status after a broken wire."""


class Loop:
    """Serves requests from ``source`` to ``sink`` until it is told to quit."""

    def __init__(
        self,
        lane: str,
        source: BinaryIO,
        sink: BinaryIO,
        work: Work,
        capabilities: Callable[[], Mapping[str, Any]] = dict,
    ) -> None:
        """``capabilities`` (JSON types) are told in the answer to the greeting."""
        self._lane = lane
        self._capabilities = capabilities
        self._source = source
        self._sink = sink
        self._work = work
        self._writing = threading.Lock()
        self._runs: queue.SimpleQueue[Run | None] = queue.SimpleQueue()
        self._job: JobContext | None = None
        self._busy = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._folder: Path | None = None

    def serve(self) -> int:
        """Work until told to quit; returns the exit status. Ends the process when the wire breaks or closes."""
        faulthandler.enable(2)  # a program without a terminal has no sys.stderr
        system.end_with_parent()
        hello = self._receive()
        if not isinstance(hello, Hello) or hello.protocol != PROTOCOL:
            self.send(Ready(PROTOCOL, {}))
            return BROKEN_WIRE
        self._folder = Path(hello.blocks)
        logger.setLevel(logging.INFO)
        logger.handlers = [_Forward(self.send)]
        logger.propagate = False
        for target in (self._listen, self._beat):  # started first, they keep the ordinary priority
            threading.Thread(target=target, daemon=True).start()
        if not hello.full_speed:
            system.lower_priority(self._lane)
        known = {"lane": self._lane, "pid": os.getpid(), "python": platform.python_version()}
        self.send(Ready(PROTOCOL, {**known, **self._capabilities()}))
        blocks = BlockFolder(self._folder, owner=False)
        while (run := self._runs.get()) is not None:
            self._run(run, blocks)
        return 0

    def send(self, message: FromWorker) -> None:
        """Send from any thread. Ends the process when nobody listens any more."""
        try:
            self._write(message)
        except OSError:
            self._orphaned()

    def _progress(self, message: FromWorker) -> None:
        # When nobody listens any more, the job ends what it started before the process ends.
        try:
            self._write(message)
        except OSError as error:
            raise JobCancelled from error

    def _write(self, message: FromWorker) -> None:
        frame = encode_frame(message, self._folder)
        with self._writing:
            write_all(self._sink, frame)

    def _run(self, run: Run, blocks: BlockFolder) -> None:
        job = self._job
        if job is None:
            raise RuntimeError("a job was started that nobody heard of")
        job.blocks = blocks
        self.send(Progress(run.job, None))
        self._busy.set()
        self._idle.clear()
        outcome = self._work(run.request, job)
        self._idle.set()
        self._busy.clear()
        self._job = None  # before the answer, which lets the next job in
        try:
            self.send(Done(run.job, outcome))
        except Exception as error:
            # Nothing was sent yet: a result that JSON cannot say, or no room to spill it.
            logger.exception("the result of job %d cannot be sent", run.job)
            self.send(Done(run.job, failure(run.request, error, outcome.seconds)))

    def _listen(self) -> None:
        try:
            while (message := self._receive()) is not None:
                self._heard(message)
        except BrokenWire:
            logger.exception("%s worker: broken wire", self._lane)
            os._exit(BROKEN_WIRE)
        self._orphaned()

    def _heard(self, message: ToWorker) -> None:
        job = self._job
        match message:
            case Run(job=id) if job is None:
                self._job = JobContext(id, self._progress)
                self._runs.put(message)
            case Cancel(job=id):
                if job is not None and job.id == id:
                    job.cancel()
            case Quit():
                if job is not None:
                    job.cancel()
                self._runs.put(None)
            case _:
                raise BrokenWire(f"{type(message).__name__} is out of order")

    def _receive(self) -> ToWorker | None:
        return read_frame(self._source, TO_WORKER, self._folder)

    def _beat(self) -> None:
        pause = threading.Event()
        while self._busy.wait():
            pause.wait(BEAT_SECONDS)
            self.send(Beat())

    def _orphaned(self) -> None:
        """The window is gone without a word: nobody else will end what a job started, or remove the blocks."""
        job = self._job
        if job is not None and threading.current_thread() is not threading.main_thread():
            job.cancel()
            self._idle.wait(FAREWELL_SECONDS)
        folder = self._folder
        for _ in range(50):  # another worker may still be writing into it
            if folder is None or not folder.exists():
                break
            BlockFolder(folder, owner=False).remove()
        os._exit(0)


class _Forward(logging.Handler):
    """Sends log records to the window, so that one log tells the whole story."""

    def __init__(self, send: Callable[[FromWorker], None]) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._send(Log(record.levelno, self.format(record)[:100_000]))
        except Exception:
            self.handleError(record)
