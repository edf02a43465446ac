"""What the rows about jobs share: the program's own queue and lanes, a photo, and a main thread to wait on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import msgspec
import numpy as np
import skimage.data

from tests.fakes.main_thread import MainThread
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.layers import RasterLayer
from vlm_studio.jobs import apply
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.jobs.process_lane import ProcessLane
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.tasks.requests import DetectRequest
from vlm_studio.wire.work import Request, Result
from vlm_studio.words import text


class House:
    """A queue over one lane. Results are taken into :attr:`document` as the window does.

    :attr:`wish` makes a request: another mark makes it another one with the same answer, which takes up to
    :attr:`takes` seconds; :attr:`said` is that answer as bytes.
    """

    def __init__(self, lane: ProcessLane, blocks: BlockFolder, pool: ThreadPoolExecutor) -> None:
        self.wish: Callable[[str], Request] = self.detect
        self.said: Callable[[Result | None], bytes] = msgspec.json.encode
        self.takes = 0.1
        self.lane = lane
        self.main = MainThread()
        self.queue = JobQueue(
            {"heavy": lane}, lambda call: pool.submit(call) and None, self.main.post
        )
        photo = skimage.data.astronaut()
        opaque = np.full((*photo.shape[:2], 1), 255, np.uint8)
        block = blocks.store(np.concatenate((photo, opaque), axis=2))
        layer = RasterLayer(id="photo", name="Photo", block=block)
        state = DocumentState(
            "d", "photo", block.width, block.height, {layer.id: layer}, {"": (layer.id,)}
        )
        self.document = Document(state)

    def detect(self, mark: str = "photo") -> DetectRequest:
        """Looks for things in the photo; another ``mark`` makes it another request with the same answer."""
        picture = self.document.picture("photo")
        assert picture is not None
        marked = msgspec.structs.replace(picture, sources=(mark,))
        return DetectRequest(marked, "yolov3-tiny")

    def submit(self, request: Request) -> Job:
        job = Job(request, text("Job"), "heavy", self.document.id, then=self._take)
        self.queue.submit(job)
        return job

    def _take(self, job: Job) -> None:
        if job.state is JobState.DONE and job.outcome is not None:
            change = apply.change_for(self.document, job.request, job.outcome.result)
            if change is not None:
                self.document.history.push(change)

    def seconds_until(self, condition: Callable[[], object], at_most: float) -> float:
        """How long the main thread waits for ``condition``; fails after ``at_most`` seconds."""
        began = time.monotonic()
        self.main.until(condition, at_most)
        return time.monotonic() - began

    def answer(self, mark: str) -> bytes:
        """What the model says to the wish with this ``mark``."""
        job = self.submit(self.wish(mark))
        self.main.until(lambda: job.ended, 120)
        assert job.state is JobState.DONE, job.outcome
        assert job.outcome is not None
        return self.said(job.outcome.result)


@contextmanager
def house(command: list[str]) -> Iterator[House]:
    """A :class:`House` whose lane runs ``command``."""
    blocks = BlockFolder.create()
    lane = ProcessLane("heavy", command, blocks.path, full_speed=True)
    try:
        with ThreadPoolExecutor(2) as pool:
            try:
                yield House(lane, blocks, pool)
            finally:
                lane.stop()
    finally:
        blocks.remove()
