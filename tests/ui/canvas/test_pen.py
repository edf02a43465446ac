"""The pen: clicks are corners, drags are curves; lines are closed, finished, gone on with and abandoned."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from tests.layers import drawings, drawn
from tests.steps import undone_and_redone
from tests.ui.canvas.hand import Button, Hand, Key, Mods, Place
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.nodes import Line, Node, lines_of
from vlm_studio.ui.canvas.view import CanvasView

P = Point


@pytest.fixture(autouse=True)
def pen(view: CanvasView) -> None:
    view.set_tool("pen")


def drawn_by(hand: Hand, *places: Place) -> None:
    """An open line with corners at ``places``."""
    for place in places:
        hand.click(place)
    hand.key(Key.Key_Return)


def line(document: Document) -> Line:
    [each] = drawn(document)
    [found] = lines_of(each.shape)
    return found


def test_clicks_are_corners_and_enter_finishes_an_open_line(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    for place in ((50, 50), (150, 50), (150, 120)):
        hand.click(place)
    assert document.snapshot().digest() == before
    hand.key(Key.Key_Return)
    assert line(document) == Line((Node(P(50, 50)), Node(P(150, 50)), Node(P(150, 120))))
    [each] = drawn(document)
    assert (each.stroke, each.fill, each.cap) == ("#000000", None, "round")
    assert str(document.history.undo_text) == "Draw a line with the pen"
    [layer] = drawings(document)
    assert view.selection.objects == {(layer.id, 1)}
    undone_and_redone(document, before)


def test_a_drag_is_a_smooth_curve_and_the_first_anchor_closes(
    document: Document, hand: Hand
) -> None:
    hand.drag([(50, 100), (60, 80), (70, 60)])
    hand.drag([(150, 100), (150, 120), (150, 140)])
    hand.click((50, 100))
    made = line(document)
    assert made.closed
    assert made.nodes == (
        Node(P(50, 100), P(30, 140), P(70, 60)),
        Node(P(150, 100), P(150, 60), P(150, 140)),
    )


def test_a_double_click_finishes_and_adds_no_anchor_twice(document: Document, hand: Hand) -> None:
    hand.click((50, 50))
    hand.click((150, 50))
    hand.double_click((150, 120))
    assert [node.point for node in line(document).nodes] == [P(50, 50), P(150, 50), P(150, 120)]


def test_backspace_and_the_right_button_take_back_and_escape_abandons(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    for place in ((50, 50), (150, 50), (150, 120), (60, 120)):
        hand.click(place)
    hand.key(Key.Key_Backspace)
    hand.click((60, 120), Button.RightButton)
    assert view._current.drafting
    hand.key(Key.Key_Z, Mods.ControlModifier)
    assert not view._current.finish()  # one anchor is no line
    hand.key(Key.Key_Escape)
    assert not view._current.drafting
    assert document.snapshot().digest() == before


def test_shift_keeps_to_eight_directions_and_alt_moves_one_handle(
    document: Document, hand: Hand
) -> None:
    hand.click((50, 50))
    hand.click((150, 57), mods=Mods.ShiftModifier)
    hand.drag([(200, 100), (240, 100), (200, 140)])
    hand.press((100, 200))
    hand.move((130, 200))
    hand.move((130, 240), mods=Mods.AltModifier)
    hand.release((130, 240))
    hand.click((50, 250))
    hand.key(Key.Key_Return)
    nodes = line(document).nodes
    assert nodes[1].point == P(150, 50)
    assert nodes[2].even
    assert nodes[3] == Node(P(100, 200), P(70, 200), P(130, 240))


def test_an_open_line_is_gone_on_with_from_either_end(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    drawn_by(hand, (50, 50), (150, 50))
    before = document.snapshot().digest()
    hand.click((50, 50))
    hand.click((50, 150))
    assert document.snapshot().digest() == before
    hand.key(Key.Key_Return)
    assert [node.point for node in line(document).nodes] == [P(150, 50), P(50, 50), P(50, 150)]
    assert str(document.history.undo_text) == "Go on with object"
    undone_and_redone(document, before)
    hand.click((50, 150))
    hand.click((150, 50))
    assert line(document).closed
    assert len(line(document).nodes) == 3


def test_escape_leaves_the_line_that_was_gone_on_with_as_it_was(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    drawn_by(hand, (50, 50), (150, 50))
    before = document.snapshot().digest()
    hand.click((150, 50))
    hand.click((150, 150))
    hand.key(Key.Key_Escape)
    assert document.snapshot().digest() == before
    assert view.stage is not None
    assert view.stage.lifted == frozenset()
    hand.click((150, 50))
    hand.click((150, 150))
    document.history.undo()
    assert not view._current.drafting
    assert drawn(document) == []


def test_lines_go_onto_the_active_drawing_and_not_onto_a_locked_one(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    for start in (50, 150):
        drawn_by(hand, (50, start), (150, start))
    assert [layer.name for layer in document.walk()] == ["Photo", "Drawing"]
    assert [each.id for each in drawn(document)] == [1, 2]


def test_a_line_can_be_drawn_by_keys_alone(document: Document, view: CanvasView) -> None:
    view.setFocus()
    for key in (Key.Key_Return, Key.Key_Return, Key.Key_Right, Key.Key_Right):
        QTest.keyClick(view, key, Mods.ShiftModifier if key == Key.Key_Right else Mods.NoModifier)
    QTest.keyClick(view, Key.Key_Return)
    view.finish()
    assert len(line(document).nodes) == 2


def test_an_end_below_the_mouse_that_is_undone_is_no_end_any_more(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    drawn_by(hand, (50, 50), (150, 50))
    short = view.grab().toImage()
    drawn_by(hand, (150, 50), (150, 120), (60, 120))
    hand.move((60, 120))
    document.history.undo()
    assert [node.point for node in line(document).nodes] == [P(50, 50), P(150, 50)]
    assert view.grab().toImage() == short
