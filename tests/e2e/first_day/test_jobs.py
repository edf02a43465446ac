"""Jobs that fail, that are cancelled, and that run while the window closes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.e2e.first_day.conftest import open_window
from tests.e2e.first_day.person import DETECT, SEGMENT, Person
from tests.fakes.processes import is_gone, workers
from tests.layers import layers_named
from tests.starter import starter_store
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.ui.dialogs.details import DetailsDialog
from vlm_studio.ui.panels.job_row import JobRow


def row_of(person: Person, job: Job) -> JobRow:
    return person.space.panels.jobs.row_of(job)


def test_a_failed_job_says_why_and_works_when_it_is_tried_again(person: Person, home: Path) -> None:
    # A file of the right size whose content is not what it was.
    folder = home / "models" / "selfie"
    real = folder.resolve()
    folder.unlink()
    shutil.copytree(real, folder)
    file = folder / "selfie_segmentation.tflite"
    file.write_bytes(bytes(file.stat().st_size))
    document = person.open("astronaut.png")
    before = person.digest()
    panel = person.space.panels.task
    person.click(panel.tasks[SEGMENT])
    person.pick(panel.model, starter_store().card("selfie").name)
    person.click(panel.run)
    [job] = [job for job in person.studio.jobs.jobs if job.document == document.id]
    person.until(lambda: job.ended)
    assert job.state is JobState.FAILED
    person.grab("failed")
    row = row_of(person, job)
    assert row.status.text()
    assert row.status.text() != "It failed without saying why."
    assert person.digest() == before
    person.click(row.details)
    details = person.dialog(DetailsDialog)
    assert isinstance(details, DetailsDialog)
    person.grab("details")
    assert "Traceback" in details.details.toPlainText()
    person.keys("Esc")

    shutil.copy(real / file.name, file)
    person.click(row.retry)
    person.ended()
    assert [a.label for a in person.shown("Masks")] == ["person"]


def test_a_save_that_fails_can_be_tried_again(person: Person, tmp_path: Path) -> None:
    document = person.open("coffee.png")
    person.run(DETECT)
    stick = tmp_path / "stick"
    person.chosen.append(stick / "day.vlms")
    person.keys("Ctrl+S")
    person.until(lambda: person.message)
    assert "stick" in person.message
    assert document.history.dirty
    job = person.studio.jobs.jobs[-1]
    assert job.state is JobState.FAILED
    stick.mkdir()
    person.keys("Ctrl+J")
    person.click(row_of(person, job).retry)
    person.until(lambda: not document.history.dirty)
    assert (stick / "day.vlms").is_file()


def start_long_work(person: Person) -> Job:
    """Masks from a hundred boxes."""
    person.open("motorcycle_left.png")
    person.run(DETECT)
    person.click_layer("Detections")
    person.click(person.view)
    for _ in range(7):
        person.keys("Ctrl+A")
        person.keys("Ctrl+D")
    assert len(person.shown("Detections")) >= 100
    person.click_layer("Detections")
    person.click(person.space.panels.task.masks)
    job = person.studio.jobs.jobs[-1]
    person.until(lambda: job.state is JobState.RUNNING and job.progress)
    return job


def test_a_running_job_is_cancelled_from_its_row(person: Person) -> None:
    job = start_long_work(person)
    before = person.digest()
    person.keys("Ctrl+J")
    person.grab("running")
    person.click(row_of(person, job).cancel)
    person.until(lambda: job.ended)
    assert job.state is JobState.CANCELLED
    assert row_of(person, job).status.text() == "Cancelled"
    assert person.digest() == before
    assert layers_named(person.document, "Masks") == []
    person.run(SEGMENT)
    assert len(person.shown("Masks")) == 1


@pytest.mark.usefixtures("person")
def test_quitting_while_a_job_runs_leaves_nothing_behind(
    dressed: QApplication, qtbot: QtBot
) -> None:
    others = set(workers())
    running = open_window(dressed)
    window = running.space.window
    leaver = Person(running, qtbot)
    blocks = running.studio.blocks.path
    window.activateWindow()
    leaver.until(window.isActiveWindow)
    job = start_long_work(leaver)
    started = set(workers()) - others
    assert len(started) == 2
    assert blocks.is_dir()
    assert job.state is JobState.RUNNING

    leaver.will_answer("discard")
    QTimer.singleShot(0, lambda: leaver.keys("Ctrl+Q"))
    assert dressed.exec() == 0
    assert running.end() == 0

    assert not window.isVisible()
    leaver.until(lambda: all(is_gone(pid) for pid in started), 2)
    assert not blocks.exists()
    window.deleteLater()
