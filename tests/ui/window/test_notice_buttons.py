"""Sentences above the canvas that have buttons: results that wait, and designs of documents that were never saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.fakes.designs import sketch
from tests.fakes.lane import FakeLane
from tests.ui.window import walk
from tests.ui.window.person import faces, open_photo
from tests.ui.window.waiting import press, tray
from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.formats.staged import keep
from vlm_studio.jobs.job import Job
from vlm_studio.paths import staging_folder
from vlm_studio.tasks.staged import Owner, Staged, new_id
from vlm_studio.ui.saying import language
from vlm_studio.ui.widgets.message_bar import MessageBar
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

Left, Key, No = Qt.MouseButton.LeftButton, Qt.Key, Qt.KeyboardModifier.NoModifier
Ctrl = Qt.KeyboardModifier.ControlModifier


def buttons(space: Workspace) -> list[str]:
    """What can be clicked above the canvas."""
    bar = space.centre.messages
    return [each.text() for each in bar.buttons if each.isVisible()]


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Left, No, QPoint(8, button.height() // 2))


def found(document: Document) -> list[AnnotationLayer]:
    return [each for each in document.layers.values() if isinstance(each, AnnotationLayer)]


@pytest.fixture
def waiting(qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane) -> Job:
    """Two faces that came while a name could be redone."""
    job = space.studio.run(photo_open, "object-detection", "blazeface")
    assert job is not None
    qtbot.waitUntil(lambda: heavy.now is not None)
    [layer] = photo_open.children()
    photo_open.history.push(edits.set_layers(photo_open, [layer], text("Rename"), name="Cat"))
    press(Key.Key_Z, Ctrl)
    assert heavy.now is not None
    heavy.now.succeed(faces(0.9, 0.8))
    qtbot.waitUntil(lambda: job.offer is not None)
    return job


def test_a_result_that_would_end_what_can_be_redone_waits_in_sight_with_the_jobs_folded(
    qtbot: QtBot, space: Workspace, photo_open: Document, waiting: Job
) -> None:
    bar = space.centre.messages
    assert not space.panels.jobs.open
    assert bar.isVisible()
    assert bar.words.text() == (
        f"{waiting.title}: the result waits, because adding it ends what can be redone."
    )
    assert buttons(space) == ["Add 2 objects"]
    assert not bar.timer.isActive(), "it does not go by itself"
    assert found(photo_open) == []
    press(Key.Key_Z, Ctrl | Qt.KeyboardModifier.ShiftModifier)
    assert photo_open.history.redo_text is None
    click(bar.buttons[0])
    assert len(found(photo_open)) == 1
    assert not bar.isVisible()
    assert waiting.offer is None
    assert space.desk.view is not None
    assert space.desk.view.hasFocus(), "the keys stay with the canvas"
    press(Key.Key_Z, Ctrl)
    assert found(photo_open) == []


def test_what_was_added_or_removed_in_its_row_is_no_longer_offered_above(
    qtbot: QtBot, space: Workspace, photo_open: Document, waiting: Job
) -> None:
    bar = space.centre.messages
    space.panels.jobs.row_of(waiting).offer.click()
    assert len(found(photo_open)) == 1
    assert not bar.isVisible()
    again = Document.empty("Other", 50, 50)
    space.studio.add(again)
    space.studio.close(again)
    assert not bar.isVisible()


def test_a_row_that_is_removed_takes_its_offer_along(
    space: Workspace, photo_open: Document, waiting: Job
) -> None:
    space.studio.jobs.dismiss(waiting)
    assert not space.centre.messages.isVisible()
    assert found(photo_open) == []


def test_closing_the_sentence_leaves_the_offer_in_its_row(
    space: Workspace, photo_open: Document, waiting: Job
) -> None:
    space.centre.messages.close_button.click()
    assert not space.centre.messages.isVisible()
    assert waiting.offer is not None


@pytest.fixture
def left_behind(home: Path) -> None:
    """Two designs of a document that was never saved, of a window that is gone."""
    designs = [Staged(new_id(), sketch(n, "lamp desk"), 0, 0) for n in (0, 5)]
    keep(staging_folder(), Owner("lost", "Untitled"), designs)


@pytest.mark.usefixtures("left_behind")
def test_designs_of_unsaved_documents_are_brought_here_by_a_button(
    qtbot: QtBot, space: Workspace, photo_open: Document
) -> None:
    bar = space.centre.messages
    qtbot.waitUntil(bar.isVisible)
    assert bar.words.text() == "2 designs of unsaved documents are kept."
    assert buttons(space) == ["Bring them here", "Discard them"]
    assert space.actions.by_id["staging.earlier"].isEnabled()
    click(bar.buttons[0])
    qtbot.waitUntil(lambda: len(tray(space).designs) == 2)
    assert space.staging.shown
    assert not bar.isVisible()
    assert not space.actions.by_id["staging.earlier"].isEnabled()
    assert not space.actions.by_id["staging.discard_earlier"].isEnabled()


@pytest.mark.usefixtures("left_behind")
def test_they_are_discarded_and_the_last_ones_come_back(
    qtbot: QtBot, space: Workspace, photo_open: Document
) -> None:
    bar = space.centre.messages
    qtbot.waitUntil(bar.isVisible)
    bar.close_button.click()
    space.actions.by_id["staging.discard_earlier"].trigger()
    qtbot.waitUntil(bar.isVisible)
    assert bar.words.text() == "2 designs were discarded."
    assert tray(space).designs == ()
    assert not space.staging.shown
    click(bar.buttons[0])
    assert len(tray(space).designs) == 2
    assert space.staging.shown
    assert not bar.isVisible()
    press(Key.Key_Escape)
    space.actions.by_id["staging.bring_back"].trigger()
    assert len(tray(space).designs) == 2


@pytest.mark.usefixtures("left_behind")
def test_after_a_restart_nobody_is_told_again(
    qtbot: QtBot, space: Workspace, photo_open: Document, photo: Path
) -> None:
    bar = space.centre.messages
    qtbot.waitUntil(bar.isVisible)
    bar.close_button.click()
    space.studio.close(photo_open)
    open_photo(qtbot, space, photo)
    qtbot.waitUntil(lambda: not space.studio.jobs.at_work)
    assert not bar.isVisible()
    assert space.actions.by_id["staging.discard_earlier"].isEnabled()


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_sentence_and_buttons_fit_in_a_small_window(
    qtbot: QtBot, space: Workspace, photo_open: Document, waiting: Job, code: str
) -> None:
    language.use(code)
    try:
        space.window.resize(QSize(1024, 640))
        QApplication.processEvents()
        bar = space.centre.messages
        assert isinstance(bar, MessageBar)
        assert walk.cut_off(bar) == []
        assert bar.rect().contains(bar.buttons[0].geometry())
    finally:
        language.use("en")
