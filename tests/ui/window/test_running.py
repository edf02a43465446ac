"""Asking a model from the task panel, and what the job panel says meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window.person import faces, open_photo, put_in_store, select_annotations
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.jobs.job import JobState
from vlm_studio.studio import Studio
from vlm_studio.tasks.requests import BoxMasksRequest, DetectRequest, SegmentRequest
from vlm_studio.ui.panels.job_row import JobRow
from vlm_studio.ui.panels.jobs_panel import JobsPanel
from vlm_studio.ui.saying import say
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text

Left, No = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, photo: Path) -> Document:
    """A photo in front, with the face detector ready and chosen."""
    put_in_store(space.studio.store, "blazeface")
    put_in_store(space.studio.store, "u2netp")
    document = open_photo(qtbot, space, photo)
    space.panels.task.choose_model("blazeface")
    return document


def begin(qtbot: QtBot, space: Workspace, lane: FakeLane) -> JobRow:
    """Press Ctrl+Enter and wait until the lane is at it; returns the row."""
    QTest.keyClick(space.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: lane.now is not None)
    job = next(job for job in space.studio.jobs.jobs if job.running)
    return space.panels.jobs.row_of(job)


def finish(qtbot: QtBot, lane: FakeLane, row: JobRow, outcome: Outcome) -> None:
    assert lane.now is not None
    lane.now.end(outcome)
    qtbot.waitUntil(lambda: row.job.ended)


def test_run_adds_a_layer_and_the_row_says_what_was_found(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    row = begin(qtbot, space, heavy)
    [request] = heavy.seen
    assert isinstance(request, DetectRequest)
    assert (request.model, request.overlap) == ("blazeface", 0.45)
    assert row.cancel.isVisibleTo(row)
    assert not row.dismiss.isVisibleTo(row)
    finish(qtbot, heavy, row, Outcome("succeeded", faces(0.9, 0.6, 0.1)))
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    assert row.status.text().startswith("2 objects in ")
    document.history.undo()
    assert len(document.layers) == 1
    assert row.accessibleName() == f"{row.job.title}, {row.status.text()}"


def test_the_window_shows_progress_and_a_cancelled_job_stops(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    heavy.obedient = False
    row = begin(qtbot, space, heavy)
    underway = heavy.now
    assert underway is not None
    underway.progress(0.5, text("Looking for faces"))
    qtbot.waitUntil(lambda: row.status.text() == "Looking for faces")
    row.cancel.click()
    assert row.status.text() == "Stopping"
    assert not row.cancel.isEnabled()
    finish(qtbot, heavy, row, Outcome("cancelled"))
    assert row.status.text() == "Cancelled"
    assert row.retry.isVisibleTo(row)
    assert len(document.layers) == 1


def test_a_failed_job_stays_as_a_red_row_with_details_and_can_be_tried_again(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    assert not space.panels.jobs.open
    row = begin(qtbot, space, heavy)
    outcome = Outcome("failed", error=text("The model is damaged."), details="Traceback: here")
    finish(qtbot, heavy, row, outcome)
    assert space.panels.jobs.open
    assert row.status.text() == "The model is damaged."
    assert row.status.property("role") == "bad"
    assert row.details.isVisibleTo(row)
    row.details.click()
    shown = space.window.findChild(type(space.window.findChildren(object)[0]), "")
    assert shown is not None
    row.retry.click()
    qtbot.waitUntil(lambda: heavy.now is not None)
    [job] = space.studio.jobs.jobs
    finish(qtbot, heavy, space.panels.jobs.row_of(job), Outcome("succeeded", faces(0.9)))
    qtbot.waitUntil(lambda: len(document.layers) == 2)


def test_a_result_that_comes_after_an_undo_waits_to_be_added(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    space.commands.layers.new()
    space.commands.edit.undo()
    row = begin(qtbot, space, heavy)
    finish(qtbot, heavy, row, Outcome("succeeded", faces(0.9, 0.8)))
    qtbot.waitUntil(lambda: row.offer.isVisibleTo(row))
    assert len(document.layers) == 1
    assert document.history.redo_text is not None
    row.offer.click()
    assert len(document.layers) == 2
    assert not row.offer.isVisibleTo(row)


def test_a_result_for_a_closed_document_can_still_be_opened(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    row = begin(qtbot, space, heavy)
    space.commands.files.close(document)
    finish(qtbot, heavy, row, Outcome("succeeded", faces(0.9)))
    qtbot.waitUntil(lambda: row.offer.text() == "Open result")
    row.offer.click()
    [opened] = space.studio.documents
    assert space.desk.document is opened
    assert len(opened.layers) == 2


def test_the_score_slider_fades_weak_boxes_without_a_run_and_in_one_step(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    row = begin(qtbot, space, heavy)
    finish(qtbot, heavy, row, Outcome("succeeded", faces(0.9, 0.6, 0.1)))
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    layer = next(each for each in document.walk() if isinstance(each, AnnotationLayer))
    steps = len(document.history.changes())
    slider = space.panels.task.score.slider
    y = slider.height() // 2
    QTest.mousePress(slider, Left, No, QPoint(slider.width() // 4, y))
    for x in range(slider.width() // 4, slider.width() * 3 // 4, 5):
        QTest.mouseMove(slider, QPoint(x, y))
    QTest.mouseRelease(slider, Left, No, QPoint(slider.width() * 3 // 4, y))
    moved = document.layer(layer.id)
    assert isinstance(moved, AnnotationLayer)
    assert 0.6 < moved.filter.score < 0.9
    assert [a.score for a in document.shown_annotations(moved)] == [0.9]
    assert len(document.history.changes()) == steps + 1
    assert len(heavy.seen) == 1
    document.history.undo()
    assert document.layer(layer.id) == layer


def test_the_score_that_is_set_counts_for_the_next_result(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    space.panels.task.score.field.setValue(0.7)
    row = begin(qtbot, space, heavy)
    finish(qtbot, heavy, row, Outcome("succeeded", faces(0.9, 0.6)))
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    layer = next(each for each in document.walk() if isinstance(each, AnnotationLayer))
    assert len(document.shown_annotations(layer)) == 1


def test_segment_can_cut_out(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    task = space.panels.task
    task.tasks["image-segmentation"].click()
    assert not task.overlap.isVisibleTo(task)
    assert task.cutout.isVisibleTo(task)
    task.cutout.click()
    row = begin(qtbot, space, heavy)
    [request] = heavy.seen
    assert isinstance(request, SegmentRequest)
    assert request.cutout
    finish(qtbot, heavy, row, Outcome("cancelled"))


def test_masks_are_made_from_the_selected_boxes(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    row = begin(qtbot, space, heavy)
    finish(qtbot, heavy, row, Outcome("succeeded", faces(0.9, 0.8, 0.7)))
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    layer = next(each for each in document.walk() if isinstance(each, AnnotationLayer))
    select_annotations(space, [(layer.id, 2)])
    space.panels.task.masks.click()
    qtbot.waitUntil(lambda: len(heavy.seen) == 2)
    request = heavy.seen[-1]
    assert isinstance(request, BoxMasksRequest)
    assert [each.box for each in request.boxes] == [Box(20, 10, 8, 8)]
    assert heavy.now is not None
    heavy.now.end(Outcome("cancelled"))


def test_the_model_is_fetched_first_when_it_is_not_there(
    qtbot: QtBot, space: Workspace, photo: Path, fetch: FakeLane, heavy: FakeLane
) -> None:
    open_photo(qtbot, space, photo)
    space.panels.task.choose_model("u2netp")
    run = space.panels.task.run
    assert run.text().startswith("Get ")
    QTest.keyClick(space.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: fetch.now is not None)
    assert not run.isEnabled()
    assert heavy.seen == []
    put_in_store(space.studio.store, "u2netp")
    assert fetch.now is not None
    fetch.now.succeed()
    qtbot.waitUntil(lambda: run.text().startswith("Run"))
    assert run.isEnabled()


def test_a_done_row_brings_its_layer_in_front(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    row = begin(qtbot, space, heavy)
    finish(qtbot, heavy, row, Outcome("succeeded", faces(0.9)))
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    space.panels.jobs.set_open(True)
    QTest.mouseClick(row, Left, No, row.title.geometry().center())
    assert isinstance(space.desk.layer, AnnotationLayer)


def test_closed_the_job_panel_is_one_line(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    panel = space.panels.jobs
    row = begin(qtbot, space, heavy)
    assert panel.summary.text() == "Detect - photo"
    assert panel.height() < 40
    space.actions.by_id["view.jobs"].trigger()
    qtbot.waitUntil(lambda: row.isVisible())
    finish(qtbot, heavy, row, Outcome("succeeded", faces(0.9)))
    panel.clear.click()
    assert panel.rows == {}
    assert row.job.state is JobState.DONE


def test_a_row_that_is_made_late_says_how_its_job_ended(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    panel = space.panels.jobs
    space.commands.runs.run()
    qtbot.waitUntil(lambda: heavy.now is not None)
    job = space.studio.jobs.jobs[-1]
    assert heavy.now is not None
    heavy.now.end(Outcome("succeeded", faces(0.9, 0.6)))
    qtbot.waitUntil(lambda: job.ended)
    assert panel.rows == {}, "nobody has looked at them yet"
    said = panel.status.text()
    space.panels.task.score.field.setValue(0.7)
    panel.set_open(True)
    assert panel.rows[job.id].status.text() == said
    assert panel.rows[job.id].dismiss.isVisible()


def test_run_does_nothing_twice_with_nothing_to_look_at(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    space.commands.layers.show(document.layers, visible=False)
    space.desk.select_layers([])
    space.commands.runs.run()
    assert space.centre.messages.words.text() == "There is no visible picture to look at."
    assert heavy.seen == []
    assert Annotation is not None


def test_jobs_from_before_the_panel_stand_newest_first(
    qtbot: QtBot, studio: Studio, tmp_path: Path
) -> None:
    studio.open(tmp_path / f"gone-{number}.png" for number in range(4))
    panel = JobsPanel(studio)
    qtbot.addWidget(panel)
    panel.set_open(True)
    panel.show()
    qtbot.waitUntil(lambda: not studio.jobs.busy)
    qtbot.waitUntil(lambda: len({row.y() for row in panel.rows.values()}) == 4)
    rows = sorted(panel.rows.values(), key=lambda row: row.y())
    assert [row.job for row in rows] == list(reversed(studio.jobs.jobs))


def test_a_failure_has_two_lines_and_a_title_is_not_cut_for_the_bar(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    space.panels.jobs.set_open(True)
    row = begin(qtbot, space, heavy)
    long = "Masks from boxes with a model of a long name"
    say(row.title, "setText", text("{name}", name=long))
    row.refresh()
    qtbot.waitUntil(lambda: row.title.width() >= row.title.sizeHint().width())
    assert row.bar.isVisible()
    assert row.bar.width() > 0
    words = "The model is damaged. " + "Get it again from its source, or choose another model. " * 3
    one = row.status.fontMetrics().height()
    finish(qtbot, heavy, row, Outcome("failed", error=text("{why}", why=words.strip())))
    qtbot.waitUntil(lambda: row.status.height() >= 2 * one)
    first, second = row.status.lines(row.status.width())
    assert words.startswith(first)
    assert words[len(first) :].lstrip().startswith(second.rstrip("…"))
    assert (row.status.toolTip() == words.strip()) == second.endswith("…")
