"""Helpers for stories of designs that wait: asking for them, keys, and what is seen on the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.designs import LAMP, lamps
from tests.fakes.lane import FakeLane
from vlm_studio.document.geometry import Point
from vlm_studio.studio.tray import Tray
from vlm_studio.tasks.design import Designs
from vlm_studio.ui.staging.row import StagingRow
from vlm_studio.ui.workspace import Workspace

Key, No = Qt.Key, Qt.KeyboardModifier.NoModifier
BLACK = QColor("#000000")


def ask(
    qtbot: QtBot, space: Workspace, heavy: FakeLane, result: Designs | None = None
) -> StagingRow:
    """Ask for lamps in front of the open photo, and let them come."""
    document = space.desk.document
    assert document is not None
    before = tray(space).designs
    space.studio.design(document, LAMP)
    answer(qtbot, heavy, result or lamps())
    qtbot.waitUntil(lambda: tray(space).designs != before)
    assert space.staging.row is not None
    return space.staging.row


def answer(qtbot: QtBot, heavy: FakeLane, result: Designs) -> None:
    qtbot.waitUntil(lambda: heavy.now is not None)
    assert heavy.now is not None
    heavy.now.succeed(result)


def tray(space: Workspace) -> Tray:
    return space.studio.staging.tray(space.desk.document)


def press(key: Key, modifiers: Qt.KeyboardModifier = No) -> None:
    """A key, wherever the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


def press_into(widget: QWidget, key: Key) -> None:
    widget.setFocus()
    press(key)


def seen(space: Workspace, point: Point) -> QColor:
    """The colour on the screen at a point of the document."""
    view = space.desk.view
    assert view is not None
    view.finish_painting()
    place = view.camera.viewport.to_view(point).toPoint()
    return view.grab().toImage().pixelColor(place)
