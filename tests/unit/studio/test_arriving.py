"""A document is there before its pixels are: what can be done with it, and what becomes of it when they do not come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from tests.fakes.lane import FakeLane, Underway
from tests.fakes.main_thread import MainThread
from vlm_studio import paths
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.jobs.job import JobState
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings
from vlm_studio.studio import Notice, Studio
from vlm_studio.tasks.requests import DetectRequest
from vlm_studio.wire.work import Opened, Outcome, Preview, SaveRequest
from vlm_studio.words import text


@dataclass
class Reading:
    """A studio that is reading ``photo.jpg``, and the lane that reads it."""

    studio: Studio
    light: FakeLane
    heavy: FakeLane
    main: MainThread
    block: Block
    state: DocumentState
    notices: list[Notice] = field(default_factory=list)

    @property
    def work(self) -> Underway:
        """What the light lane is at."""
        self.main.until(lambda: self.light.now is not None)
        assert self.light.now is not None
        return self.light.now

    def show(self, finest: int) -> Document:
        """The lane tells of the picture."""
        self.work.show(Preview(self.state, finest))
        self.main.until(
            lambda: any(d.rough.get(self.block.path) == finest for d in self.studio.documents)
        )
        [document] = self.studio.documents
        return document

    def end(self, outcome: Outcome) -> None:
        work = self.work
        work.end(outcome)
        self.main.until(lambda: self.light.now is not work and not self.reads)

    @property
    def reads(self) -> bool:
        return any(not j.ended and j.title.values.get("name") == "photo.jpg" for j in self.jobs)

    @property
    def jobs(self):
        return self.studio.jobs.jobs


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Reading]:
    main, light, heavy = MainThread(), FakeLane(), FakeLane()
    blocks = BlockFolder.create()
    block = blocks.store(np.zeros((400, 600, 4), np.uint8), mips=True)
    state = DocumentState.of_picture(block, "photo", "photo.jpg")
    with ThreadPoolExecutor() as pool:

        def start(call: Callable[[], None]) -> None:
            pool.submit(call)

        jobs = JobQueue({"light": light, "heavy": heavy, "fetch": light}, start, main.post)
        studio = Studio(jobs, blocks, ModelStore(paths.models_folder()), Settings())
        made = Reading(studio, light, heavy, main, block, state)
        studio.noticed.connect(made.notices.append)
        studio.open([tmp_path / "photo.jpg"])
        yield made
        studio.shutdown()


def draw_box(document: Document) -> None:
    layer = AnnotationLayer(name="Annotations")
    drawn = Annotation(1, "cat", Box(10, 20, 200, 150))
    document.history.push(
        edits.insert_layers(document, [layer], text("Draw"), annotations={layer.id: [drawn]})
    )


def test_what_is_drawn_before_all_pixels_are_there_stays(reading):
    document = reading.show(2)
    assert (document.width, document.height) == (600, 400)
    assert reading.studio.arriving(document) is not None
    changes = []
    document.changed.connect(changes.append)
    draw_box(document)
    before = document.snapshot().digest()
    reading.end(Outcome("succeeded", Opened(reading.state, (text("A notice"),))))
    assert reading.studio.documents == [document]
    assert document.rough == {}
    assert reading.studio.arriving(document) is None
    assert document.snapshot().digest() == before
    assert [set(change.layers) >= set(reading.state.layers) for change in changes] == [False, True]
    assert [str(notice.text) for notice in reading.notices] == ["A notice"]
    assert reading.jobs == ()
    document.history.undo()
    assert document.snapshot().digest() == reading.state.digest()
    assert Path(reading.block.path).exists()


def test_what_needs_the_pixels_waits_for_them(reading, tmp_path):
    document = reading.show(2)
    reading.studio.run(document, "object-detection", "yolov3-tiny")
    reading.studio.save(document, tmp_path / "photo.vlms")
    assert [job.state for job in reading.jobs[1:]] == [JobState.WAITING] * 2
    assert reading.heavy.seen == []
    reading.end(Outcome("succeeded", Opened(reading.state)))
    reading.main.until(lambda: bool(reading.heavy.seen))
    assert isinstance(reading.heavy.seen[0], DetectRequest)
    reading.main.until(lambda: isinstance(reading.work.request, SaveRequest))


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_when_the_rest_does_not_come_nothing_stays(reading, status, tmp_path):
    document = reading.show(2)
    draw_box(document)
    reading.studio.run(document, "object-detection", "yolov3-tiny")
    reading.studio.save(document, tmp_path / "photo.vlms")
    error = text("{name} is damaged and cannot be opened.", name="photo.jpg")
    reading.end(Outcome(status, error=error if status == "failed" else None))
    assert reading.studio.documents == []
    assert [job.title.values for job in reading.jobs] == [{"name": "photo.jpg"}]
    said = [str(notice.text) for notice in reading.notices]
    assert said == (["photo.jpg is damaged and cannot be opened."] if status == "failed" else [])
    assert reading.heavy.seen == []
    assert not (tmp_path / "photo.vlms").exists()


def test_closing_the_document_stops_reading(reading):
    document = reading.show(2)
    work = reading.work
    reading.studio.close(document)
    assert work.cancelled
    reading.main.until(lambda: not reading.studio.jobs.busy)
    assert reading.studio.documents == []
    assert reading.notices == []
    assert not Path(reading.block.path).exists()


def test_trying_again_shows_a_document_again(reading):
    reading.show(2)
    reading.end(Outcome("failed", error=text("The photo is damaged.")))
    [job] = reading.jobs
    reading.studio.jobs.retry(job)
    document = reading.show(3)
    reading.end(Outcome("succeeded", Opened(reading.state)))
    assert reading.studio.documents == [document]


def test_a_picture_that_turns_out_different_takes_the_place_of_what_was_shown(reading):
    shown = reading.show(2)
    other = reading.studio.blocks.store(np.zeros((600, 400, 4), np.uint8))
    reading.end(Outcome("succeeded", Opened(DocumentState.of_picture(other, "photo"))))
    [document] = reading.studio.documents
    assert document is not shown
    assert (document.width, document.height) == (400, 600)
