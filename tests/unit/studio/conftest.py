"""A studio whose file work is done in place and whose heavy lane does what the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.fakes.inline_lane import InlineLane
from tests.fakes.lane import FakeLane
from tests.fakes.main_thread import MainThread
from tests.fakes.plain_painter import PlainPainter
from tests.pictures import picture
from vlm_studio import paths
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings
from vlm_studio.studio import Notice, Studio
from vlm_studio.worker.run import Tools, run


@dataclass
class Workshop:
    """The studio, the lane that tests drive, and what the studio said."""

    studio: Studio
    heavy: FakeLane
    main: MainThread
    notices: list[Notice] = field(default_factory=list)

    def open(self, path: Path) -> Document:
        """Open one file and give its document."""
        before = len(self.studio.documents)
        self.studio.open([path])
        self.main.until(lambda: len(self.studio.documents) > before)
        return self.studio.documents[-1]

    def idle(self) -> None:
        """Wait until no job waits or runs."""
        self.main.until(lambda: not self.studio.jobs.busy)


@contextmanager
def begun() -> Iterator[Workshop]:
    """A studio from its start to its end, as a window has one."""
    main, heavy = MainThread(), FakeLane()
    blocks = BlockFolder.create()
    store = ModelStore(paths.models_folder())
    tools = Tools(store, PlainPainter)
    light = InlineLane(lambda request, context: run(request, context, tools), blocks)
    with ThreadPoolExecutor() as pool:

        def start(call: Callable[[], None]) -> None:
            pool.submit(call)

        jobs = JobQueue({"light": light, "heavy": heavy, "fetch": light}, start, main.post)
        studio = Studio(jobs, blocks, store, Settings())
        made = Workshop(studio, heavy, main)
        studio.noticed.connect(made.notices.append)
        yield made
        studio.shutdown()


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    with begun() as made:
        yield made


@pytest.fixture
def photo(workshop: Workshop) -> Document:
    return workshop.open(picture("chelsea.png"))
