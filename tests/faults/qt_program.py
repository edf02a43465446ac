"""The window's process under duress, so that a crash ends only this program: ``qt_program.py KIND ARGUMENT``.

Prints a line of JSON at the end: what Qt warned of, exceptions nobody caught, and what was counted.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QDialog

from tests.fakes.inline_lane import InlineLane
from tests.fakes.pictures import photo
from tests.fakes.processes import workers
from tests.pictures import picture
from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.jobs.lane import Report, Show, unseen
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import home, models_folder
from vlm_studio.settings import Settings
from vlm_studio.studio import Studio
from vlm_studio.tasks.requests import Annotations
from vlm_studio.ui import theme
from vlm_studio.ui.app import dress, make_application, run_window
from vlm_studio.ui.canvas.tools.table import TOOLS
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.ui.pool import Pool
from vlm_studio.ui.saying import language
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome, Request
from vlm_studio.words import text
from vlm_studio.worker.run import Tools, run

ALLOWED = (
    # The offscreen platform has no window manager and no keyboard of its own.
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
    "This plugin does not support propagateSizeHints()",
)
warnings: list[str] = []
exceptions: list[str] = []
counts: Counter[str] = Counter()
main_thread = threading.get_ident()


def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and message not in ALLOWED:
        warnings.append(message)


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not end"
        QCoreApplication.processEvents()


# A pool and its receivers --------------------------------------------------------------------------


def runnables(number: int) -> None:
    """So many works, each of which makes garbage in cycles and comes home; nobody keeps anything alive."""
    make_application()
    pool = Pool()

    def arrive() -> None:
        counts["home"] += 1
        counts["elsewhere"] += threading.get_ident() != main_thread

    def work() -> None:
        knot: list[object] = []
        knot.append(knot)
        pool.on_main(arrive)

    for _ in range(number):
        pool.start(work)
    until(lambda: counts["home"] == number)
    counts["closed"] = pool.close()


def receivers(seed: int) -> None:
    """Pools that go away, in every way an object can, with their calls still under way."""
    make_application()
    chance = random.Random(seed)
    pools: list[Pool] = []
    for _ in range(40):
        pool = Pool()
        pools.append(pool)
        for _ in range(10):
            pool.start(lambda pool=pool: pool.on_main(lambda: counts.update(["home"])))
        if chance.random() < 0.7:
            gone = pools.pop(chance.randrange(len(pools)))
            gone.close()
            chance.choice((gone.deleteLater, lambda: None))()
            del gone
        for _ in range(chance.randrange(3)):
            QCoreApplication.processEvents()
    for pool in pools:
        counts["left"] += pool.close()
    QCoreApplication.processEvents()


# A window in a hurry -------------------------------------------------------------------------------


class Chatty:
    """A lane that reports all the time from its thread and finds a cat."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def run(self, job_id: int, request: Request, progress: Report, show: Show = unseen) -> Outcome:
        for step in range(20):
            progress(step / 20, text("Step {n}", n=step))
            if self._stop.wait(0.0005):
                return Outcome("cancelled")
        origin = Provenance("object-detection", "yolov3-tiny")
        cat = Annotation(1, "cat", Box(2, 2, 20, 10), 0.9, origin)
        return Outcome("succeeded", Annotations((cat,)))

    def cancel(self, job_id: int) -> None:
        pass

    def stop(self) -> None:
        self._stop.set()


class Hurry:
    """Somebody who does one thing after another and never waits for any."""

    def __init__(self, space: Workspace, chance: random.Random, pictures: list[Path]) -> None:
        self.space = space
        self.chance = chance
        self.pictures = pictures
        self.deeds = [
            self.open, self.open, self.run, self.run, self.run, self.close, self.undo, self.redo,
            self.cancel, self.clear, self.fold, self.theme, self.language, self.dialog,
            self.dismiss_dialogs, self.delete_layer, self.paint, self.tool, self.folder, self.turn, self.turn,
        ]  # fmt: skip

    def some_document(self) -> Document | None:
        documents = self.space.studio.documents
        return self.chance.choice(documents) if documents else None

    def open(self) -> None:
        self.space.studio.open([self.chance.choice(self.pictures)])

    def run(self) -> None:
        self.space.actions.by_id["run.run"].trigger()

    def close(self) -> None:
        document = self.some_document()
        if document is not None:
            self.space.studio.close(document)

    def undo(self) -> None:
        self.space.actions.by_id["edit.undo"].trigger()

    def redo(self) -> None:
        self.space.actions.by_id["edit.redo"].trigger()

    def cancel(self) -> None:
        jobs = self.space.studio.jobs
        if jobs.jobs:
            jobs.cancel(self.chance.choice(jobs.jobs))

    def clear(self) -> None:
        self.space.panels.jobs.clear.click()

    def fold(self) -> None:
        self.space.panels.jobs.toggle()

    def theme(self) -> None:
        theme.appearance.choose(self.chance.choice(("light", "dark")))

    def language(self) -> None:
        language.use(self.chance.choice(("en", "zh_CN")))

    def dialog(self) -> None:
        ids = ("app.settings", "app.shortcuts", "app.about", "app.search", "file.export")
        self.space.actions.by_id[self.chance.choice(ids)].trigger()

    def dismiss_dialogs(self) -> None:
        for dialog in self.space.window.findChildren(QDialog):
            dialog.reject()

    def delete_layer(self) -> None:
        self.space.actions.by_id["layer.delete"].trigger()

    def paint(self) -> None:
        self.space.window.grab()

    def tool(self) -> None:
        self.space.actions.by_id[f"tool.{self.chance.choice(tuple(TOOLS))}"].trigger()

    def folder(self) -> None:
        self.space.studio.open([self.pictures[0].parent])

    def turn(self) -> None:
        ids = ("image.next", "image.previous", "image.next_unfinished")
        self.space.actions.by_id[self.chance.choice(ids)].trigger()


