"""Anchors and handles under the hand: chosen, dragged, put in and taken out, smoothed, cut and joined."""

from __future__ import annotations

import pytest

from tests.layers import objects_of, with_drawing
from tests.steps import undone_and_redone
from tests.ui.canvas.hand import Hand, Key, Mods, said
from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.nodes import Line, lines_of
from vlm_studio.document.vectors import CurveTo, LineTo, Path, Rectangle, Subpath, VectorObject
from vlm_studio.ui.canvas import anchors
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

P = Point
CARD = VectorObject(1, Rectangle(100, 100, 80, 60), fill="#0000ff", name="card")
ARC = VectorObject(
    2,
    Path((Subpath(P(220, 100), (CurveTo(P(220, 40), P(320, 40), P(320, 100)), LineTo(P(360, 100)))),)),
    stroke="#00ff00",
    width=4,
)  # fmt: skip
TAIL = VectorObject(3, Path((Subpath(P(220, 200), (LineTo(P(260, 200)),)),)), stroke="#ff0000")


@pytest.fixture(autouse=True)
def layer(document: Document, view: CanvasView) -> VectorLayer:
    made = with_drawing(document, CARD, ARC, TAIL)
    view.set_tool("nodes")
    view.selection.select_objects([("v", 2)])
    return made


def line(document: Document, id: int = 2, number: int = 0) -> Line:
    return lines_of(objects_of(document)[id].shape)[number]


def places(document: Document, id: int = 2) -> list[tuple[float, float]]:
    return [(node.point.x, node.point.y) for node in line(document, id).nodes]


def test_enter_or_a_double_click_on_an_object_shows_its_anchors_and_enter_is_the_way_back(
    view: CanvasView, hand: Hand
) -> None:
    view.set_tool("select")
    hand.click((140, 130))
    hand.key(Key.Key_Return)
    assert view.tool == "nodes"
    assert view.selection.objects == {("v", 1)}
    hand.key(Key.Key_Return)
    assert view.tool == "select"
    hand.double_click((340, 100))
    assert view.tool == "nodes"
    assert view.selection.objects == {("v", 2)}


