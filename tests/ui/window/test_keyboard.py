"""Changing keys in the real window, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.ui.window.person import put_in_store, select_annotations
from vlm_studio.document.document import Document
from vlm_studio.settings import Settings
from vlm_studio.ui.canvas.mask_port import Clicks, MaskAnswer
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.dialogs.keyboard import KeyboardDialog
from vlm_studio.ui.dialogs.search import CommandSearch
from vlm_studio.ui.dialogs.settings import SettingsDialog
from vlm_studio.ui.dialogs.shortcuts import ShortcutsDialog
from vlm_studio.ui.saying import language
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import Text

Key, Mod = Qt.Key, Qt.KeyboardModifier
NONE, CTRL = Mod.NoModifier, Mod.ControlModifier


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    language.use("en")


@pytest.fixture
def view(space: Workspace, document: Document) -> CanvasView:
    assert space.desk.view is not None
    space.desk.view.setFocus()
    return space.desk.view


def dialog_of(qtbot: QtBot, space: Workspace) -> KeyboardDialog:
    """Open the dialog as a person would."""
    space.actions.by_id["app.keyboard"].trigger()
    dialog = space.window.findChildren(KeyboardDialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press a key wherever the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


def back_to(qtbot: QtBot, view: CanvasView) -> None:
    """The dialog is gone, and the canvas has the focus."""
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.setFocus()


def go_to(dialog: KeyboardDialog, words: str) -> None:
    """Search for the one action with these words, and stand on it."""
    dialog.search.setFocus()
    dialog.search.selectAll()
    QTest.keyClicks(dialog.search, words)
    press(Key.Key_Return)
    assert QApplication.focusWidget() is dialog.list


def choose_profile(dialog: KeyboardDialog, profile: str) -> None:
    """With the keyboard: down to its name."""
    dialog.profile.setFocus()
    for _ in range(dialog.profile.count()):
        if dialog.profile.currentData() == profile:
            return
        press(Key.Key_Down)
    while dialog.profile.currentData() != profile:
        press(Key.Key_Up)


def select_a_shape(space: Workspace, document: Document) -> str:
    layer = layers_named(document, "Detections")[0].id
    select_annotations(space, [(layer, 1)])
    return layer


def test_a_profile_counts_at_once_in_the_window_the_menus_and_the_search(
    qtbot: QtBot, space: Workspace, view: CanvasView, document: Document
) -> None:
    box = space.actions.by_id["tool.box"]
    QTest.keyClick(view, Key.Key_R)
    assert view.tool == "box"
    dialog = dialog_of(qtbot, space)
    choose_profile(dialog, "photoshop")
    press(Key.Key_Escape)
    back_to(qtbot, view)
    QTest.keyClick(view, Key.Key_V)
    QTest.keyClick(view, Key.Key_R)
    assert view.tool == "select"
    QTest.keyClick(view, Key.Key_U)
    assert view.tool == "box"
    assert box.shortcut() == QKeySequence("U")
    assert box.toolTip() == "Box  U"
    button = next(b for b in space.window.menuBar().cornerWidget().children() if b.isWidgetType())
    assert "Ctrl+F" in button.property("text")
    search = CommandSearch(space.window, space.actions.by_id)
    qtbot.addWidget(search)
    QTest.keyClicks(search.field, "show the jobs")
    assert search.list.item(0).text().endswith("Ctrl+Alt+J")
    sheet = ShortcutsDialog(space.window, space.keys)
    qtbot.addWidget(sheet)
    assert "Ctrl+Alt+J" in [label.text() for label in sheet.findChildren(QLabel)]
    assert Settings.load().keys == "photoshop"


def test_ctrl_d_does_what_the_profile_says(
    qtbot: QtBot, space: Workspace, view: CanvasView, document: Document
) -> None:
    layer = select_a_shape(space, document)
    before = len(document.annotations(layer))
    QTest.keyClick(view, Key.Key_D, CTRL)
    assert len(document.annotations(layer)) == before + 1
    space.keys.use("photoshop")
    select_a_shape(space, document)
    QTest.keyClick(view, Key.Key_J, CTRL)
    assert len(document.annotations(layer)) == before + 2
    assert view.selection.annotations
    QTest.keyClick(view, Key.Key_D, CTRL)
    assert not view.selection.annotations
    assert len(document.annotations(layer)) == before + 2


class Recorder:
    """A port to an engine that only keeps what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Clicks] = []

    def prepare(self, then: Callable[[Text | None], None]) -> None:
        then(None)

    def ask(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        self.asked.append(request)


def test_e_and_q_say_what_clicks_do_in_the_annotator_profile(
    space: Workspace, view: CanvasView
) -> None:
    engine = Recorder()
    view.set_masks(engine)
    view.set_tool("click_mask")
    middle = view.rect().center()
    space.keys.use("annotator")
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    for key in (Key.Key_E, Key.Key_Q):
        QTest.keyClick(view, key)
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert [click.positive for click in engine.asked[-1].clicks] == [True, False, True]
    QTest.keyClick(view, Key.Key_E)
    QTest.keyClick(view, Key.Key_Escape)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert [click.positive for click in engine.asked[-1].clicks] == [True]


def test_a_new_key_is_pressed_and_works(
    qtbot: QtBot, space: Workspace, view: CanvasView, document: Document
) -> None:
    dialog = dialog_of(qtbot, space)
    go_to(dialog, "skeleton")
    press(Key.Key_Return)
    assert "Skeleton" in dialog.line.text()
    press(Key.Key_Shift, Mod.ShiftModifier)
    assert dialog.line.listening
    press(Key.Key_J, CTRL | Mod.AltModifier)
    assert dialog.line.text() == ""
    assert QApplication.focusWidget() is dialog.list
    press(Key.Key_Escape)
    back_to(qtbot, view)
    QTest.keyClick(view, Key.Key_K)
    assert view.tool == "select"
    QTest.keyClick(view, Key.Key_J, CTRL | Mod.AltModifier)
    assert view.tool == "joints"
    assert Settings.load().key_changes == {"tool.joints": ("Ctrl+Alt+J",)}


def test_a_key_in_use_is_only_taken_after_a_second_yes(qtbot: QtBot, space: Workspace) -> None:
    dialog = dialog_of(qtbot, space)
    go_to(dialog, "polygon")
    press(Key.Key_Return)
    press(Key.Key_F2)
    said = dialog.line.text()
    assert "F2" in said
    assert "Change label (On the canvas)" in said
    assert "Rename layer (In the layer list)" in said
    press(Key.Key_Return)
    assert space.keys.keys("tool.polygon") == ("P",)
    assert space.keys.keys("edit.label") == ("F2",)
    press(Key.Key_Return)
    press(Key.Key_F2)
    dialog.take.setFocus()
    press(Key.Key_Return)
    assert space.keys.keys("tool.polygon") == ("F2",)
    assert space.keys.keys("edit.label") == space.keys.keys("layer.rename") == ()
    assert space.actions.by_id["edit.label"].shortcuts() == []


def test_the_same_key_may_mean_two_things_in_two_places(qtbot: QtBot, space: Workspace) -> None:
    dialog = dialog_of(qtbot, space)
    go_to(dialog, "select all")
    press(Key.Key_Return)
    press(Key.Key_F2)
    assert "Change label" in dialog.line.text()
    assert "Rename layer" not in dialog.line.text()


def test_esc_leaves_the_keys_as_they_are_and_the_dialog_open(
    qtbot: QtBot, space: Workspace
) -> None:
    dialog = dialog_of(qtbot, space)
    go_to(dialog, "polygon")
    press(Key.Key_Return)
    press(Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.line.listening
    press(Key.Key_Return)
    press(Key.Key_F2)
    press(Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.take.isVisible()
    assert not space.keys.changed_by_hand


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return, Key.Key_Left, Key.Key_Tab])
def test_keys_that_the_canvas_and_the_fields_need_are_refused(
    qtbot: QtBot, space: Workspace, key: Qt.Key
) -> None:
    dialog = dialog_of(qtbot, space)
    go_to(dialog, "polygon")
    press(Key.Key_Return)
    press(key)
    assert "cannot be bound" in dialog.line.text()
    assert space.keys.keys("tool.polygon") == ("P",)


def test_another_key_comes_beside_the_first_and_all_can_be_taken_away(
    qtbot: QtBot, space: Workspace
) -> None:
    dialog = dialog_of(qtbot, space)
    go_to(dialog, "polygon")
    dialog.add.setFocus()
    press(Key.Key_Space)
    press(Key.Key_F6)
    assert space.keys.keys("tool.polygon") == ("P", "F6")
    dialog.clear.setFocus()
    press(Key.Key_Space)
    assert space.keys.keys("tool.polygon") == ()
    assert not dialog.clear.isEnabled()


def test_one_action_is_reset_and_then_all(qtbot: QtBot, space: Workspace) -> None:
    space.keys.bind("tool.box", ("P",))
    space.keys.bind("tool.hand", ("F7",))
    dialog = dialog_of(qtbot, space)
    go_to(dialog, "polygon")
    assert space.keys.keys("tool.polygon") == ()
    dialog.reset.setFocus()
    press(Key.Key_Return)
    assert "Box" in dialog.line.text()
    dialog.take.setFocus()
    press(Key.Key_Return)
    assert space.keys.keys("tool.polygon") == ("P",)
    assert space.keys.keys("tool.box") == ()
    dialog.reset_all.setFocus()
    press(Key.Key_Return)
    for tool, key in (("polygon", "P"), ("box", "R"), ("hand", "H")):
        assert space.actions.by_id[f"tool.{tool}"].shortcut() == QKeySequence(key)
    assert not dialog.reset_all.isEnabled()


def test_what_is_searched_is_found_by_name_menu_and_key(qtbot: QtBot, space: Workspace) -> None:
    dialog = dialog_of(qtbot, space)
    for words, action in (("ctrl+shift+n", "layer.new"), ("run cancel", "run.cancel")):
        go_to(dialog, words)
        assert dialog.list.action is not None
        assert dialog.list.action.id == action
    go_to(dialog, "there is no such thing")
    assert dialog.list.action is None
    assert dialog.line.text() == "No action has these words or this key."
    assert not dialog.change.isEnabled()


def test_the_dialog_follows_the_language(qtbot: QtBot, space: Workspace) -> None:
    dialog = dialog_of(qtbot, space)
    go_to(dialog, "skeleton")
    name = dialog.profile.itemText(0), dialog.list.currentItem().text(0)
    language.use("zh_CN")
    assert dialog.list.currentItem().text(0) != name[1]
    language.use("en")
    assert (dialog.profile.itemText(0), dialog.list.currentItem().text(0)) == name


def test_settings_and_the_cheat_sheet_lead_to_the_keys(qtbot: QtBot, space: Workspace) -> None:
    for action, kind, button in (
        ("app.settings", SettingsDialog, "keyboard"),
        ("app.shortcuts", ShortcutsDialog, "change"),
    ):
        space.actions.by_id[action].trigger()
        opened = space.window.findChildren(kind)[-1]
        getattr(opened, button).click()
        assert not opened.isVisible()
        dialog = space.window.findChildren(KeyboardDialog)[-1]
        assert dialog.isVisible()
        dialog.accept()


def test_the_run_button_names_the_key_that_runs(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    put_in_store(space.studio.store, "blazeface")
    task = space.panels.task
    task.choose_model("blazeface")
    assert task.run.text().endswith("Ctrl+Enter")
    space.keys.bind("run.run", ("F5",))
    assert task.run.text().endswith("F5")
    space.keys.bind("run.run", ())
    assert task.run.text() == "Run"
