"""One task on all pictures of a folder: progress, stopping, going on, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.studio.conftest import Workshop
from tests.unit.studio.test_images import draw, folder, named, opened, rest, show
from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.geometry import Box
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.studio.picture_row import Picture, PictureState
from vlm_studio.tasks.requests import Annotations, DetectRequest
from vlm_studio.wire.images import BatchDone, BatchRequest
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text

__all__ = ["folder"]

WISH = BatchRequest("object-detection", "yolov3-tiny")
MADE = Provenance("object-detection", "yolov3-tiny")


def found(*labels: str) -> Annotations:
    boxes = [Annotation(i, label, Box(i, i, 9, 9), 0.9, MADE) for i, label in enumerate(labels, 1)]
    return Annotations(tuple(boxes))


def looks(workshop: Workshop) -> int:
    """How often a model was asked."""
    return len(workshop.heavy.seen)


def answer(workshop: Workshop, *labels: str) -> None:
    """The model's answer to what it is at, once it is."""
    workshop.main.until(lambda: workshop.heavy.now is not None)
    assert workshop.heavy.now is not None
    now = workshop.heavy.now
    now.succeed(found(*labels))
    workshop.main.until(lambda: workshop.heavy.now is not now)


def run(workshop: Workshop, **options: bool) -> Job:
    return workshop.studio.run_all(WISH, workshop.studio.images.pictures, **options)


def labels(workshop: Workshop, row: Picture) -> list[str]:
    return show(workshop, row).labels()


def test_every_picture_is_done_in_one_row_and_written_at_once(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    images.turning.leave()
    rest(workshop)
    job = run(workshop)
    answer(workshop, "cat")
    workshop.main.until(lambda: images.counts() == (1, 4))
    assert job.progress == pytest.approx(0.25)
    assert (folder / "photo 2.png.vlms").is_file()
    for _ in range(3):
        answer(workshop, "dog")
    rest(workshop)
    assert job.state is JobState.DONE
    assert job.outcome is not None
    assert job.outcome.result == BatchDone(4, 0)
    assert [job] == list(workshop.studio.jobs.jobs)
    assert [row.state for row in images.pictures] == [PictureState.DONE] * 4
    assert list(workshop.studio.blocks.path.glob("*.px")) == []
    assert labels(workshop, images.pictures[0]) == ["cat"]


def test_a_batch_that_was_stopped_goes_on_where_it_was(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    rest(workshop)
    job = run(workshop)
    answer(workshop, "cat")
    workshop.main.until(lambda: images.counts()[0] == 1 and workshop.heavy.now is not None)
    workshop.studio.jobs.cancel(job)
    rest(workshop)
    assert job.state is JobState.CANCELLED
    before, done = looks(workshop), images.counts()[0]
    again = workshop.studio.jobs.retry(job)
    for _ in range(4 - done):
        answer(workshop, "dog")
    rest(workshop)
    assert again.state is JobState.DONE
    assert looks(workshop) == before + 4 - done
    assert images.counts() == (4, 4)


def test_after_a_restart_nothing_is_done_twice(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    images.turning.leave()
    job = run(workshop)
    answer(workshop, "cat")
    answer(workshop)  # nothing found is an answer too
    workshop.main.until(lambda: images.counts()[0] == 2 and workshop.heavy.now is not None)
    workshop.studio.jobs.cancel(job)
    rest(workshop)
    images.folder = None  # as another session would find it
    images = opened(workshop, folder)
    before = looks(workshop)
    job = run(workshop)
    for _ in range(2):
        answer(workshop, "dog")
    rest(workshop)
    assert looks(workshop) == before + 2
    assert job.outcome is not None
    assert job.outcome.result == BatchDone(2, 2)
    once_more = run(workshop)
    rest(workshop)
    assert once_more.outcome is not None
    assert once_more.outcome.result == BatchDone(0, 4)


def test_another_wish_is_another_run(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    images.turning.leave()
    run(workshop)
    for _ in range(4):
        answer(workshop, "cat")
    rest(workshop)
    other = BatchRequest("object-detection", "yolov3-tiny", labels=("dog",))
    workshop.studio.run_all(other, images.pictures[:1])
    answer(workshop, "dog")
    rest(workshop)
    # The same model on the same picture again replaces what nobody touched.
    assert labels(workshop, images.pictures[0]) == ["dog"]


def test_one_that_fails_is_named_and_tried_again(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    images.turning.leave()
    broken = named(images, "Zebra.png")
    whole = broken.path.read_bytes()
    broken.path.write_bytes(b"\x89PNG\r\n\x1a\n damaged")
    job = run(workshop)
    for _ in range(3):
        answer(workshop, "cat")
    rest(workshop)
    assert job.state is JobState.FAILED
    assert job.outcome is not None
    assert "1 of 4" in str(job.outcome.error)
    assert "Zebra.png" in job.outcome.details
    assert broken.state is PictureState.FAILED
    broken.path.write_bytes(whole)
    again = workshop.studio.jobs.retry(job)
    answer(workshop, "zebra")
    rest(workshop)
    assert again.state is JobState.DONE
    assert broken.state is PictureState.DONE


def test_a_model_that_fails_at_one_picture_goes_on_with_the_next(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    images.turning.leave()
    job = run(workshop)
    workshop.main.until(lambda: workshop.heavy.now is not None)
    assert workshop.heavy.now is not None
    workshop.heavy.now.end(
        Outcome("failed", error=text("There is not enough memory for this job."))
    )
    workshop.main.until(lambda: images.pictures[0].state is PictureState.FAILED)
    for _ in range(3):
        answer(workshop, "cat")
    rest(workshop)
    assert job.state is JobState.FAILED
    assert images.counts() == (3, 4)


def test_hand_made_work_is_kept(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    draw(show(workshop, images.pictures[1]))
    images.turning.leave()
    rest(workshop)
    run(workshop)
    for _ in range(4):
        answer(workshop, "cat")
    rest(workshop)
    assert images.pictures[1].state is PictureState.EDITED
    assert labels(workshop, images.pictures[1]) == ["cat", "thing"]


def test_the_picture_on_the_screen_gets_its_result_as_one_step(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    document = show(workshop, images.pictures[0])
    draw(document)
    run(workshop)
    for _ in range(4):
        answer(workshop, "cat")
    rest(workshop)
    assert document in workshop.studio.documents
    assert document.labels() == ["cat", "thing"]
    assert not document.history.dirty
    document.history.undo()
    assert document.labels() == ["thing"]


def test_a_picture_that_is_opened_meanwhile_gets_the_result(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    images.turning.leave()
    run(workshop)
    workshop.main.until(lambda: workshop.heavy.now is not None)
    document = show(workshop, images.pictures[0])
    draw(document)
    for _ in range(4):
        answer(workshop, "cat")
    rest(workshop)
    assert document.labels() == ["cat", "thing"]
    assert images.counts() == (4, 4)


def test_a_person_s_own_run_goes_before_the_rest_of_the_batch(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    rest(workshop)
    run(workshop)
    workshop.main.until(lambda: workshop.heavy.now is not None)
    document = show(workshop, images.pictures[3])
    mine = workshop.studio.run(document, "keypoint-detection", "blazepose")
    answer(workshop, "cat")
    workshop.main.until(lambda: workshop.heavy.now is not None)
    assert mine is not None
    assert mine.state is JobState.RUNNING
    assert not isinstance(workshop.heavy.seen[-1], DetectRequest)
    answer(workshop)
    for _ in range(3):
        answer(workshop, "cat")
    rest(workshop)
    assert images.counts() == (4, 4)
