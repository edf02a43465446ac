"""The fill tool: a click fills what strokes close off, or gives another colour to what is filled."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.layers import drawn, with_drawing
from tests.steps import undone_and_redone
from tests.ui.canvas.conftest import InPlace
from tests.ui.canvas.hand import Button, Hand, Key, Place, said
from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import LineTo, Oval, Path, Subpath, VectorObject
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

INSIDE: Place = (200, 200)
ABOVE: Place = (200, 110)
RED, BLUE = "#d64545", "#3b78d8"


@pytest.fixture(autouse=True)
def drawing(document: Document, view: CanvasView, lane: InPlace) -> None:
    """A ring, with a line across it."""
    ring = VectorObject(1, Oval(110, 60, 180, 180), stroke="#000000", width=4)
    across = Path((Subpath(Point(80, 130), (LineTo(Point(320, 130)),)),))
    with_drawing(document, ring, VectorObject(2, across, stroke="#000000", width=4))
    view.selection.select_layers(["v"])
    view.set_tool("fill")
    choose(view, RED)


def choose(view: CanvasView, colour: str) -> None:
    assert view.stage is not None
    view.stage.options.choose(fill_colour=colour)


def colour_at(view: CanvasView, hand: Hand, place: Place) -> str:
    return QColor(view.grab().toImage().pixelColor(hand.at(place).toPoint())).name()


def test_two_parts_of_a_ring_get_two_colours_below_the_strokes(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.click(INSIDE)
    choose(view, BLUE)
    hand.click(ABOVE)
    assert [(each.id, each.fill) for each in drawn(document)] == [
        (3, RED), (4, BLUE), (1, None), (2, None)
    ]  # fmt: skip
    assert str(document.history.undo_text) == "Fill"
    assert colour_at(view, hand, INSIDE) == RED
    assert colour_at(view, hand, ABOVE) == BLUE
    assert colour_at(view, hand, (200, 131)) == "#000000"
    undone_and_redone(document, before, steps=2)


def test_a_click_on_what_is_filled_gives_it_the_other_colour(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.click(INSIDE)
    choose(view, BLUE)
    hand.click(INSIDE)
    assert [each.fill for each in drawn(document)] == [BLUE, None, None]
    document.history.undo()
    assert [each.fill for each in drawn(document)] == [RED, None, None]
    choose(view, RED)
    count = len(document.history.changes())
    hand.click(INSIDE)
    assert len(document.history.changes()) == count


def test_beside_the_ring_nothing_is_filled_and_that_is_said(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    heard, before = said(view), document.snapshot().digest()
    hand.click((30, 280))
    assert heard == ["No strokes close this place off, so there is nothing to fill."]
    hand.click(INSIDE, Button.RightButton)
    assert document.snapshot().digest() == before


def test_sky_and_sea_of_a_horizon_across_the_page_are_filled_to_its_edges(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    across = Path((Subpath(Point(0, 200), (LineTo(Point(400, 200)),)),))
    with_drawing(document, VectorObject(1, across, stroke="#000000", width=4), id="sea")
    view.selection.select_layers(["sea"])
    before = document.snapshot().digest()
    hand.click((60, 20))
    choose(view, BLUE)
    hand.click((390, 290))
    assert colour_at(view, hand, (2, 2)) == colour_at(view, hand, (398, 190)) == RED
    assert colour_at(view, hand, (398, 298)) == colour_at(view, hand, (2, 210)) == BLUE
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == before


def test_quick_clicks_are_answered_one_after_another_and_escape_drops_those_that_wait(
    document: Document, view: CanvasView, hand: Hand, lane: InPlace
) -> None:
    lane.holds = True
    hand.click(INSIDE)
    hand.click(ABOVE)
    assert len(drawn(document)) == 2
    lane.answer()
    assert [each.fill for each in drawn(document)] == [RED, RED, None, None]
    before = document.snapshot().digest()
    choose(view, BLUE)
    hand.click(INSIDE)
    hand.key(Key.Key_Escape)
    lane.answer()
    assert document.snapshot().digest() == before
    assert view.tool == "fill"
    hand.key(Key.Key_Escape)
    assert view.tool == "select"


def test_a_drawing_that_changes_while_it_is_asked_about_is_asked_about_again(
    document: Document, hand: Hand, lane: InPlace
) -> None:
    lane.holds = True
    hand.click(INSIDE)
    document.history.undo()  # there is no drawing any more
    lane.answer()
    document.history.redo()
    assert [each.fill for each in drawn(document)] == [None, None]


def test_the_mouse_at_rest_shows_what_a_click_would_fill(
    qtbot: QtBot, document: Document, view: CanvasView, hand: Hand
) -> None:
    plain = colour_at(view, hand, (200, 180))
    before = document.snapshot().digest()
    hand.move(INSIDE)
    qtbot.waitUntil(lambda: colour_at(view, hand, (200, 180)) != plain)
    assert document.snapshot().digest() == before
    hand.move(ABOVE)
    assert colour_at(view, hand, (200, 180)) == plain
    hand.move((200, 190))
    qtbot.waitUntil(lambda: colour_at(view, hand, (200, 180)) != plain)
    view.set_tool("select")
    assert colour_at(view, hand, (200, 180)) == plain


def test_a_locked_drawing_is_left_alone_and_without_one_that_is_said(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    heard = said(view)
    document.history.push(edits.set_layers(document, ["v"], text("Lock"), locked=True))
    hand.click(INSIDE)
    document.history.push(edits.remove_layers(document, ["v"], text("Delete")))
    hand.click(INSIDE)
    assert heard == [
        "Drawing is locked or hidden. Draw on another layer.",
        "There is no drawing to fill.",
    ]


def test_with_a_picture_active_the_topmost_drawing_is_filled(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    view.selection.select_layers(["photo"])
    hand.move(INSIDE)
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    assert [each.fill for each in drawn(document)] == [RED, None, None]
