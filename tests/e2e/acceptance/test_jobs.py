"""Cancelling in every phase of a job, with worker processes whose jobs are scripts (tests/fakes/worker.py)."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Button, Key, Mods
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.jobs.lane import Lane, Report, Show, unseen
from vlm_studio.jobs.process_lane import ProcessLane
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import OpenRequest, Outcome, Request, SaveRequest
from vlm_studio.words import text

WORKER = [sys.executable, str(Path(__file__).parents[2] / "fakes" / "worker.py")]
SHIFT, CTRL_ALT = Mods.ShiftModifier, Mods.ControlModifier | Mods.AltModifier
Cancel = Callable[[Job], None]


class Held:
    """A lane that begins with a save only when the test lets it."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self.go_on = threading.Event()

    def run(self, job_id: int, request: Request, progress: Report, show: Show = unseen) -> Outcome:
        if isinstance(request, SaveRequest):
            self.go_on.wait()
        return self._lane.run(job_id, request, progress, show)

    def cancel(self, job_id: int) -> None:
        self._lane.cancel(job_id)

    def stop(self) -> None:
        self.go_on.set()
        self._lane.stop()


@pytest.fixture
def heavy(blocks: BlockFolder) -> Iterator[ProcessLane]:
    lane = ProcessLane("heavy", [*WORKER, "heavy"], blocks.path)
    yield lane
    lane.stop()


@pytest.fixture(params=["Ctrl+Alt+Enter", "Shift+X", "its button", "button in one line"])
def cancel(request: pytest.FixtureRequest, space: Workspace, view: CanvasView) -> Cancel:
    """A way to cancel a job that is the only one, or the one that runs."""

    def cancel(job: Job) -> None:
        jobs = space.panels.jobs
        match request.param:
            case "Ctrl+Alt+Enter":
                QTest.keyClick(view, Key.Key_Return, CTRL_ALT)
            case "Shift+X":
                QTest.keyClick(view, Key.Key_X, SHIFT)
            case "its button":
                jobs.set_open(True)
                press(jobs.row_of(job).cancel)
            case _:
                jobs.set_open(False)
                press(jobs.cancel)

    return cancel


def press(button: QToolButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Button.LeftButton)


def begin(space: Workspace, script: str, *, quiet: bool = False) -> Job:
    """A job of the heavy lane that is at once a script and a row of the panel."""
    job = Job(OpenRequest(script), text("Detect objects"), "heavy", quiet=quiet)
    space.studio.jobs.submit(job)
    return job


def rest(qtbot: QtBot, space: Workspace) -> None:
    qtbot.waitUntil(lambda: not space.studio.jobs.at_work, timeout=20_000)


def said(job: Job) -> str:
    return job.text.key if job.text is not None else ""


PHASES = {
    # script and what its worker has said when somebody cancels
    "the worker starts": ("spin", ""),
    "a model is loaded": ("spin", "Round {n}"),
    "the model runs": ("deaf", "Deaf"),
    "the model does not hear": ("frozen", "Frozen"),
}


@pytest.mark.parametrize("phase", PHASES)
def test_a_job_can_be_cancelled_while(
    qtbot: QtBot, space: Workspace, document: Document, cancel: Cancel, phase: str
) -> None:
    before = document.snapshot().digest()
    script, words = PHASES[phase]
    job = begin(space, script)
    qtbot.waitUntil(lambda: job.state is JobState.RUNNING and said(job) == words, timeout=20_000)
    cancel(job)
    assert job.state in (JobState.STOPPING, JobState.CANCELLED)
    rest(qtbot, space)
    assert job.state is JobState.CANCELLED
    assert not space.actions.by_id["run.cancel"].isEnabled()
    assert document.snapshot().digest() == before
    again = begin(
        space, "echo hello"
    )  # whatever became of the worker, there is one for the next job
    rest(qtbot, space)
    assert again.state is JobState.DONE


def test_a_job_that_stops_says_so_and_the_others_keep_their_buttons(
    qtbot: QtBot, space: Workspace, view: CanvasView
) -> None:
    space.panels.jobs.set_open(True)
    stopping, waiting = begin(space, "deaf"), begin(space, "echo hello")
    qtbot.waitUntil(lambda: said(stopping) == "Deaf", timeout=20_000)
    QTest.keyClick(view, Key.Key_Return, CTRL_ALT)
    rows = space.panels.jobs.rows
    assert stopping.state is JobState.STOPPING
    assert "Stopping" in rows[stopping.id].status.text()
    assert rows[stopping.id].cancel.isVisible()
    assert rows[waiting.id].cancel.isEnabled()
    assert space.actions.by_id["run.cancel"].isEnabled()
    press(rows[waiting.id].cancel)
    assert waiting.state is JobState.CANCELLED
    rest(qtbot, space)
    assert stopping.state is JobState.CANCELLED


def test_where_all_jobs_wait_the_key_takes_them_back_from_the_first(
    qtbot: QtBot, space: Workspace, view: CanvasView
) -> None:
    """The lane is busy with something that has no row."""
    hidden = begin(space, "spin", quiet=True)
    jobs = [begin(space, "echo hello") for _ in range(3)]
    assert [job.state for job in jobs] == [JobState.WAITING] * 3
    for count in (1, 2, 3):
        QTest.keyClick(view, Key.Key_Return, CTRL_ALT)
        cancelled = [job for job in jobs if job.state is JobState.CANCELLED]
        assert cancelled == jobs[:count]
    assert not space.actions.by_id["run.cancel"].isEnabled()
    QTest.keyClick(view, Key.Key_Return, CTRL_ALT)
    assert hidden.state is JobState.RUNNING
    space.studio.jobs.cancel(hidden)
    rest(qtbot, space)


class TestSaving:
    @pytest.fixture
    def light(self, light: Lane) -> Held:
        return Held(light)

    def test_a_save_can_be_cancelled_while_it_is_under_way(
        self,
        qtbot: QtBot,
        space: Workspace,
        document: Document,
        light: Held,
        cancel: Cancel,
        tmp_path: Path,
    ) -> None:
        path = tmp_path / "picture.vlms"
        space.studio.save(document, path)
        job = space.studio.jobs.jobs[-1]
        qtbot.waitUntil(lambda: job.state is JobState.RUNNING)
        cancel(job)
        assert job.state is JobState.STOPPING
        light.go_on.set()
        rest(qtbot, space)
        assert job.state is JobState.CANCELLED
        assert not path.exists()
        assert document.history.dirty
