"""The form for designs: its keys, its seed and its room."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window.person import open_photo
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.ui.saying import language
from vlm_studio.ui.workspace import Workspace

Left, Key, Alt = Qt.MouseButton.LeftButton, Qt.Key, Qt.KeyboardModifier.AltModifier


def test_enter_alone_begins_a_new_line_and_the_field_grows(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    page.words.setFocus()
    low = page.words.height()
    for _ in range(5):
        QTest.keyClicks(page.words, "a tree")
        QTest.keyClick(page.words, Key.Key_Return)
    assert page.words.height() > low
    high = page.words.height()
    for _ in range(20):
        QTest.keyClick(page.words, Key.Key_Return)
    assert high < page.words.height() < 3 * high
    assert heavy.seen == []
    QTest.keyClick(page.words, Key.Key_Tab)
    assert not page.words.hasFocus()


def test_the_library_has_no_seed(page: DesignPage) -> None:
    assert not page.details.seed.isVisibleTo(page)


def test_a_seed_is_another_one_each_time_unless_it_is_locked(page: DesignPage) -> None:
    seed = page.details.seed
    first = seed.value
    assert seed.take() == first
    second = seed.take()
    assert second != first
    QTest.mouseClick(seed.lock, Left)
    assert seed.take() == second
    assert seed.take() == second
    QTest.mouseClick(seed.dice, Left)
    third = seed.value
    assert third != second
    assert seed.take() == seed.take() == third
    QTest.mouseClick(seed.lock, Left)
    seed.field.setFocus()
    seed.field.selectAll()
    QTest.keyClicks(seed.field, "77")
    QTest.keyClick(seed.field, Key.Key_Return)
    assert seed.take() == 77
    assert seed.take() != 77


def test_alt_a_goes_to_the_description_from_anywhere(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    open_photo(qtbot, space, photo)
    assert space.desk.view is not None
    space.window.docks.all["task"].close()
    space.desk.view.setFocus()
    QTest.keyClick(space.desk.view, Key.Key_A, Alt)
    page = space.panels.task.design
    assert page is not None
    assert page.words.hasFocus()
    assert space.window.docks.all["task"].isVisible()


def test_run_is_called_generate_while_designing(space: Workspace, page: DesignPage) -> None:
    run = space.actions.by_id["run.run"]
    assert run.text() == "Generate"
    assert run.isEnabled()
    QTest.mouseClick(space.panels.task.tasks["object-detection"], Left)
    assert run.text() == "Run"
    assert not run.isEnabled()
    assert not page.isVisibleTo(space.panels.task)


def test_a_folder_is_not_designed(space: Workspace, page: DesignPage) -> None:
    said: list[str] = []
    space.studio.noticed.connect(lambda notice: said.append(str(notice.text)))
    space.commands.images.run_all()
    assert said == ["Choose a task that looks at pictures."]


def test_in_chinese(qtbot: QtBot, space: Workspace, page: DesignPage) -> None:
    language.use("zh_CN")
    try:
        assert space.panels.task.tasks["design"].text() == "设计"
        assert page.presets.chips["poster"].text() == "海报"
        assert page.artboard.choice.currentText() == "正方形，1024 × 1024"
        assert space.panels.task.run.text().startswith("生成")
        QTest.mouseClick(space.panels.task.run, Left)
        assert page.description.problem.text() == "请说明要画什么。"
    finally:
        language.use("en")


def test_tab_goes_through_the_form_to_the_button(space: Workspace, page: DesignPage) -> None:
    """Every control that is seen, each once, and then Generate."""
    panel = space.panels.task
    panel.tasks["design"].setFocus()
    met: list[QWidget] = []
    while space.window.focusWidget() is not panel.run:
        QTest.keyClick(space.window.focusWidget(), Key.Key_Tab)
        met.append(space.window.focusWidget())
        assert len(met) < 40
    for control in (page.words, page.model, page.artboard.choice, page.count.slider):
        assert met.count(control) == 1
    places = [each.mapTo(panel, each.rect().topLeft()).y() for each in met[:-1]]
    assert places == sorted(places)


def test_the_form_has_the_room_of_the_panel_below_until_another_task_is_chosen(
    space: Workspace,
) -> None:
    docks, tasks = space.window.docks.all, space.panels.task.tasks
    before = docks["task"].height(), docks["models"].height()
    QTest.mouseClick(tasks["design"], Left)
    QApplication.processEvents()
    assert docks["task"].height() > before[0] + before[1] // 2
    assert docks["models"].height() < before[1] // 2
    QTest.mouseClick(tasks["design"], Left)
    QTest.mouseClick(tasks["object-detection"], Left)
    QApplication.processEvents()
    assert (docks["task"].height(), docks["models"].height()) == before
