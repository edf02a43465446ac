"""Tracing a picture: chosen in a dialog, done by the heavy lane, taken in as one step."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window.person import open_photo
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Rectangle, VectorObject
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.ui.dialogs.tracing import TraceDialog
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Traced, TraceRequest

Left, Key = Qt.MouseButton.LeftButton, Qt.Key


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, photo: Path) -> Document:
    return open_photo(qtbot, space, photo)


def asked(qtbot: QtBot, space: Workspace) -> TraceDialog:
    space.actions.by_id["layer.trace"].trigger()
    dialogs = [each for each in space.window.findChildren(TraceDialog) if each.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def press(dialog: TraceDialog, words: str) -> None:
    [button] = [each for each in dialog.findChildren(QPushButton) if each.text() == words]
    QTest.mouseClick(button, Left)


def test_a_picture_is_traced_onto_a_layer_above_it(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    before = document.snapshot().digest()
    dialog = asked(qtbot, space)
    QTest.mouseClick(dialog.plain, Left)
    dialog.detail.field.setValue(0.8)
    press(dialog, "Trace")
    qtbot.waitUntil(lambda: heavy.now is not None)
    request = heavy.seen[-1]
    assert isinstance(request, TraceRequest)
    assert request.how == Tracing(colours=False, detail=0.8, smoothness=0.5)
    assert heavy.now is not None
    made = VectorObject(1, Rectangle(10, 10, 30, 20), fill="#000000")
    origin = Provenance(
        "trace", "vtracer", parameters={"detail": 0.8, "versions": {"vtracer": "1.2"}}
    )
    heavy.now.succeed(Traced((made,), origin))
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    photo, layer = document.walk()
    assert isinstance(layer, VectorLayer)
    assert (layer.name, layer.objects) == (f"{photo.name} traced", (made,))
    [row] = space.studio.jobs.jobs
    assert space.panels.jobs is not None
    assert str(document.history.undo_text) == f"Trace {photo.name}"
    assert row.outcome is not None
    space.desk.select_layers([layer.id])
    lines = space.panels.properties.vector.facts.lines
    facts = {name.text(): value.text() for name, value in lines if not name.isHidden()}
    assert facts == {
        "Task": "Trace", "Model": "vtracer", "Detail": "0.8", "Versions": "vtracer 1.2"
    }  # fmt: skip
    document.history.undo()
    assert document.snapshot().digest() == before
    document.history.redo()
    assert len(document.layers) == 2
    space.desk.select_layers([photo.id])
    again = asked(qtbot, space)
    assert again.chosen() == request.how
    QTest.keyClick(again, Key.Key_Escape)
    assert len(heavy.seen) == 1


def test_only_a_picture_can_be_traced(space: Workspace, document: Document) -> None:
    action = space.actions.by_id["layer.trace"]
    assert action.isEnabled()
    space.desk.select_layers([])
    assert not action.isEnabled()
