"""Earlier descriptions: found again, taken again, deleted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window.designer import ask, finish
from vlm_studio.studio.presets import BY_ID
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.ui.panels.history_popup import HistoryPopup
from vlm_studio.ui.workspace import Workspace

Left, No, Key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key


def popup(space: Workspace) -> HistoryPopup:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, HistoryPopup)]
    assert len([each for each in found if each.isVisible()]) == 1
    return next(each for each in found if each.isVisible())


def words_of(shown: HistoryPopup) -> list[str]:
    return [entry.wish.words for entry in shown.model.rows]


@pytest.fixture
def remembered(qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane) -> DesignPage:
    """Three descriptions with a result each, the boat the newest."""
    QTest.mouseClick(page.presets.chips["logo"], Left)
    for words in ("a desk lamp", "two trees", "a boat"):
        ask(page, words)
        finish(qtbot, space, heavy)
        if page.presets.chosen:
            QTest.mouseClick(page.presets.chips["logo"], Left)
    return page


def test_an_earlier_description_comes_back_with_its_settings(
    space: Workspace, remembered: DesignPage
) -> None:
    page = remembered
    assert page.details.pen.value == page.details.pen.default
    QTest.mouseClick(page.description.history, Left)
    shown = popup(space)
    assert words_of(shown) == ["a boat", "two trees", "a desk lamp"]
    assert not shown.model.picture(shown.model.rows[0]).isNull()
    place = shown.list.visualRect(shown.model.index(2)).center()
    QTest.mouseClick(shown.list.viewport(), Left, No, place)
    assert not shown.isVisible()
    assert page.words.toPlainText() == "a desk lamp"
    assert page.words.hasFocus()
    assert page.presets.chosen == "logo"
    assert page.details.pen.value == BY_ID["logo"].pen


def test_what_is_typed_finds_descriptions_at_once_and_keys_take_one(
    space: Workspace, remembered: DesignPage
) -> None:
    QTest.mouseClick(remembered.description.history, Left)
    shown = popup(space)
    assert shown.search.hasFocus()
    QTest.keyClicks(shown.search, "A")
    assert words_of(shown) == ["a boat", "a desk lamp"]
    QTest.keyClick(shown.search, Key.Key_Down)
    QTest.keyClick(shown.search, Key.Key_Down)
    QTest.keyClick(shown.search, Key.Key_Return)
    assert remembered.words.toPlainText() == "a desk lamp"
    QTest.mouseClick(remembered.description.history, Left)
    shown = popup(space)
    QTest.keyClicks(shown.search, "zebra")
    assert words_of(shown) == []
    assert shown.nothing.text() == "No description matches."
    QTest.keyClick(shown.search, Key.Key_Escape)
    assert len(words_of(shown)) == 3
    QTest.keyClick(shown.search, Key.Key_Escape)
    assert not shown.isVisible()
    assert remembered.words.toPlainText() == "a desk lamp"


def test_one_description_or_all_are_deleted(space: Workspace, remembered: DesignPage) -> None:
    history = space.studio.designing.history
    QTest.mouseClick(remembered.description.history, Left)
    shown = popup(space)
    gone = history.entries[1]
    shown.list.setFocus()
    shown.list.setCurrentIndex(shown.model.index(1))
    QTest.keyClick(shown.list, Key.Key_Delete)
    assert words_of(shown) == ["a boat", "a desk lamp"]
    assert not history.thumbnail(gone.id).exists()
    QTest.mouseClick(shown.clear, Left)
    assert words_of(shown) == []
    assert history.entries == ()
    assert list(history.thumbnail("any").parent.iterdir()) == []
    assert "on this computer only" in shown.nothing.text()
    shown.close()


def test_the_same_again_is_remembered_once_and_the_history_outlives_the_window(
    qtbot: QtBot, space: Workspace, remembered: DesignPage, heavy: FakeLane
) -> None:
    from vlm_studio.studio.design_history import load

    ask(remembered, "two trees")
    finish(qtbot, space, heavy)
    kept = [entry.wish.words for entry in load().entries]
    assert kept == ["two trees", "a boat", "a desk lamp"]