def test_an_anchor_is_dragged_with_its_handles_in_one_step(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.drag([(320, 100), (325, 110), (330, 140)])
    assert places(document) == [(220, 100), (330, 140), (360, 100)]
    assert line(document).nodes[1].before == P(330, 80)
    assert view.selection.anchors == {("v", 2, 0, 1)}
    assert str(document.history.undo_text) == "Move 1 anchor"
    undone_and_redone(document, before)


def test_several_anchors_are_chosen_and_move_together(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.click((320, 100))
    hand.click((360, 100), mods=Mods.ShiftModifier)
    assert view.selection.anchors == {("v", 2, 0, 1), ("v", 2, 0, 2)}
    before = document.snapshot().digest()
    hand.drag([(360, 100), (361, 120), (362, 130)], mods=Mods.ShiftModifier)
    assert view.selection.anchors == {("v", 2, 0, 1)}  # Shift on a chosen one lets go of it
    document.history.undo()
    hand.click((300, 250))
    assert view.selection.anchors == frozenset()
    assert view.selection.objects == {("v", 2)}
    hand.drag([(300, 80), (310, 90), (380, 120)])
    assert view.selection.anchors == {("v", 2, 0, 1), ("v", 2, 0, 2)}
    assert document.snapshot().digest() == before
    hand.drag([(360, 100), (360, 120), (360, 130)])
    assert places(document) == [(220, 100), (320, 130), (360, 130)]
    undone_and_redone(document, before)


def test_arrows_nudge_anchors_and_select_all_takes_them_all(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.key(Key.Key_A, Mods.ControlModifier)
    assert len(view.selection.anchors) == 3
    before = document.snapshot().digest()
    hand.key(Key.Key_Down, Mods.ShiftModifier)
    assert places(document) == [(220, 110), (320, 110), (360, 110)]
    undone_and_redone(document, before)
    hand.key(Key.Key_Period)
    assert view.selection.anchors == {("v", 2, 0, 0)}
    hand.key(Key.Key_Comma)
    assert view.selection.anchors == {("v", 2, 0, 2)}


def test_escape_takes_a_drag_back_then_lets_go_of_anchors_then_of_objects(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.move((320, 100))
    hand.press((320, 100))
    hand.move((340, 150))
    hand.key(Key.Key_Escape)
    hand.release((340, 150))
    assert document.snapshot().digest() == before
    assert view.selection.anchors
    hand.key(Key.Key_Escape)
    assert not view.selection.anchors
    assert view.selection.objects
    hand.key(Key.Key_Escape)
    assert not view.selection.objects
    hand.key(Key.Key_Escape)
    assert view.tool == "select"


def test_handles_bend_a_curve_stay_in_line_and_break_with_alt(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.double_click((360, 100))  # the end becomes smooth
    assert line(document).nodes[2].before is not None
    document.history.undo()
    hand.double_click((320, 100))
    node = line(document).nodes[1]
    assert node.smooth
    assert str(document.history.undo_text) == "Smooth 1 anchor"
    before = document.snapshot().digest()
    assert node.after is not None
    start = (node.after.x, node.after.y)
    hand.drag([start, (330, 130), (320, 140)])
    bent = line(document).nodes[1]
    assert bent.smooth
    assert bent.after == P(320, 140)
    assert str(document.history.undo_text) == "Bend object"
    undone_and_redone(document, before)
    hand.drag([(320, 140), (340, 140), (360, 140)], mods=Mods.AltModifier)
    broken = line(document).nodes[1]
    assert broken.before == bent.before
    assert not broken.smooth


def test_handles_are_pulled_out_of_a_corner_and_shift_keeps_them_level(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    view.selection.select_objects([("v", 1)])
    before = document.snapshot().digest()
    hand.drag([(180, 160), (200, 161), (210, 165)], mods=Mods.AltModifier)
    node = line(document, 1).nodes[2]
    assert node.point == P(180, 160)
    assert node.even
    assert isinstance(objects_of(document)[1].shape, Path)
    undone_and_redone(document, before)
    document.history.undo()
    hand.drag([(180, 160), (200, 161), (210, 165)], mods=Mods.AltModifier | Mods.ShiftModifier)
    # With Shift as well, a click would have removed it.
    assert len(line(document, 1).nodes) == 3


def test_an_anchor_is_put_in_where_the_line_is_double_clicked_and_nothing_looks_different(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    view.finish_painting()
    seen = view._page.colour_at if view._page else None
    before = document.snapshot().digest()
    hand.double_click((270, 55))
    assert len(line(document).nodes) == 4
    assert line(document).nodes[1].smooth
    assert line(document).nodes[1].point.y == pytest.approx(55, abs=0.5)
    assert str(document.history.undo_text) == "Add an anchor to object"
    undone_and_redone(document, before)
    document.history.undo()
    hand.click((270, 55), mods=Mods.AltModifier)
    assert len(line(document).nodes) == 4
    assert seen is not None


def test_delete_joins_the_neighbours_and_an_object_without_a_line_goes(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.click((320, 100))
    hand.key(Key.Key_Delete)
    assert places(document) == [(220, 100), (360, 100)]
    assert line(document).nodes[0].after is not None  # the curve is bent on, not cut off
    assert str(document.history.undo_text) == "Delete 1 anchor"
    undone_and_redone(document, before)
    hand.click((360, 100), mods=Mods.AltModifier | Mods.ShiftModifier)
    assert set(objects_of(document)) == {1, 3}
    document.history.undo()
    hand.key(Key.Key_Delete)  # without an anchor it means the object, which came back unselected
    assert set(objects_of(document)) == {1, 2, 3}


def test_a_segment_is_dragged_by_both_its_ends(document: Document, hand: Hand) -> None:
    before = document.snapshot().digest()
    hand.drag([(340, 100), (340, 110), (340, 120)])
    assert places(document) == [(220, 100), (320, 120), (360, 120)]
    undone_and_redone(document, before)


def test_a_line_is_closed_cut_and_its_ends_joined(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    assert view.stage is not None
    before = document.snapshot().digest()
    anchors.close(view.stage)
    assert line(document).closed
    assert str(document.history.undo_text) == "Close the line"
    undone_and_redone(document, before)
    hand.click((320, 100))
    anchors.cut(view.stage)
    assert not line(document).closed
    assert places(document) == [(320, 100), (360, 100), (220, 100), (320, 100)]
    view.selection.select_anchors([("v", 2, 0, 1), ("v", 2, 0, 2)])
    anchors.cut(view.stage)
    parts = lines_of(objects_of(document)[2].shape)
    assert [len(part.nodes) for part in parts] == [2, 2, 2]
    before = document.snapshot().digest()
    view.selection.select_anchors([("v", 2, 0, 1), ("v", 2, 1, 0)])
    anchors.join(view.stage)
    assert [len(part.nodes) for part in lines_of(objects_of(document)[2].shape)] == [3, 2]
    undone_and_redone(document, before)


def test_two_objects_are_joined_at_their_nearest_ends(document: Document, view: CanvasView) -> None:
    sentences = said(view)
    assert view.stage is not None
    view.selection.select_objects([("v", 2), ("v", 3)])
    before = document.snapshot().digest()
    anchors.join(view.stage)
    assert set(objects_of(document)) == {1, 2}
    assert places(document) == [(360, 100), (320, 100), (220, 100), (220, 200), (260, 200)]
    undone_and_redone(document, before)
    anchors.join(view.stage)
    assert sentences == ["Select two ends of open lines to join them."]


def test_a_click_on_another_object_edits_that_and_beside_all_lets_go(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.click((140, 130))
    assert view.selection.objects == {("v", 1)}
    hand.click((300, 250))
    assert view.selection.objects == frozenset()
    assert document.snapshot().digest() == before
    hand.drag([(140, 130), (150, 140), (160, 130)])
    assert objects_of(document)[1].shape == Rectangle(120, 100, 80, 60)


def test_anchors_of_a_locked_layer_cannot_be_moved(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    document.history.push(edits.set_layers(document, ["v"], text("Lock"), locked=True))
    before = document.snapshot().digest()
    hand.drag([(320, 100), (325, 110), (330, 140)])
    assert document.snapshot().digest() == before


def test_an_undo_during_a_drag_drops_the_drag(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.drag([(320, 100), (325, 110), (330, 140)])
    hand.move((360, 100))
    hand.press((360, 100))
    hand.move((370, 150))
    document.history.undo()
    hand.release((370, 150))
    assert objects_of(document)[2] == ARC
