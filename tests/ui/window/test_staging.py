"""Designs that wait, in the window: the row under the canvas with its keys, buttons and mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.designs import sketch
from tests.fakes.lane import FakeLane
from tests.ui.window.person import open_photo, select_annotations
from tests.ui.window.waiting import ask, press, press_into, tray
from vlm_studio.document.document import Document
from vlm_studio.document.layers import VectorLayer
from vlm_studio.paths import staging_folder
from vlm_studio.studio import Studio
from vlm_studio.tasks.design import Designs
from vlm_studio.ui.workspace import Workspace

Key, No = Qt.Key, Qt.KeyboardModifier.NoModifier
Left = Qt.MouseButton.LeftButton


def test_designs_come_into_the_row_and_are_stepped_through_accepted_and_undone(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    assert row.isVisible()
    assert row.strip.hasFocus()
    assert row.line.text() == "1 of 3 · Found · lamp desk from Lucide (ISC)"
    press(Key.Key_Right)
    assert row.line.text() == "2 of 3 · Composed · lamp and mug from Lucide (ISC)"
    press(Key.Key_Right)
    press(Key.Key_Right)
    assert row.line.text() == "3 of 3 · Invented · Sketch library, seed 0 · Close to lamp ceiling"
    press(Key.Key_Left)
    press(Key.Key_Return)
    [added] = [each for each in photo_open.layers.values() if isinstance(each, VectorLayer)]
    assert added.name == "Lamp and mug"
    assert space.desk.layer == added
    assert [each.design.title for each in tray(space).designs] == ["lamp desk", ""]
    assert row.strip.hasFocus(), "the next one can be taken at once"
    press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(photo_open.layers) == 1
    assert [each.design.title for each in tray(space).designs] == ["lamp desk", "lamp and mug", ""]
    press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert photo_open.layer(added.id) == added
    assert len(tray(space).designs) == 2


def test_esc_leaves_the_row_and_its_key_brings_it_back(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    press(Key.Key_Escape)
    assert not row.isVisible()
    assert space.desk.view is not None
    assert space.desk.view.hasFocus()
    assert len(tray(space).designs) == 3
    press(Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert row.isVisible()
    assert row.strip.hasFocus()
    assert tray(space).at == 0


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Return])
def test_a_key_that_is_held_down_decides_about_one_design_only(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane, key: Key
) -> None:
    row = ask(qtbot, space, heavy)
    press(key)
    assert row.strip.hasFocus()
    for _ in range(3):
        held = QKeyEvent(QEvent.Type.KeyPress, key, No, "", autorep=True)
        QApplication.sendEvent(row.strip, held)
    assert len(tray(space).designs) == 2


def test_del_discards_and_what_was_discarded_can_be_brought_back(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    press(Key.Key_Delete)
    assert row.line.text().startswith("1 of 2 · Composed")
    row.discard_all.click()
    assert not row.isVisible()
    assert space.desk.view is not None
    assert space.desk.view.hasFocus()
    assert len(photo_open.layers) == 1
    back = space.actions.by_id["staging.bring_back"]
    assert back.isEnabled()
    back.trigger()
    assert row.line.text().startswith("1 of 2 · Composed")
    assert not back.isEnabled()


def test_the_mouse_chooses_and_takes(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    press(Key.Key_Escape)
    space.commands.staging.show()
    third = row.strip.frame(2).center()
    QTest.mouseClick(row.strip, Left, No, third)
    assert tray(space).at == 2
    assert row.strip.hasFocus()
    QTest.mouseDClick(row.strip, Left, No, third)
    assert len(photo_open.layers) == 2
    row.accept_all.click()
    assert len(photo_open.layers) == 4
    assert not row.isVisible()
    photo_open.history.undo()
    photo_open.history.undo()
    assert len(tray(space).designs) == 3
    assert row.isVisible()


def test_keys_stay_with_whoever_types_or_draws(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    field = space.panels.models.search
    field.setFocus()
    row = ask(qtbot, space, heavy)
    assert row.isVisible()
    assert field.hasFocus()
    QTest.keyClicks(field, "yo")
    press(Key.Key_Backspace)
    press(Key.Key_Left)
    assert (field.text(), len(tray(space).designs), tray(space).at) == ("y", 3, 0)
    view = space.desk.view
    assert view is not None
    view.setFocus()
    view.set_tool("polygon")
    for x in (30, 60, 60):
        QTest.mouseClick(view, Left, No, view.camera.centre.toPoint() + QPoint(x, x % 50))
    ask(qtbot, space, heavy, Designs((sketch(9, "floor lamp"),)))
    assert view.hasFocus()
    press(Key.Key_Escape)
    assert len(tray(space).designs) == 4
    assert not view.drafting


def test_canvas_keys_mean_nothing_else_in_the_row(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    space.window.activateWindow()
    layer = next(each for each in document.walk() if each.name == "Drawn")
    chosen = {(layer.id, next(iter(document.annotations(layer.id))))}
    row = ask(qtbot, space, heavy)
    select_annotations(space, chosen)
    before = document.snapshot()
    row.strip.setFocus()
    press(Key.Key_Delete)
    press(Key.Key_Right)
    assert document.snapshot() == before
    assert len(tray(space).designs) == 2
    assert space.desk.view is not None
    space.desk.view.setFocus()
    press(Key.Key_Delete)
    assert document.snapshot() != before
    assert len(tray(space).designs) == 2


def test_enter_on_a_button_does_what_the_button_says(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    row.discard.setFocus()
    press(Key.Key_Return)
    assert len(photo_open.layers) == 1
    assert len(tray(space).designs) == 2


def test_another_document_has_a_tray_of_its_own(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    other = Document.empty("Other", 100, 100)
    space.studio.add(other)
    assert not row.isVisible()
    space.centre.tabs.setCurrentIndex(0)
    assert row.isVisible()
    assert len(tray(space).designs) == 3


def test_designs_are_there_after_a_restart(
    qtbot: QtBot,
    space: Workspace,
    photo_open: Document,
    heavy: FakeLane,
    photo: Path,
    studio: Studio,
) -> None:
    ask(qtbot, space, heavy)
    press(Key.Key_Delete)
    qtbot.waitUntil(lambda: not studio.jobs.at_work)
    waiting = [each.design for each in tray(space).designs]
    studio.close(photo_open)
    assert not space.staging.shown
    again = open_photo(qtbot, space, photo)
    qtbot.waitUntil(lambda: space.staging.shown)
    assert [each.design for each in studio.staging.tray(again).designs] == waiting
    assert space.staging.row is not None
    assert not space.staging.row.strip.hasFocus(), "nobody asked for them just now"
    press_into(space.staging.row.strip, Key.Key_Return)
    assert len(again.layers) == 2
    qtbot.waitUntil(lambda: not studio.jobs.at_work)
    assert len(list(staging_folder().rglob("*.json"))) == 2


def test_the_window_knows_no_row_before_the_first_design(space: Workspace) -> None:
    assert space.staging.row is None
    assert not space.staging.shown
    assert not space.actions.by_id["staging.accept"].isEnabled()
    assert not space.actions.by_id["staging.show"].isEnabled()
