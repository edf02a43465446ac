"""The one table of actions, and the keys as they work in the real window."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.window.person import open_photo
from vlm_studio.ui.actions import ACTIONS, BY_ID, MENUS, TOOLS
from vlm_studio.ui.canvas.tools.table import TOOLS as CANVAS_TOOLS
from vlm_studio.ui.workspace import Workspace

Key, Mod = Qt.Key, Qt.KeyboardModifier


def test_no_key_is_bound_twice_in_one_context() -> None:
    everywhere = [key for a in ACTIONS if a.context == "window" for key in a.keys]
    for context in ("canvas", "layers"):
        here = [key for a in ACTIONS if a.context == context for key in a.keys]
        counted = Counter(QKeySequence(key).toString() for key in everywhere + here)
        assert [key for key, n in counted.items() if n > 1] == []


def test_every_key_is_one_that_qt_understands() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert QKeySequence(key).count() == 1, (action.id, key)
            assert QKeySequence(key)[0].key() != Key.Key_unknown, (action.id, key)


def test_every_action_is_in_a_menu_and_every_menu_entry_is_an_action() -> None:
    listed = [id for _, ids in MENUS for id in ids]
    assert {id for id in listed if id not in ("-", "recent", "panels")} == set(BY_ID)
    assert max(Counter(id for id in listed if id != "-").values()) == 1


def test_every_tool_of_the_canvas_is_in_the_strip() -> None:
    assert [tool.id for tool in TOOLS] == [f"tool.{name}" for name in CANVAS_TOOLS]


def test_without_a_document_nothing_is_offered_that_needs_one(space: Workspace) -> None:
    enabled = {id for id, action in space.actions.by_id.items() if action.isEnabled()}
    assert "file.open" in enabled
    assert not {"file.save", "edit.undo", "run.run", "tool.box", "layer.delete"} & enabled


def test_a_letter_takes_up_a_tool(qtbot: QtBot, space: Workspace, photo: Path) -> None:
    open_photo(qtbot, space, photo)
    assert space.desk.view is not None
    for key, tool in ((Key.Key_R, "box"), (Key.Key_P, "polygon"), (Key.Key_V, "select")):
        QTest.keyClick(space.desk.view, key)
        assert space.desk.view.tool == tool
        assert space.actions.by_id[f"tool.{tool}"].isChecked()


def test_letters_are_letters_while_somebody_types(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    space.commands.layers.new()
    number = space.panels.task.score.field.lineEdit()
    fields = [space.panels.models.search, space.panels.task.classes.field]
    for field in fields:
        field.setFocus()
        QTest.keyClicks(field, "rpvkw")
        QTest.keyClick(field, Key.Key_Backspace)
        assert field.text() == "rpvk"
    number.setFocus()
    QTest.keyClicks(number, "r")
    QTest.keyClick(number, Key.Key_Delete)
    assert isinstance(number, QLineEdit)
    assert space.desk.view is not None
    assert space.desk.view.tool == "select"
    assert len(document.layers) == 2


def test_both_keys_redo(qtbot: QtBot, space: Workspace, photo: Path) -> None:
    document = open_photo(qtbot, space, photo)
    window = space.window
    for key, modifiers in (
        (Key.Key_Y, Mod.ControlModifier),
        (Key.Key_Z, Mod.ControlModifier | Mod.ShiftModifier),
    ):
        space.commands.layers.new()
        assert len(document.layers) == 2
        QTest.keyClick(window, Key.Key_Z, Mod.ControlModifier)
        assert len(document.layers) == 1
        QTest.keyClick(window, key, modifiers)
        assert len(document.layers) == 2
        QTest.keyClick(window, Key.Key_Z, Mod.ControlModifier)


def test_undo_says_what_it_would_undo(qtbot: QtBot, space: Workspace, photo: Path) -> None:
    open_photo(qtbot, space, photo)
    space.commands.layers.new()
    assert space.actions.by_id["edit.undo"].text() == "Undo: New annotation layer"
    space.commands.edit.undo()
    assert space.actions.by_id["edit.undo"].text() == "Undo"
    assert space.actions.by_id["edit.redo"].text() == "Redo: New annotation layer"


def test_tab_hides_the_panels_and_brings_them_back(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    open_photo(qtbot, space, photo)
    assert space.desk.view is not None
    docks = space.window.docks.all
    docks["models"].close()
    QTest.keyClick(space.desk.view, Key.Key_Tab)
    assert not any(dock.isVisible() for dock in docks.values())
    QTest.keyClick(space.desk.view, Key.Key_Tab)
    closed = [name for name, dock in docks.items() if not dock.isVisible()]
    assert closed == ["models", "images"]  # the latter until a folder is opened
    space.commands.view.reset_layout()
    assert [name for name, dock in docks.items() if not dock.isVisible()] == ["images"]
