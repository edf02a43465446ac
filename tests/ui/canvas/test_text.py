"""The text tool: a line is typed in place, stays text, and is typed again."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.layers import drawings, drawn
from tests.steps import undone_and_redone
from tests.ui.canvas.hand import Button, Hand, Key, Mods, Place, said
from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.vectors import Lettering
from vlm_studio.ui.app import dress
from vlm_studio.ui.canvas.text_editor import TextEditor
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

HERE: Place = (60, 200)
ELSEWHERE: Place = (300, 270)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """As in the program, where a style sheet says how large fields and their letters are."""
    dress(qapp, "dark", "en")


@pytest.fixture(autouse=True)
def writing(view: CanvasView) -> None:
    view.set_tool("text")


def editor(view: CanvasView) -> TextEditor:
    [found] = [each for each in view.findChildren(TextEditor) if each.isVisible()]
    return found


def typing(view: CanvasView) -> bool:
    return any(each.isVisible() for each in view.findChildren(TextEditor))


def words(document: Document) -> list[str]:
    return [each.shape.text for each in drawn(document) if isinstance(each.shape, Lettering)]


def write(view: CanvasView, hand: Hand, words: str) -> None:
    hand.click(HERE)
    QTest.keyClicks(editor(view), words)
    QTest.keyClick(editor(view), Key.Key_Return)


def dark_at(view: CanvasView, hand: Hand, place: Place, width: int, height: int) -> int:
    """How many dark pixels there are right of and above ``place``."""
    image, at = view.grab().toImage(), hand.at(place).toPoint()
    return sum(
        QColor(image.pixel(at.x() + x, at.y() - y)).lightness() < 60
        for x in range(width)
        for y in range(height)
    )


def test_a_line_is_typed_where_the_click_was_and_is_text_on_a_new_layer(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.click(HERE)
    assert editor(view).hasFocus()
    QTest.keyClicks(editor(view), "Jazz Night")
    assert document.snapshot().digest() == before
    assert dark_at(view, hand, HERE, 100, 40) > 50
    QTest.keyClick(editor(view), Key.Key_Return)
    assert not typing(view)
    assert view.hasFocus()
    [line] = drawn(document)
    assert line.shape == Lettering("Jazz Night", 48.0, place=(1.0, 0.0, 0.0, 1.0, 60.0, 200.0))
    assert line.fill == "#000000"
    assert view.selection.objects == {(view.selection.layer, line.id)}
    assert dark_at(view, hand, HERE, 100, 40) > 50
    assert str(document.history.undo_text) == "Write “Jazz Night”"
    undone_and_redone(document, before)


def test_it_is_as_large_and_coloured_as_was_chosen(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    assert view.stage is not None
    view.stage.options.choose(text_size=90, text_colour="#d64545")
    hand.click(HERE)
    small = editor(view).height()
    view.set_zoom(2)
    assert editor(view).height() == pytest.approx(2 * small, rel=0.1)
    assert editor(view).geometry().bottom() > hand.at(HERE).y() > editor(view).geometry().center().y()  # fmt: skip
    QTest.keyClicks(editor(view), "A")
    QTest.keyClick(editor(view), Key.Key_Return)
    [line] = drawn(document)
    assert isinstance(line.shape, Lettering)
    assert (line.shape.size, line.fill) == (90, "#d64545")


def test_chinese_comes_from_an_input_method(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.click(HERE)
    field = editor(view)
    narrow = field.width()
    QApplication.sendEvent(field, QInputMethodEvent("jueshi", []))
    assert field.width() > narrow
    settled = QInputMethodEvent()
    settled.setCommitString("爵士之夜")
    QApplication.sendEvent(field, settled)
    assert field.text() == "爵士之夜"
    QTest.keyClick(field, Key.Key_Return)
    assert words(document) == ["爵士之夜"]
    assert dark_at(view, hand, HERE, 180, 40) > 400


def test_a_click_elsewhere_takes_the_words_and_does_nothing_else(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.click(HERE)
    QTest.keyClicks(editor(view), "one")
    hand.click(ELSEWHERE)
    assert words(document) == ["one"]
    assert not typing(view)
    hand.click(ELSEWHERE)
    QTest.keyClicks(editor(view), "two")
    view.set_tool("select")
    assert words(document) == ["one", "two"]
    assert len(drawings(document)) == 1


def test_escape_abandons_it_and_nothing_typed_is_nothing(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.click(HERE)
    QTest.keyClicks(editor(view), "never mind")
    QTest.keyClick(editor(view), Key.Key_Escape)
    assert view.tool == "text"
    write(view, hand, "   ")
    hand.click(HERE, Button.RightButton)
    assert not typing(view)
    assert document.snapshot().digest() == before


def test_a_click_on_words_takes_them_up_again_and_none_left_deletes_them(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    write(view, hand, "Mess")
    first = document.snapshot().digest()
    hand.click((80, 190))
    assert editor(view).text() == "Mess"
    assert editor(view).selectedText() == "Mess"
    editor(view).end(False)
    QTest.keyClicks(editor(view), "age")
    QTest.keyClick(editor(view), Key.Key_Escape)
    assert document.snapshot().digest() == first
    hand.click((80, 190))
    QTest.keyClicks(editor(view), "Message")
    QTest.keyClick(editor(view), Key.Key_Return)
    assert words(document) == ["Message"]
    assert len(drawn(document)) == 1
    hand.click((80, 190))
    QTest.keyClick(editor(view), Key.Key_Delete)
    QTest.keyClick(editor(view), Key.Key_Return)
    assert words(document) == []
    assert str(document.history.undo_text) == "Delete text"
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == first


def test_a_double_click_with_the_select_tool_takes_words_up_and_leaves_the_tool_in_hand(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    write(view, hand, "Mess")
    view.set_tool("select")
    hand.double_click((80, 190))
    QTest.keyClicks(editor(view), "Peace")
    hand.click(ELSEWHERE)
    assert words(document) == ["Peace"]
    assert view.tool == "select"
    assert view.selection.objects
    document.history.undo()
    assert words(document) == ["Mess"]


def test_words_that_are_typed_anew_are_not_seen_twice(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    write(view, hand, "HHHH")
    hand.click((80, 190))
    QTest.keyClicks(editor(view), ".")
    assert dark_at(view, hand, (100, 200), 60, 40) == 0
    QTest.keyClick(editor(view), Key.Key_Escape)
    assert dark_at(view, hand, (100, 200), 60, 40) > 50


def test_the_view_is_moved_while_somebody_types(
    qtbot: QtBot, document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.click(HERE)
    QTest.keyClicks(editor(view), "here")
    place = editor(view).pos()
    hand.drag([(200, 100), (240, 125)], Button.MiddleButton)
    assert (editor(view).pos() - place).toTuple() == (40, 25)
    assert editor(view).hasFocus()
    QTest.keyClick(editor(view), Key.Key_Z, Mods.ControlModifier)
    assert document.history.undo_text is None or "Write" not in str(document.history.undo_text)
    view.set_document(None)
    assert not typing(view)


def test_a_locked_layer_is_not_written_on_and_its_words_stay(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    heard = said(view)
    write(view, hand, "locked")
    [layer] = drawings(document)
    document.history.push(edits.set_layers(document, [layer.id], text("Lock"), locked=True))
    hand.click((80, 190))
    assert not typing(view)
    assert heard == ["Drawing is locked or hidden. Draw on another layer."]
