"""The real window with a studio whose models do what a state of the gallery says."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.fakes.inline_lane import InlineLane
from tests.fakes.lane import FakeLane, Underway
from tests.pictures import picture
from tests.starter import starter_store
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.jobs.job import Job
from vlm_studio.jobs.lane import Lane
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.settings import Settings
from vlm_studio.studio import Studio
from vlm_studio.tasks.context import Context
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.ui.pool import Pool
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome, Request, Result
from vlm_studio.words import Text, text
from vlm_studio.worker.run import Tools, run


class Room:
    """One window. Files are really opened; the heavy and the fetch lane wait for what the state tells them."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        os.environ["VLM_STUDIO_HOME"] = self._folder.name
        self._blocks = BlockFolder.create()
        self.heavy, self.fetch = FakeLane(obedient=False), FakeLane(obedient=False)
        self.files_may_open = threading.Event()
        self.files_may_open.set()
        self._pool = Pool()
        self.window = MainWindow()
        self.window.resize(*size)
        self.studio = self._made_studio()
        self.space = Workspace(self.window, self.studio)
        self.space.status.show_device(text("CPU: no NVIDIA driver was found."))
        self.window.show()
        self.settle()

    def _made_studio(self) -> Studio:
        link_models(models_folder())
        store = ModelStore(models_folder())
        tools = Tools(store, QtPainter)

        def work(request: Request, context: Context) -> Outcome:
            self.files_may_open.wait()
            return run(request, context, tools)

        lanes: dict[str, Lane] = {
            "light": InlineLane(work, self._blocks),
            "heavy": self.heavy,
            "fetch": self.fetch,
        }
        jobs = JobQueue(lanes, self._pool.start, self._pool.on_main)
        return Studio(jobs, self._blocks, store, Settings())

    @property
    def folder(self) -> Path:
        """A folder of this room's own, for files."""
        return Path(self._folder.name)

    def settle(self) -> None:
        """Let everything that is under way on the main thread be done."""
        for _ in range(4):
            QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
            QTest.qWait(15)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until it is so."""
        deadline = time.monotonic() + 10
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError("the state was not reached")
            QTest.qWait(5)

    # Documents and models ----------------------------------------------------------------------

    def open(self, name: str, shown_as: str = "") -> Document:
        """Open one of the real pictures, under another name if one is given."""
        path = picture(name)
        if shown_as:
            path = self.folder / shown_as
            path.symlink_to(picture(name))
        before = len(self.studio.documents)
        self.studio.open([path])
        self.until(lambda: len(self.studio.documents) > before)
        document = self.studio.documents[-1]
        self.until(lambda: self.space.desk.document is document)
        self.settle()
        return document

    def lose(self, model: str, *files: str) -> None:
        """A model that is not here, or only in part: some of its files are missing."""
        folder = models_folder() / model
        for path in folder.iterdir():
            if not files or path.name in files:
                path.unlink()
        self.studio.models_changed.emit(model)

    def run(self, task: str, model: str) -> Job:
        """Ask a model about the document in front, and wait until the lane is at it."""
        document = self.space.desk.document
        assert document is not None
        job = self.studio.run(document, task, model)
        assert job is not None
        self.until(lambda: self._underway(job) is not None)
        return job

    def _underway(self, job: Job) -> Underway | None:
        lane = {"heavy": self.heavy, "fetch": self.fetch}[job.lane]
        return lane.now if lane.now is not None and lane.now.id == job.id else None

    def progress(self, job: Job, fraction: float, words: Text, seconds: float) -> None:
        """The job is so far after so many seconds."""
        underway = self._underway(job)
        assert underway is not None
        underway.progress(fraction, words)
        job.began = time.monotonic() - seconds
        self.until(lambda: job.progress == fraction)

    def end(self, job: Job, outcome: Result | Outcome, seconds: float = 0.4) -> None:
        """The job ends in this way after so many seconds."""
        underway = self._underway(job)
        assert underway is not None
        job.began = time.monotonic() - seconds
        underway.end(outcome if isinstance(outcome, Outcome) else Outcome("succeeded", outcome))
        self.until(lambda: job.ended)
        self.settle()

    # Hands -------------------------------------------------------------------------------------

    def hover(self, widget: QWidget) -> None:
        """The mouse stands on a widget."""
        QTest.mouseMove(widget, widget.rect().center())
        self.settle()

    def focus(self, widget: QWidget) -> None:
        """The keyboard goes to a widget."""
        self.window.activateWindow()
        widget.setFocus()
        self.settle()

    def close(self) -> None:
        """Away with all of it."""
        self.files_may_open.set()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for widget in QApplication.topLevelWidgets():
            if widget is not self.window and widget.isVisible():
                widget.close()
        self.studio.shutdown()
        self._pool.close()
        self.window.leave()
        self.window.deleteLater()
        self.settle()
        self._blocks.remove()
        self._folder.cleanup()


def link_models(folder: Path) -> None:
    """Every starter model, its files as links, so that a state can take some away."""
    store = starter_store()
    for card in store.resolve("starter"):
        own = folder / card.id
        own.mkdir(parents=True)
        if card.files:
            for file in store.folder(card.id).iterdir():
                (own / file.name).symlink_to(file)
