"""Somebody who asks for designs in words, and a lane that answers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.vectors import Oval, VectorObject
from vlm_studio.tasks.design import Design, Designs, SketchRequest
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.ui.workspace import Workspace

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


def ask(page: DesignPage, words: str) -> None:
    """Type over what is there, and press Ctrl+Enter while still typing."""
    page.words.setFocus()
    QTest.keyClick(page.words, Key.Key_A, Ctrl)
    QTest.keyClicks(page.words, words)
    QTest.keyClick(page.words, Key.Key_Return, Ctrl)


def asked(qtbot: QtBot, lane: FakeLane, times: int = 1) -> SketchRequest:
    qtbot.waitUntil(lambda: len(lane.seen) == times)
    request = lane.seen[-1]
    assert isinstance(request, SketchRequest)
    return request


def circle(request: SketchRequest) -> Designs:
    """One design, as the library would bring it: another for other words."""
    origin = Provenance("text-to-sketch", request.model, "1", "ab" * 32, "MIT")
    shape = VectorObject(1, Oval(10, 10, 50, 50), stroke=request.ink, width=len(request.words))
    return Designs((Design("found", request.width, request.height, origin, "circle", (shape,)),))


def finish(qtbot: QtBot, space: Workspace, lane: FakeLane) -> None:
    qtbot.waitUntil(lambda: lane.now is not None)
    assert lane.now is not None
    assert isinstance(lane.now.request, SketchRequest)
    lane.now.succeed(circle(lane.now.request))
    qtbot.waitUntil(lambda: space.studio.jobs.jobs[-1].ended)
