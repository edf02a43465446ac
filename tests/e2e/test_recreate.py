"""A painting that follows a drawing, by the window's own workers and real pipelines of diffusers: made again, after a
change, after a deletion that is undone, from the project that was saved, and from that in a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.e2e.first_day.conftest import close_window, open_window
from vlm_studio.cli import main
from vlm_studio.document import edits
from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import set_objects
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.document.vectors import LineTo, Subpath, VectorObject
from vlm_studio.document.vectors import Path as Strokes
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.tasks.staged import Staged
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.ui.running import Running
from vlm_studio.words import text

Left, Key, Ctrl = Qt.MouseButton.LeftButton, Qt.Key, Qt.KeyboardModifier.ControlModifier
PATIENCE = 180_000
LINE = VectorObject(
    1, Strokes((Subpath(Point(30, 20), (LineTo(Point(90, 70)),)),)), stroke="#000000", width=3
)


@pytest.fixture
def running(qapp: QApplication, home: Path, pipelines: Mapping[str, Path]) -> Iterator[Running]:
    """The program with a tiny model and its ControlNet for lines."""
    store = ModelStore(models_folder())
    add(store, pipelines["sd"], "tiny")
    add(store, pipelines["control"], "lineart")
    running = open_window(qapp)
    yield running
    close_window(running)


@pytest.fixture
def page(qtbot: QtBot, running: Running) -> DesignPage:
    """Design chosen, with that model, once a worker knows what it can do."""
    panel = running.space.panels.task
    QTest.mouseClick(panel.tasks["design"], Left)
    page = panel.design
    assert page is not None
    qtbot.waitUntil(lambda: page.model.findData("tiny") >= 0)
    page.choose_model("tiny")
    qtbot.waitUntil(lambda: page.maker.abilities is not None, timeout=PATIENCE)
    return page


@pytest.fixture
def drawing(running: Running) -> Document:
    document = Document.empty("Drawing", 128, 96)
    lines = VectorLayer(name="Lines", id="lines", objects=(LINE,))
    document.history.push(edits.insert_layers(document, [lines], text("Paste")))
    running.studio.add(document)
    return document


def painted(qtbot: QtBot, running: Running) -> Staged:
    """What waits last, once it is there."""
    studio, document = running.studio, running.space.desk.document
    qtbot.waitUntil(lambda: not studio.jobs.at_work, timeout=PATIENCE)
    return studio.staging.tray(document).designs[-1]


def pixels(staged: Staged) -> NDArray[np.uint8]:
    assert staged.design.placed is not None
    return MappedBlock(staged.design.placed.block).array().copy()  # it may be closed later


def again(qtbot: QtBot, running: Running) -> tuple[Staged, str]:
    """Recreate the layer that is active: what came, and what is said."""
    running.space.actions.by_id["staging.recreate"].trigger()
    messages = running.space.centre.messages
    made = painted(qtbot, running)
    return made, messages.words.text()


def test_what_followed_a_drawing_is_made_again_as_long_as_that_is_there(
    qtbot: QtBot, running: Running, page: DesignPage, drawing: Document, tmp_path: Path
) -> None:
    space, studio = running.space, running.studio
    page.artboard.choose("custom", 64, 64)
    page.artboard.changed.emit()
    page.details.steps.show_value(2)
    field = page.controls.fields["lineart"]
    field.setFocus()
    QTest.keyClick(field, Key.Key_Down)
    assert field.currentText() == "Lines"
    QTest.keyClicks(page.words, "a slope")
    QTest.keyClick(page.words, Key.Key_Return, Ctrl)
    first = painted(qtbot, running)
    seen = pixels(first)
    assert (first.x, first.y) == (32, 16)
    space.commands.staging.accept()
    layer = space.desk.layer
    assert isinstance(layer, RasterLayer)

    made, said = again(qtbot, running)
    assert said == f"{layer.name} was made again as it was the first time."
    assert (pixels(made) == seen).all()
    assert (made.x, made.y) == (first.x, first.y)

    moved = LINE.moved(-20, 12)
    drawing.history.push(set_objects(drawing, {("lines", 1): moved}, text("Move")))
    made, said = again(qtbot, running)
    assert said == (
        f"{layer.name} was made again. "
        "Changed since then, and taken as it is now: the lines that it followed."
    )
    assert space.centre.messages.notice is not None
    assert space.centre.messages.notice.kind == "warning", "it does not go by itself"
    drawing.history.push(edits.remove_layers(drawing, ["lines"], text("Delete")))
    space.desk.select_layers([layer.id])
    space.actions.by_id["staging.recreate"].trigger()
    assert space.centre.messages.words.text() == (
        "This cannot be made again, because this is gone or hidden: the lines that it followed. "
        "Use its words, and choose others."
    )
    assert not studio.jobs.at_work
    drawing.history.undo()
    drawing.history.undo()
    space.desk.select_layers([layer.id])

    # What a project keeps is enough, in the window and in a terminal.
    project = tmp_path / "drawing.vlms"
    studio.save(drawing, project)
    qtbot.waitUntil(lambda: project.exists() and not studio.jobs.at_work, timeout=PATIENCE)
    studio.staging.discard(drawing, studio.staging.tray(drawing).designs)
    studio.close(drawing)
    space.commands.files.open([project])
    qtbot.waitUntil(lambda: bool(studio.documents), timeout=PATIENCE)
    space.desk.select_layers([layer.id])
    made, said = again(qtbot, running)
    assert said == f"{layer.name} was made again as it was the first time."
    assert (pixels(made) == seen).all()
    assert main(["recreate", str(project), "--out", str(tmp_path / "again")]) == 0
    [file] = (tmp_path / "again").iterdir()
    assert (np.asarray(Image.open(file).convert("RGBA")) == seen).all()
