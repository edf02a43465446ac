"""One window for all stories of a day, with the lanes' own processes and the starter models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.e2e.first_day.person import Person
from tests.starter import starter_store
from vlm_studio.settings import Settings
from vlm_studio.ui import theme
from vlm_studio.ui.app import dress
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.running import Running
from vlm_studio.ui.saying import language


@pytest.fixture(scope="package", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the day, as workers are started once; each model is a folder of its own there."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "models").mkdir()
    store = starter_store()
    for card in store.resolve("starter"):
        if store.folder(card.id).is_dir():
            (folder / "models" / card.id).symlink_to(store.folder(card.id), True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VLM_STUDIO_HOME", str(folder))
        yield folder


@pytest.fixture(scope="package")
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the clothes of the program, and as it was before."""
    font, style = qapp.font(), qapp.style().objectName()
    qapp.setStyle("Fusion")
    qapp.setQuitOnLastWindowClosed(False)
    dress(qapp, "dark", "en")
    yield qapp
    theme.appearance.changed.disconnect()
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setFont(font)
    qapp.setPalette(qapp.style().standardPalette())


def open_window(app: QApplication) -> Running:
    """What ``vlm-studio`` does, except for running the event loop."""
    window = MainWindow()
    seen: list[bool] = []
    window.painted.connect(lambda: seen.append(True))
    window.show()
    while not seen:
        app.processEvents()
    running = Running(app, window, Settings.load())
    running.begin((), None, None)
    while not running.space.whole:
        app.processEvents()
    return running


def close_window(running: Running) -> None:
    """End the program."""
    running.end()
    running.space.window.deleteLater()
    # Qt crashes at the next style sheet when a window dies after the last one was taken away.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="package")
def running(dressed: QApplication) -> Iterator[Running]:
    """The program."""
    running = open_window(dressed)
    yield running
    close_window(running)


@pytest.fixture
def person(running: Running, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """Somebody in front of the window, which is empty and idle, before and after."""
    person = Person(running, qtbot)

    def choose(*_: Any) -> tuple[str, str]:
        return str(person.chosen.popleft()), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([choose()[0]], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: choose()[0])
    person.window.activateWindow()
    person.until(person.window.isActiveWindow)
    yield person
    assert not person.chosen, "a file dialog that was expected did not come"
    clear_away(person)


def clear_away(person: Person) -> None:
    """No document, no job, no message; dark and English."""
    studio = person.studio
    for job in studio.jobs.jobs:
        studio.jobs.cancel(job)
    for document in list(studio.documents):
        studio.close(document)
    person.idle()
    for job in studio.jobs.jobs:
        studio.jobs.dismiss(job)
    messages = person.space.centre.messages
    while messages.notice is not None:
        messages.next()
    person.space.panels.jobs.set_open(False)
    person.space.panels.task.score.field.setValue(0.25)
    theme.appearance.choose("dark")
    language.use("en")