def window(seed: int) -> None:
    """Documents, dialogs, rows and views come and go while jobs report; then the window closes in the midst of it."""
    app = make_application()
    dress(app, "dark", "en")
    chance = random.Random(seed)
    blocks, store = BlockFolder.create(), ModelStore(models_folder())
    pictures = [home() / "pictures" / f"{i}.png" for i in range(4)]
    pictures[0].parent.mkdir()
    for path in pictures:
        Image.fromarray(photo()).save(path)
    tools = Tools(store, QtPainter)
    light = InlineLane(lambda request, context: run(request, context, tools), blocks)
    pool = Pool()
    lanes = {"light": light, "heavy": Chatty(), "fetch": Chatty()}
    studio = Studio(JobQueue(lanes, pool.start, pool.on_main), blocks, store, Settings())
    studio.jobs.added.connect(lambda _job: counts.update(["jobs"]))
    studio.opened.connect(lambda _document: counts.update(["opened"]))
    shown = MainWindow()
    space = Workspace(shown, studio)
    shown.show()
    hurry = Hurry(space, chance, pictures)
    for _ in range(250):
        chance.choice(hurry.deeds)()
        for _ in range(chance.randrange(4)):
            app.processEvents()
    hurry.open()
    hurry.run()
    shown.leave()
    studio.shutdown()
    counts["closed"] = pool.close()
    shown.deleteLater()
    app.processEvents()


# Quitting ------------------------------------------------------------------------------------------


class Careless:
    """Never wants to save anything."""

    def unsaved(self, document: Document) -> str:
        return "discard"


def quitting(seed: int) -> None:
    """The whole program with its workers, closed at a moment between its first paint and its third result."""
    app = make_application()
    chance = random.Random(seed)
    moment = ("painted", "opening", "running")[seed % 3]
    left = [1 + chance.randrange(30)]

    def look() -> None:
        shown = next((w for w in app.topLevelWidgets() if isinstance(w, MainWindow)), None)
        space = shown.findChild(Workspace) if shown is not None else None
        if shown is None or space is None:
            return
        sys.excepthook = remember
        jobs = space.studio.jobs.jobs
        ready = {
            "painted": True,
            "opening": any(job.running for job in jobs),
            "running": any(job.running and job.lane == "heavy" for job in jobs),
        }
        left[0] -= ready[moment]
        if left[0] <= 0:
            timer.stop()
            space.commands.files.asker = Careless()  # type: ignore[assignment]
            pids, blocks = workers(), str(space.studio.blocks.path)
            counts["busy"] = space.studio.jobs.busy
            print(json.dumps({"workers": pids, "blocks": blocks}), flush=True)
            shown.close()

    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    counts["status"] = run_window(
        [picture("astronaut.png")], ["segment", "pose", "detect"], theme="dark", language="en"
    )


def remember(kind: type[BaseException], error: BaseException, _: object) -> None:
    exceptions.append(f"{kind.__name__}: {error}")


KINDS = {"runnables": runnables, "receivers": receivers, "window": window, "quitting": quitting}

if __name__ == "__main__":
    faulthandler.enable()
    qInstallMessageHandler(hear)
    sys.excepthook = remember
    gc.set_threshold(1)
    KINDS[sys.argv[1]](int(sys.argv[2]))
    said = {"warnings": warnings, "exceptions": exceptions, "counts": dict(counts)}
    print(json.dumps(said), flush=True)
