"""A first design in the real window, with the program's own workers and the real sketch library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.e2e.first_day.conftest import open_window
from vlm_studio.document.layers import VectorLayer
from vlm_studio.ui.panels.history_popup import HistoryPopup
from vlm_studio.ui.running import Running

Left, Key, Ctrl = Qt.MouseButton.LeftButton, Qt.Key, Qt.KeyboardModifier.ControlModifier
PATIENCE = 180_000


@pytest.fixture
def running(qapp: QApplication, sketch_home: Path) -> Iterator[Running]:
    running = open_window(qapp)
    yield running
    running.end()
    running.space.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_from_the_empty_page_to_a_sketch_that_is_kept_and_found_again_by_what_it_means(
    qtbot: QtBot, running: Running
) -> None:
    space, studio = running.space, running.studio
    QTest.mouseClick(space.window.empty.describe, Left)
    page = space.panels.task.design
    assert page is not None
    for words in ("a desk lamp", "a sailing boat", "a birthday cake"):
        QTest.keyClick(page.words, Key.Key_A, Ctrl)
        QTest.keyClicks(page.words, words)
        QTest.keyClick(page.words, Key.Key_Return, Ctrl)
        qtbot.waitUntil(lambda: not studio.jobs.at_work, timeout=PATIENCE)
    [document] = studio.documents
    assert (document.width, document.height) == (1024, 1024)
    waiting = studio.staging.tray(document).designs
    assert len(waiting) > 3
    assert "lamp" in waiting[0].design.title
    assert {each.design.kind for each in waiting} <= {"found", "composed"}

    studio.staging.choose(document, 0)
    space.commands.staging.accept()
    paper, kept = document.walk()
    assert isinstance(kept, VectorLayer)
    assert kept.objects
    assert kept.credit
    bounds = [each.bounds() for each in kept.objects]
    assert min(b.x for b in bounds) >= 0
    assert max(b.right for b in bounds) <= 1024
    space.commands.edit.undo()
    assert document.children() == (paper.id,)

    QTest.mouseClick(page.description.history, Left)
    [popup] = [w for w in QApplication.topLevelWidgets() if isinstance(w, HistoryPopup)]
    QTest.keyClicks(popup.search, "ship on the sea")
    assert popup.model.rows == []
    qtbot.waitUntil(lambda: bool(popup.model.rows), timeout=PATIENCE)
    assert popup.model.rows[0].wish.words == "a sailing boat"
    assert not popup.model.picture(popup.model.rows[0]).isNull()
    assert all(entry.meaning for entry in studio.designing.history.entries)
    QTest.keyClick(popup.search, Key.Key_Return)
    assert page.words.toPlainText() == "a sailing boat"
