"""What the application adds to a job: from the order to the layer on the canvas, against the bare call."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from tests.bench import pictures, studio, table
from tests.bench.pairs import Rounds, rounds
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import RasterLayer, new_id
from vlm_studio.tasks.requests import (
    BoxMasksRequest,
    DetectRequest,
    LabelledBox,
    TaskRequest,
)
from vlm_studio.words import text

LIMIT_MS = 7.0
_BOXES = 12


@dataclass(frozen=True)
class Size:
    """A real job that takes about ``name`` here: a ``request`` for a photograph so many pixels wide."""

    name: str
    job: str
    width: int
    request: Callable[[Document], TaskRequest]
    target: float
    pairs: int


def _faces(document: Document) -> TaskRequest:
    return DetectRequest(document.picture(), "blazeface")


def _objects(document: Document) -> TaskRequest:
    return DetectRequest(document.picture(), "yolov3-tiny")


def _masks(document: Document) -> TaskRequest:
    # As many as are wanted of one box: each is worked out anew.
    side = document.width
    box = LabelledBox(Box(0.1 * side, 0.05 * side, 0.7 * side, 0.9 * side), "person", 0.9)
    return BoxMasksRequest(document.picture(), "grabcut", (box,) * _BOXES)


_SIZES = (
    Size("50 ms", "faces", 2048, _faces, 1.15, 40),
    Size("200 ms", "objects", 3072, _objects, 1.04, 40),
    Size("2 s", f"masks of {_BOXES} boxes", 1024, _masks, 1.01, 12),
)


def measure(quick: bool) -> list[table.Line]:
    """Three sizes of job; each in a new document, so that it always makes a layer."""
    lines = []
    with office() as hall:
        for size in _SIZES:
            times = hall.compare(size, 3 if quick else size.pairs)
            ours, bare = times.of("ours", "bare")
            extra = statistics.median(a - b for a, b in zip(ours, bare)) * 1000
            note = f"{size.job}: {statistics.median(bare) * 1000:.0f} ms bare; {times.words()}"
            name = f"job of ~{size.name} to its layer / bare call"
            lines.append(table.ratio(name, ours, bare, size.target, note))
            name = f"added to a job of ~{size.name}"
            lines.append(table.Line(name, extra, LIMIT_MS, unit="ms"))
    return lines


class Office:
    """The application's queue, its heavy lane in a process of its own and a canvas; and an engine in place."""

    def __init__(self) -> None:
        from PySide6.QtWidgets import QApplication

        from tests.starter import starter_store
        from vlm_studio.document.blocks import BlockFolder
        from vlm_studio.inference.cache import EngineCache
        from vlm_studio.jobs.process_lane import ProcessLane, worker_command
        from vlm_studio.jobs.queue import JobQueue
        from vlm_studio.settings import Settings
        from vlm_studio.studio import Studio
        from vlm_studio.tasks.context import PlainContext
        from vlm_studio.ui.canvas.view import CanvasView
        from vlm_studio.ui.pool import Pool

        self.app = QApplication.instance() or QApplication([])
        self.pool = Pool()
        self.blocks = BlockFolder.create()
        self.lane = ProcessLane("heavy", worker_command("heavy"), self.blocks.path)
        self.queue = JobQueue({"heavy": self.lane}, self.pool.start, self.pool.on_main)
        self.studio = Studio(self.queue, self.blocks, starter_store(), Settings())
        self.view = CanvasView()
        self.view.resize(1280, 800)
        self.view.show()
        self.cache = EngineCache(starter_store())
        self.context = PlainContext(self.blocks)

    def compare(self, size: Size, pairs: int) -> Rounds:
        """Seconds of both sides for ``size``."""
        pixels = np.asarray(pictures.photo(width=size.width).convert("RGBA"))
        block = self.blocks.store(pixels, mips=True)
        self.studio.add(_document(block))  # stays open, so that the pixels stay
        return rounds(
            {"ours": lambda: self.ordered(size, block), "bare": lambda: self.bare(size, block)},
            pairs,
            warm_ups=3,
        )

    def bare(self, size: Size, block: Block) -> float:
        """Seconds of the call alone."""
        from vlm_studio.inference.run import run_task

        request = size.request(_document(block))
        began = time.monotonic()
        run_task(request, self.context, self.cache)
        return time.monotonic() - began

    def ordered(self, size: Size, block: Block) -> float:
        """Seconds from handing in the job until the canvas was told of the new layer."""
        from PySide6.QtCore import QEventLoop

        from vlm_studio.jobs import apply
        from vlm_studio.jobs.job import Job

        document = _document(block)
        self.studio.add(document)
        self.view.set_document(document)
        self.app.processEvents()
        loop, ended = QEventLoop(), []
        # Connected after the canvas, so called after it.
        document.changed.connect(lambda _change: ended.append(time.monotonic()))

        def deliver(job: Job) -> None:
            change = apply.change_for(document, job.request, job.outcome.result)
            if change is not None:
                document.history.push(change)
            loop.quit()

        request = size.request(document)
        began = time.monotonic()
        job = Job(request, text("Detect"), "heavy", document.id, then=deliver)
        self.queue.submit(job)
        loop.exec()
        self.view.set_document(None)
        self.studio.close(document)
        if not ended:
            raise RuntimeError(f"the job made no layer: {job.outcome}")
        return ended[0] - began

    def close(self) -> None:
        """End the worker and give the pixels back."""
        self.studio.shutdown()
        self.pool.close()
        self.view.close()
        self.blocks.remove()


@contextmanager
def office() -> Iterator[Office]:
    """An :class:`Office` with a home of its own."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import vlm_studio.ui  # noqa: F401 - see there: Qt and references to None

    with studio.home() as home:
        os.environ["VLM_STUDIO_HOME"] = str(home)
        hall = Office()
        try:
            yield hall
        finally:
            hall.close()
            del os.environ["VLM_STUDIO_HOME"]


def _document(block: Block) -> Document:
    layer = RasterLayer(name="photo", block=block)
    return Document(
        DocumentState(
            id=new_id(),
            name="photo",
            width=block.width,
            height=block.height,
            layers={layer.id: layer},
            children={"": (layer.id,)},
        )
    )
