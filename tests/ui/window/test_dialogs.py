"""Dialogs: exporting, settings, the cheat-sheet, the command search, and another language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.window.person import open_photo
from vlm_studio.document.document import Document
from vlm_studio.formats.table import FORMATS, losses
from vlm_studio.ui import theme
from vlm_studio.ui.actions import ACTIONS
from vlm_studio.ui.dialogs.about import AboutDialog
from vlm_studio.ui.dialogs.export import ExportDialog
from vlm_studio.ui.dialogs.search import CommandSearch
from vlm_studio.ui.dialogs.settings import SettingsDialog
from vlm_studio.ui.dialogs.shortcuts import ShortcutsDialog, keys_text
from vlm_studio.ui.saying import language
from vlm_studio.ui.workspace import Workspace


@pytest.fixture(autouse=True)
def english_and_dark() -> Iterator[None]:
    yield
    language.use("en")
    theme.appearance.choose("dark")


def test_the_export_says_what_is_lost_and_writes_what_was_chosen(
    qtbot: QtBot, space: Workspace, document: Document, tmp_path: Path
) -> None:
    dialog = ExportDialog(space.window, space.studio, document)
    qtbot.addWidget(dialog)
    for id in FORMATS:
        dialog.choose(id)
        for sentence in losses(id, document.snapshot()):
            assert str(sentence) in dialog.losses.text()
    dialog.choose("vlms")
    assert dialog.losses.text() == "Nothing is lost."
    dialog.choose("coco")
    assert dialog.options() == {"pictures": False, "metadata": False}
    dialog.write(tmp_path / "out.json")
    qtbot.waitUntil(lambda: space.centre.messages.notice is not None)
    assert space.centre.messages.words.text() == "Exported out.json"
    written = json.loads((tmp_path / "out.json").read_text())
    assert {category["name"] for category in written["categories"]} >= {"cat", "cup"}


def test_settings_take_effect_at_once(qtbot: QtBot, space: Workspace) -> None:
    dialog = SettingsDialog(space.window, space.studio.settings)
    qtbot.addWidget(dialog)
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert theme.current() is theme.LIGHT
    assert space.studio.settings.theme == "light"
    with qtbot.waitSignal(dialog.wheel_changed):
        dialog.wheel.setCurrentIndex(dialog.wheel.findData("scroll"))
        dialog.wheel.activated.emit(dialog.wheel.currentIndex())
    dialog.full_speed.click()
    assert space.studio.settings.full_speed
    dialog.accept()
    assert json.loads((Path(_home()) / "settings.json").read_text())["wheel"] == "scroll"


def _home() -> str:
    import os

    return os.environ["VLM_STUDIO_HOME"]


def words_of(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel)]
    return "\n".join(labels + [button.text() for button in widget.findChildren(QPushButton)])


def test_the_cheat_sheet_has_every_key_of_the_table(qtbot: QtBot, space: Workspace) -> None:
    sheet = ShortcutsDialog(space.window, space.keys)
    qtbot.addWidget(sheet)
    shown = words_of(sheet)
    for action in ACTIONS:
        if action.keys:
            assert str(action.text) in shown
            assert str(keys_text(action.keys)) in shown


def test_a_command_is_found_by_its_name_and_done(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    search = CommandSearch(space.window, space.actions.by_id)
    qtbot.addWidget(search)
    everything = search.list.count()
    QTest.keyClicks(search.field, "annotation lay")
    assert 1 == search.list.count() < everything
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert len(document.layers) == 2


def test_what_cannot_be_done_now_is_not_listed(qtbot: QtBot, space: Workspace) -> None:
    search = CommandSearch(space.window, space.actions.by_id)
    qtbot.addWidget(search)
    QTest.keyClicks(search.field, "undo")
    assert search.list.count() == 0


def test_the_language_changes_while_the_program_runs(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    before = words_of(space.window)
    assert space.panels.task.run.text().startswith("Get")
    language.use("zh_CN")
    after = words_of(space.window)
    assert after != before
    assert space.panels.task.tasks["object-detection"].text() == "检测"
    assert space.window.docks.all["layers"].windowTitle() == "图层"
    assert space.actions.by_id["file.save"].text() == "保存"
    menu = space.window.menuBar().actions()[0]
    assert menu.text() == "文件"
    language.use("en")
    assert words_of(space.window) == before


def test_about_says_the_version(qtbot: QtBot, space: Workspace) -> None:
    from vlm_studio import __version__

    about = AboutDialog(space.window)
    qtbot.addWidget(about)
    assert __version__ in words_of(about)


def test_what_qt_says_itself_is_in_the_language_too(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    def said() -> tuple[str, ...]:
        box = QMessageBox()
        qtbot.addWidget(box)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        cancel = box.button(QMessageBox.StandardButton.Cancel).text()
        tabs = space.centre.tabs
        named = [*tabs.findChildren(QToolButton), *space.window.docks.all.values()]
        names = [QAccessible.queryAccessibleInterface(each) for each in named]
        return cancel, *(name.text(QAccessible.Text.Name) for name in names)

    before = said()
    assert before[0] == "Cancel"
    assert all(before)
    language.use("zh_CN")
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in name) for name in said())
    language.use("en")
    assert said() == before
