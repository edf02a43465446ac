"""The whole window with a studio whose heavy and fetch lanes the test holds in its hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.documents import rich_state
from tests.fakes.inline_lane import InlineLane
from tests.fakes.lane import FakeLane
from tests.ui.window.person import Person, open_photo, put_in_store
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.jobs.lane import Lane
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.settings import Settings
from vlm_studio.studio import Studio
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.names import ENCODER
from vlm_studio.ui.app import dress
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.ui.panels.layer_list import LayerList
from vlm_studio.ui.pool import Pool
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome, Request
from vlm_studio.worker.run import Tools, run


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    dress(qapp, "dark", "en")
    return qapp


@pytest.fixture
def heavy() -> FakeLane:
    return FakeLane()


@pytest.fixture
def fetch() -> FakeLane:
    return FakeLane()


@pytest.fixture
def light(blocks: BlockFolder, home: Path) -> Lane:
    """Files are really opened, saved and exported."""
    tools = Tools(ModelStore(models_folder()), QtPainter)

    def work(request: Request, context: Context) -> Outcome:
        return run(request, context, tools)

    return InlineLane(work, blocks)


@pytest.fixture
def studio(
    dressed: QApplication, light: Lane, heavy: Lane, fetch: Lane, blocks: BlockFolder, home: Path
) -> Iterator[Studio]:
    """Models wait for the test."""
    pool = Pool()
    lanes = {"light": light, "heavy": heavy, "fetch": fetch}
    jobs = JobQueue(lanes, pool.start, pool.on_main)
    studio = Studio(jobs, blocks, ModelStore(models_folder()), Settings())
    yield studio
    studio.shutdown()
    assert pool.close()


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def space(qtbot: QtBot, studio: Studio, person: Person) -> Iterator[Workspace]:
    window = MainWindow()
    qtbot.addWidget(window)
    space = Workspace(window, studio, person)
    with qtbot.waitExposed(window):
        window.show()
    hook = sys.excepthook
    yield space
    sys.excepthook = hook
    window.leave()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture file of 120 x 80 pixels."""
    from PIL import Image

    path = tmp_path / "photo.png"
    Image.new("RGB", (120, 80), (90, 140, 60)).save(path)
    return path


@pytest.fixture
def photo_open(qtbot: QtBot, space: Workspace, photo: Path) -> Document:
    """That picture open, and the focus on the canvas."""
    document = open_photo(qtbot, space, photo)
    space.window.activateWindow()
    assert space.desk.view is not None
    space.desk.view.setFocus()
    return document


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, blocks: BlockFolder) -> Document:
    """A photo, a group with a patch in it, detections, drawn shapes and poses."""
    document = Document(rich_state(blocks))
    space.studio.add(document)
    qtbot.waitUntil(lambda: space.desk.document is document)
    return document


@pytest.fixture
def listed(space: Workspace) -> LayerList:
    return space.panels.layers.list


@pytest.fixture
def page(qtbot: QtBot, space: Workspace) -> DesignPage:
    """The sketch library is on this computer, no document is open, and Design is chosen by a click."""
    for model in ("icons", ENCODER):
        put_in_store(space.studio.store, model)
    panel = space.panels.task
    assert panel.design is None
    QTest.mouseClick(panel.tasks["design"], Qt.MouseButton.LeftButton)
    assert panel.design is not None
    assert panel.design.isVisibleTo(panel)
    return panel.design
