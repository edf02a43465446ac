"""Asking for designs in words from the task panel."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window.designer import ask, asked, finish
from tests.ui.window.person import open_photo, put_in_store
from vlm_studio.document.layers import VectorLayer
from vlm_studio.studio.presets import BY_ID
from vlm_studio.tasks.design import SketchRequest
from vlm_studio.tasks.names import ENCODER
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text

Left, No, Key, Ctrl = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.Key,
    Qt.KeyboardModifier.ControlModifier,
)


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
    assert page.details.pen.value == BY_ID["blueprint"].pen
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
    page.details.style_of.setFocus()
    while page.details.style_of.currentText() != "Lucide":
        QTest.keyClick(page.details.style_of, Key.Key_Down)
    slider = page.details.pen.slider
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
    row = space.panels.jobs.row_of(job)
    assert row.status.text() == str(why)
    QTest.mouseClick(row.retry, Left)
    finish(qtbot, space, heavy)
    [entry] = space.studio.designing.history.entries
    assert entry.wish.words == "a quokka"
    assert space.studio.designing.history.thumbnail(entry.id).is_file()


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
    assert not page.details.temperature.isVisibleTo(page)
    assert not page.details.guidance.isVisibleTo(page)
    page.choose_model("sketcher")
    ask(page, "a shopping cart")
    usual = asked(qtbot, heavy)
    assert usual.model == "sketcher"
    assert (usual.temperature, usual.guidance) == (
        SketchRequest("", "").temperature,
        SketchRequest("", "").guidance,
    )
    finish(qtbot, space, heavy)
    for slider, value in ((page.details.temperature, "1.2"), (page.details.guidance, "4")):
        slider.field.setFocus()
        slider.field.selectAll()
        QTest.keyClicks(slider.field, value)
        QTest.keyClick(slider.field, Key.Key_Return)
    ask(page, "a shopping cart")
    daring = asked(qtbot, heavy, 2)
    assert (daring.temperature, daring.guidance) == (1.2, 4.0)
    space.commands.designs.use(usual)
    assert page.details.temperature.value == usual.temperature
    assert page.details.guidance.value == usual.guidance
