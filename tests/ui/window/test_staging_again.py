"""More of a design, the same again, its words again, and what is said of it elsewhere in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.fakes.designs import LAMP, sketch
from tests.fakes.lane import FakeLane
from tests.ui.window.waiting import answer, ask, press, press_into, tray
from vlm_studio.document.document import Document
from vlm_studio.tasks.design import Designs, SketchRequest
from vlm_studio.ui.panels.layer_model import Role
from vlm_studio.ui.saying import language
from vlm_studio.ui.workspace import Workspace

Key = Qt.Key


def test_more_like_this_asks_for_others_in_the_same_place(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    row.more.click()
    qtbot.waitUntil(lambda: len(heavy.seen) == 2)
    request = heavy.seen[-1]
    assert isinstance(request, SketchRequest)
    assert request.words == "lamp desk"
    answer(qtbot, heavy, Designs((sketch(0, "lamp desk"), sketch(7, "lamp desk"))))
    qtbot.waitUntil(lambda: len(tray(space).designs) == 4)
    assert row.line.text().startswith("4 of 4 · Found")


def test_the_jobs_row_counts_designs_and_brings_them(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    press(Key.Key_Escape)
    [job] = space.studio.jobs.jobs
    line = space.panels.jobs.row_of(job)
    assert line.status.text().startswith("3 designs in ")
    assert line.title.text() == "Sketch - a desk lamp"
    space.panels.jobs.show_wanted.emit(job)
    assert row.isVisible()
    assert row.strip.hasFocus()


def test_a_layer_remembers_how_it_was_made_and_is_made_again(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    ask(qtbot, space, heavy)
    press(Key.Key_Return)
    shown = {
        left.text(): right.text()
        for left, right in space.panels.properties.vector.facts.lines
        if left.isVisibleTo(space.panels.properties)
    }
    assert shown["Words"] == "a desk lamp"
    assert shown["Seed"] == "0"
    assert shown["Source"] == "lamp desk from Lucide by Lucide Contributors (ISC)"
    space.actions.by_id["staging.recreate"].trigger()
    qtbot.waitUntil(lambda: len(heavy.seen) == 2)
    request = heavy.seen[-1]
    assert isinstance(request, SketchRequest)
    assert (request.words, request.model, request.count) == ("a desk lamp", "icons", 1)
    answer(qtbot, heavy, Designs((sketch(0, "lamp desk"),)))
    qtbot.waitUntil(lambda: space.centre.messages.notice is not None)
    assert space.centre.messages.words.text() == (
        "Lamp desk was made again as it was the first time."
    )
    assert len(tray(space).designs) == 3


def test_words_and_settings_go_back_to_where_they_are_asked_for(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    ask(qtbot, space, heavy)
    space.actions.by_id["staging.use_words"].trigger()
    words = QApplication.focusWidget()
    assert isinstance(words, QPlainTextEdit)
    assert words.toPlainText() == LAMP.words
    assert space.staging.row is not None
    words.clear()
    press_into(space.staging.row.strip, Key.Key_Return)
    assert space.actions.by_id["staging.use_layer_words"].isEnabled()
    space.actions.by_id["staging.use_layer_words"].trigger()
    assert words.toPlainText() == LAMP.words
    assert words.hasFocus()


def test_the_layer_of_a_design_names_its_model_in_the_language_of_the_window(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    language.use("zh_CN")
    try:
        ask(qtbot, space, heavy)
        press(Key.Key_Return)
        rows = space.panels.layers.list.model()
        assert rows.index(0, 0).data(Role.ROW).source == "草图库"
    finally:
        language.use("en")
