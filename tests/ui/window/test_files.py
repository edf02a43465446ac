"""Opening, dropping, pasting, saving, closing and leaving, as a person does it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Hand
from tests.ui.window.person import Person, open_photo
from vlm_studio.document.layers import RasterLayer
from vlm_studio.studio import Notice
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text


def close_button(space: Workspace, index: int) -> QToolButton:
    button = space.centre.tabs.tabButton(index, QTabBar.ButtonPosition.RightSide)
    assert isinstance(button, QToolButton)
    return button


def test_an_opened_photo_stands_in_a_tab_with_a_layer(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    assert space.centre.tabs.tabText(0) == document.name == "photo"
    assert space.panels.layers.model.rowCount() == 1
    assert not space.centre.empty.isVisible()
    assert [layer.name for layer in document.walk()] == ["photo"]


def test_a_change_puts_a_star_on_the_tab_and_saving_takes_it_away(
    qtbot: QtBot, space: Workspace, photo: Path, person: Person
) -> None:
    open_photo(qtbot, space, photo)
    space.commands.layers.new()
    assert space.centre.tabs.tabText(0) == "photo *"
    assert space.status.saved.text() == "Not saved"
    person.path = photo.with_name("work.vlms")
    space.actions.by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: space.centre.tabs.tabText(0) == "work")
    assert person.path.is_file()
    assert person.asked == ["where to save photo.vlms"]
    assert space.status.saved.text().startswith("Saved ")


def test_closing_what_is_saved_asks_nothing(
    qtbot: QtBot, space: Workspace, photo: Path, person: Person
) -> None:
    open_photo(qtbot, space, photo)
    close_button(space, 0).click()
    assert space.studio.documents == []
    assert person.asked == []
    assert space.centre.empty.isVisible()


def test_closing_unsaved_changes_asks_and_obeys(
    qtbot: QtBot, space: Workspace, photo: Path, person: Person
) -> None:
    document = open_photo(qtbot, space, photo)
    space.commands.layers.new()
    close_button(space, 0).click()
    assert person.asked == ["save photo"]
    assert space.studio.documents == [document]

    person.answer, person.path = "save", photo.with_name("kept.vlms")
    close_button(space, 0).click()
    qtbot.waitUntil(lambda: space.studio.documents == [])
    assert person.path.is_file()

    document = open_photo(qtbot, space, photo)
    space.commands.layers.new()
    person.answer = "discard"
    close_button(space, 0).click()
    assert space.studio.documents == []


def test_a_save_that_goes_nowhere_keeps_the_document_open(
    qtbot: QtBot, space: Workspace, photo: Path, person: Person
) -> None:
    document = open_photo(qtbot, space, photo)
    space.commands.layers.new()
    person.answer, person.path = "save", photo / "not-a-folder" / "work.vlms"
    close_button(space, 0).click()
    qtbot.waitUntil(lambda: space.centre.messages.notice is not None)
    assert space.studio.documents == [document]
    assert document.history.dirty


def test_leaving_asks_for_every_unsaved_document_before_any_is_closed(
    qtbot: QtBot, space: Workspace, photo: Path, person: Person
) -> None:
    open_photo(qtbot, space, photo)
    space.commands.layers.new()
    other = photo.with_name("other.png")
    other.write_bytes(photo.read_bytes())
    open_photo(qtbot, space, other)
    space.commands.layers.new()
    space.window.close()
    assert person.asked == ["save photo"]
    assert space.window.isVisible()
    assert len(space.studio.documents) == 2

    person.answer = "discard"
    with qtbot.waitSignal(space.window.left):
        space.window.close()
    assert person.asked == ["save photo", "save photo", "save other"]
    assert space.studio.settings.window


def test_a_file_that_is_no_picture_is_said_and_changes_nothing(
    qtbot: QtBot, space: Workspace, tmp_path: Path
) -> None:
    bad = tmp_path / "notes.png"
    bad.write_text("no picture at all")
    space.commands.files.open([bad])
    qtbot.waitUntil(lambda: space.centre.messages.notice is not None)
    assert "notes.png" in space.centre.messages.words.text()
    assert space.centre.messages.isVisible()
    assert space.studio.documents == []
    space.centre.messages.close_button.click()
    assert not space.centre.messages.isVisible()


def test_a_pasted_picture_becomes_a_document_that_is_not_lost_without_a_question(
    qtbot: QtBot, space: Workspace, person: Person
) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 30, 30))
    QGuiApplication.clipboard().setImage(image)
    space.actions.by_id["edit.paste"].trigger()
    qtbot.waitUntil(lambda: len(space.studio.documents) == 1)
    [document] = space.studio.documents
    assert (document.width, document.height) == (40, 30)
    close_button(space, 0).click()
    assert person.asked == ["save Pasted picture"]

    space.actions.by_id["edit.paste"].trigger()
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    assert all(isinstance(layer, RasterLayer) for layer in document.walk())


@pytest.mark.parametrize("tab", [0, 1])
def test_the_tab_in_front_is_what_the_panels_show(
    qtbot: QtBot, space: Workspace, photo: Path, tab: int
) -> None:
    first = open_photo(qtbot, space, photo)
    space.commands.layers.new()
    other = photo.with_name("other.png")
    other.write_bytes(photo.read_bytes())
    second = open_photo(qtbot, space, other)
    space.centre.tabs.setCurrentIndex(tab)
    shown = (first, second)[tab]
    assert space.desk.document is shown
    assert space.panels.layers.model.rowCount() == len(shown.layers)
    assert space.window.windowTitle().startswith(shown.name)


def test_what_is_said_about_a_picture_is_shown_with_that_picture(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    moving = photo.with_name("moving.gif")
    with Image.open(photo) as image:
        image.save(moving, save_all=True, append_images=[Image.new("RGB", image.size)])
    space.commands.files.open([moving, photo])
    qtbot.waitUntil(lambda: len(space.studio.documents) == 2 and not space.studio.jobs.busy)
    assert space.desk.document is not None
    assert space.desk.document.name == "photo"
    assert not space.centre.messages.isVisible()
    space.centre.tabs.setCurrentIndex(0)
    assert "first" in space.centre.messages.words.text()
    assert space.centre.messages.isVisible()
    space.centre.messages.close_button.click()
    space.centre.tabs.setCurrentIndex(1)
    space.centre.tabs.setCurrentIndex(0)
    assert not space.centre.messages.isVisible()


def test_a_save_that_worked_at_last_leaves_nothing_of_those_that_failed(
    qtbot: QtBot, space: Workspace, photo: Path, person: Person
) -> None:
    document = open_photo(qtbot, space, photo)
    person.path = photo.with_name("work.vlms")
    person.path.mkdir()
    space.actions.by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: space.centre.messages.isVisible())
    assert "work.vlms is a folder" in space.centre.messages.words.text()
    person.path.rmdir()
    space.commands.layers.new()
    space.actions.by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: document.path is not None)
    assert not space.centre.messages.isVisible()
    assert space.panels.jobs.rows == {}


def test_a_message_lies_over_the_canvas_and_nothing_else_moves(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    open_photo(qtbot, space, photo)
    view, messages = space.desk.view, space.centre.messages
    assert view is not None
    qtbot.waitUntil(lambda: view.width() > 200)
    before = view.geometry(), view.camera.viewport
    messages.show_notice(Notice(text("{name} was not found.", name="boat " * 80), "error"))
    assert messages.isVisible()
    assert (view.geometry(), view.camera.viewport) == before
    top = view.mapTo(space.centre, QPoint(0, 0))
    assert (messages.pos(), messages.width()) == (top, view.width())
    assert messages.words.height() >= messages.words.heightForWidth(messages.words.width())
    assert not messages.geometry().intersects(
        QRect(space.centre.tabs.mapTo(space.centre, QPoint(0, 0)), space.centre.tabs.size())
    )
    space.window.docks.toggle_all()
    qtbot.waitUntil(lambda: view.geometry() != before[0])
    qtbot.waitUntil(lambda: messages.width() == view.width())


def test_what_cannot_be_saved_over_says_so_in_its_tab_until_it_is_saved_elsewhere(
    qtbot: QtBot, space: Workspace, photo: Path, person: Person
) -> None:
    document = open_photo(qtbot, space, photo)
    person.path = photo.with_name("work.vlms")
    space.actions.by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: document.path is not None)
    space.commands.files.close(document)
    newer = photo.with_name("newer.vlms")
    with zipfile.ZipFile(person.path) as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "document.json":
                content = json.dumps({**json.loads(content), "version": 999}).encode()
            new.writestr(name, content)
    open_photo(qtbot, space, newer)
    qtbot.waitUntil(lambda: space.centre.messages.isVisible())
    space.centre.messages.close_button.click()
    assert space.centre.tabs.tabText(0) == "newer (read-only)"
    space.commands.layers.new()
    assert space.centre.tabs.tabText(0) == "newer (read-only) *"
    person.path = photo.with_name("mine.vlms")
    space.actions.by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: space.centre.tabs.tabText(0) == "mine")


def test_a_box_waits_for_its_label_while_another_file_is_opened(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    view = space.desk.view
    assert view is not None
    view.set_tool("box")
    hand = Hand(view)
    hand.drag([(20, 20), (40, 40), (60, 60)])
    popup = view.findChild(LabelPopup)
    assert isinstance(popup, LabelPopup)
    qtbot.waitUntil(popup.field.hasFocus)
    QTest.keyClicks(popup.field, "Zo")
    other = photo.with_name("other.png")
    other.write_bytes(photo.read_bytes())
    open_photo(qtbot, space, other)
    qtbot.waitUntil(lambda: not popup.field.hasFocus())
    QApplication.processEvents()
    assert document.labels() == []
    assert not document.history.dirty
    space.centre.tabs.setCurrentIndex(0)
    qtbot.waitUntil(popup.field.hasFocus)
    assert popup.field.text() == "Zo"
    QTest.keyClicks(popup.field, "rro")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert document.labels() == ["Zorro"]


def test_a_sample_of_the_empty_page_is_opened_with_a_click_or_with_the_keyboard(
    qtbot: QtBot, space: Workspace
) -> None:
    samples = [b for b in space.window.empty.samples.findChildren(QToolButton) if b.isVisible()]
    assert len(samples) == 3
    QTest.mouseClick(samples[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: space.desk.document is not None)
    assert [document.name for document in space.studio.documents] == ["still-life"]
    space.commands.files.close()
    qtbot.waitUntil(lambda: space.centre.empty.isVisible())
    samples[1].setFocus()
    QTest.keyClick(samples[1], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: space.desk.document is not None)
    assert space.studio.documents[0].name == "figure"


def test_the_empty_page_says_what_is_on_its_way_and_how_to_begin_after_it_failed(
    qtbot: QtBot, space: Workspace, tmp_path: Path
) -> None:
    page = space.window.empty
    before = page.words.text()
    space.studio.open([tmp_path / "gone.png"])
    assert page.words.text() == "Open gone.png"
    assert not page.open.isVisible()
    qtbot.waitUntil(lambda: page.open.isVisible())
    assert page.words.text() == before
