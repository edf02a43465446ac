"""Asking for designs in words from the task panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window.person import open_photo, put_in_store
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Oval, VectorObject
from vlm_studio.studio.presets import BY_ID
from vlm_studio.tasks.design import Design, Designs, SketchRequest
from vlm_studio.tasks.names import ENCODER
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.ui.panels.history_popup import HistoryPopup
from vlm_studio.ui.saying import language
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text

Left, No, Key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key
Ctrl, Alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(qtbot: QtBot, space: Workspace) -> DesignPage:
    """The sketch library is on this computer, no document is open, and Design is chosen by a click."""
    for model in ("icons", ENCODER):
        put_in_store(space.studio.store, model)
    panel = space.panels.task
    assert panel.design is None
    QTest.mouseClick(panel.tasks["design"], Left)
    assert panel.design is not None
    assert panel.design.isVisibleTo(panel)
    return panel.design


def ask(page: DesignPage, words: str) -> None:
    """Type over what is there, and press Ctrl+Enter while still typing."""
    page.words.setFocus()
    QTest.keyClick(page.words, Key.Key_A, Ctrl)
    QTest.keyClicks(page.words, words)
    QTest.keyClick(page.words, Key.Key_Return, Ctrl)


def asked(qtbot: QtBot, lane: FakeLane, times: int = 1) -> SketchRequest:
    qtbot.waitUntil(lambda: len(lane.seen) == times)
    request = lane.seen[-1]
    assert isinstance(request, SketchRequest)
    return request


def circle(request: SketchRequest) -> Designs:
    """One design, as the library would bring it: another for other words."""
    origin = Provenance("text-to-sketch", request.model, "1", "ab" * 32, "MIT")
    shape = VectorObject(1, Oval(10, 10, 50, 50), stroke=request.ink, width=len(request.words))
    return Designs((Design("found", request.width, request.height, origin, "circle", (shape,)),))


def finish(qtbot: QtBot, space: Workspace, lane: FakeLane) -> None:
    qtbot.waitUntil(lambda: lane.now is not None)
    assert lane.now is not None
    assert isinstance(lane.now.request, SketchRequest)
    lane.now.succeed(circle(lane.now.request))
    qtbot.waitUntil(lambda: space.studio.jobs.jobs[-1].ended)


def test_words_and_ctrl_enter_make_a_page_and_ask_for_sketches_on_it(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    assert space.studio.documents == []
    ask(page, "a desk lamp")
    request = asked(qtbot, heavy)
    assert (request.words, request.model, request.count) == ("a desk lamp", "icons", 4)
    assert (request.width, request.height) == (1024, 1024)
    [document] = space.studio.documents
    [paper] = document.walk()
    assert isinstance(paper, VectorLayer)
    assert paper.locked
    assert (document.name, document.width, document.height) == ("a desk lamp", 1024, 1024)
    assert not document.history.dirty
    [job] = space.studio.jobs.jobs
    assert str(job.title) == "Sketch - a desk lamp"
    assert job.document == document.id
    assert page.words.toPlainText() == "a desk lamp"

    finish(qtbot, space, heavy)
    ask(page, "a mug left of a lamp")
    asked(qtbot, heavy, 2)
    assert space.studio.documents == [document]
    assert page.artboard.choice.currentText() == "As the document, 1024 x 1024"


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


def test_a_description_of_nothing_gets_one_sentence_and_asks_for_nothing(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    for words, sentence in (
        ("", "Say what to draw."),
        ("   ", "Say what to draw."),
        ("!!!", "Say what to draw."),
        ("🙂🙂", "There are no words in this description."),
        ("一盏台灯", "Descriptions are understood in English only."),
    ):
        page.words.setPlainText(words)
        QTest.mouseClick(space.panels.task.run, Left)
        assert page.description.problem.isVisibleTo(page)
        assert page.description.problem.text() == sentence
        assert page.words.hasFocus()
    QTest.keyClicks(page.words, "x")
    assert not page.description.problem.isVisibleTo(page)
    page.words.setPlainText("a lamp " * 2000)
    QTest.keyClick(page.words, Key.Key_Return, Ctrl)
    assert "at most" in page.description.problem.text()
    assert not space.studio.jobs.jobs
    assert space.studio.documents == []
    assert space.studio.designing.history.entries == ()


def test_what_is_lacking_is_got_first(
    qtbot: QtBot, space: Workspace, fetch: FakeLane, heavy: FakeLane
) -> None:
    panel = space.panels.task
    QTest.mouseClick(space.window.empty.describe, Left)
    assert panel.design is not None
    assert panel.design.words.hasFocus()
    assert panel.run.text().startswith("Get Sketch library, ")
    QTest.keyClicks(panel.design.words, "a boat")
    QTest.mouseClick(panel.run, Left)
    titles = [str(job.title) for job in space.studio.jobs.jobs]
    assert titles == ["Get Sketch library", "Get all-MiniLM-L6-v2"]
    assert not panel.run.isEnabled()
    QTest.keyClick(panel.design.words, Key.Key_Return, Ctrl)
    assert len(space.studio.jobs.jobs) == 2
    for model in ("icons", ENCODER):
        put_in_store(space.studio.store, model)
        qtbot.waitUntil(lambda: fetch.now is not None)
        assert fetch.now is not None
        now = fetch.now
        now.succeed()
        qtbot.waitUntil(lambda now=now: fetch.now is not now)
    qtbot.waitUntil(panel.run.isEnabled)
    assert panel.run.text().startswith("Generate")
    QTest.keyClick(panel.design.words, Key.Key_Return, Ctrl)
    assert asked(qtbot, heavy).words == "a boat"


def test_a_look_sets_what_sketches_have_and_looks_that_do_nothing_are_not_offered(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    shown = [id for id, chip in page.presets.chips.items() if chip.isVisibleTo(page)]
    assert shown == ["line", "marker", "blueprint", "logo"]
    QTest.mouseClick(page.presets.chips["blueprint"], Left)
    assert page.pen.value == BY_ID["blueprint"].pen
    ask(page, "a house")
    request = asked(qtbot, heavy)
    assert (request.pen, request.ink) == (BY_ID["blueprint"].pen, BY_ID["blueprint"].ink)
    assert request.words == "a house"
    finish(qtbot, space, heavy)

    QTest.mouseClick(page.presets.chips["blueprint"], Left)
    assert page.presets.chosen == ""
    ask(page, "a house")
    request = asked(qtbot, heavy, 2)
    assert (request.pen, request.ink) == (1.0, "#000000")


def test_an_icon_set_and_a_line_weight_can_be_chosen(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    page.style_of.setFocus()
    while page.style_of.currentText() != "Lucide":
        QTest.keyClick(page.style_of, Key.Key_Down)
    slider = page.pen.slider
    QTest.mouseClick(slider, Left, No, QPoint(slider.width() - 8, slider.height() // 2))
    QTest.mouseClick(page.count.slider, Left, No, QPoint(8, page.count.slider.height() // 2))
    ask(page, "a tree")
    request = asked(qtbot, heavy)
    assert (request.style, request.pen, request.count) == ("lucide", 4.0, 1)


def test_artboards(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane, photo: Path
) -> None:
    choice = page.artboard.choice
    choice.setFocus()
    names = [choice.itemText(i).split(",")[0] for i in range(choice.count())]
    assert names == ["Square format", "A4", "Phone", "Banner", "Custom size"]
    QTest.keyClick(choice, Key.Key_Down)
    ask(page, "a house")
    request = asked(qtbot, heavy)
    assert (request.width, request.height) == (1240, 1754)
    [document] = space.studio.documents
    assert (document.width, document.height) == (1240, 1754)
    finish(qtbot, space, heavy)

    QTest.keyClick(choice, Key.Key_End)
    assert (page.artboard.wide.value(), page.artboard.high.value()) == (1240, 1754)
    page.artboard.wide.setFocus()
    page.artboard.wide.selectAll()
    QTest.keyClicks(page.artboard.wide, "300")
    ask(page, "a house")
    request = asked(qtbot, heavy, 2)
    assert (request.width, request.height) == (300, 1754)
    finish(qtbot, space, heavy)

    QTest.keyClick(choice, Key.Key_Home)
    open_photo(qtbot, space, photo)
    assert choice.currentText() == "As the document, 120 x 80"
    ask(page, "a house")
    request = asked(qtbot, heavy, 3)
    assert (request.width, request.height) == (120, 80)


def test_a_job_that_failed_says_why_in_its_row_and_can_be_tried_again(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    ask(page, "a quokka")
    asked(qtbot, heavy)
    assert heavy.now is not None
    why = text("Nothing in the sketch library is near to this description.")
    heavy.now.end(Outcome("failed", error=why))
    [job] = space.studio.jobs.jobs
    qtbot.waitUntil(lambda: job.ended)
    row = space.panels.jobs.rows[job.id]
    assert row.status.text() == str(why)
    QTest.mouseClick(row.retry, Left)
    finish(qtbot, space, heavy)
    [entry] = space.studio.designing.history.entries
    assert entry.wish.words == "a quokka"
    assert space.studio.designing.history.thumbnail(entry.id).is_file()


# Seeds -------------------------------------------------------------------------------------------


def test_the_library_has_no_seed(page: DesignPage) -> None:
    assert not page.seed.isVisibleTo(page)


def test_a_seed_is_another_one_each_time_unless_it_is_locked(page: DesignPage) -> None:
    seed = page.seed
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


# Keys and menus ----------------------------------------------------------------------------------


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


# History -----------------------------------------------------------------------------------------


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
    assert page.pen.value == page.pen.default
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
    assert page.pen.value == BY_ID["logo"].pen


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


# Room --------------------------------------------------------------------------------------------


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


def test_designs_that_come_have_the_keys_at_once_unless_somebody_types_on(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    space.window.activateWindow()
    ask(page, "a desk lamp")
    asked(qtbot, heavy)
    assert page.words.hasFocus(), "though a new document came to the front"
    QTest.keyClicks(page.words, "s")
    finish(qtbot, space, heavy)
    assert page.words.hasFocus()
    assert page.words.toPlainText() == "a desk lamps"
    ask(page, "two lamps")
    asked(qtbot, heavy, 2)
    finish(qtbot, space, heavy)
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_Return)
    [document] = space.studio.documents
    assert len(document.layers) == 2
    space.commands.edit.undo()
    assert len(document.layers) == 1
    assert page.words.toPlainText() == "two lamps"


def test_what_invents_can_be_daring_and_what_finds_cannot(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    assert not page.temperature.isVisibleTo(page)
    assert not page.guidance.isVisibleTo(page)
    page.choose_model("sketcher")
    ask(page, "a shopping cart")
    usual = asked(qtbot, heavy)
    assert usual.model == "sketcher"
    assert (usual.temperature, usual.guidance) == (
        SketchRequest("", "").temperature,
        SketchRequest("", "").guidance,
    )
    finish(qtbot, space, heavy)
    for slider, value in ((page.temperature, "1.2"), (page.guidance, "4")):
        slider.field.setFocus()
        slider.field.selectAll()
        QTest.keyClicks(slider.field, value)
        QTest.keyClick(slider.field, Key.Key_Return)
    ask(page, "a shopping cart")
    daring = asked(qtbot, heavy, 2)
    assert (daring.temperature, daring.guidance) == (1.2, 4.0)
    space.commands.designs.use(usual)
    assert page.temperature.value == usual.temperature
    assert page.guidance.value == usual.guidance
