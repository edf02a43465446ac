"""Every drawing tool without a mouse: a crosshair that the arrow keys move, and Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Hand, Key, Mods, Namer, only, with_annotations
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.view import CanvasView


@pytest.fixture
def places(view: CanvasView) -> list[QPointF]:
    """Where the crosshair was, as the status line hears it. It begins in the middle: at (200, 150)."""
    heard: list[QPointF] = []
    view.pointer_moved.connect(heard.append)
    return heard


def go(hand: Hand, right: int = 0, down: int = 0) -> None:
    """So many pixels, ten at a time as far as it goes."""
    for steps, plus, minus in (
        (right, Key.Key_Right, Key.Key_Left),
        (down, Key.Key_Down, Key.Key_Up),
    ):
        key = plus if steps > 0 else minus
        for _ in range(abs(steps) // 10):
            hand.key(key, Mods.ShiftModifier)
        for _ in range(abs(steps) % 10):
            hand.key(key)


def test_arrows_move_the_crosshair_and_the_mouse_takes_it_away(
    view: CanvasView, hand: Hand, places: list[QPointF]
) -> None:
    view.set_tool("box")
    bare = view.grab().toImage()
    go(hand, 13, -2)
    assert places[-1] == QPointF(213, 148)
    assert view.grab().toImage() != bare
    hand.move((20, 20))
    assert view.grab().toImage() == bare


def test_the_crosshair_stays_in_the_picture_and_in_sight(
    view: CanvasView, hand: Hand, places: list[QPointF]
) -> None:
    view.set_tool("polygon")
    view.set_zoom(8)
    go(hand, -320)
    assert places[-1] == QPointF(0, 150)
    left = view.camera.viewport.to_view(Point(0, 150))
    assert view.rect().contains(left.toPoint())


@pytest.mark.parametrize(
    ("tool", "shape"), [("box", Box(200, 150, 40, 30)), ("ellipse", Ellipse(200, 150, 40, 30))]
)
def test_enter_begins_a_shape_and_enter_ends_it(
    view: CanvasView, hand: Hand, document: Document, namer: Namer, tool: str, shape: object
) -> None:
    before = document.snapshot().digest()
    view.set_tool(tool)
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    go(hand, 40, 30)
    assert view._current.dragging
    hand.key(Key.Key_Return)
    assert only(document).shape == shape
    document.history.undo()
    assert document.snapshot().digest() == before


def test_enter_sets_corners_and_twice_at_one_place_closes(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("polygon")
    go(hand, 10)
    hand.key(Key.Key_Return)
    go(hand, 40)
    hand.key(Key.Key_Return)
    go(hand, 0, 25)
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    assert only(document).shape == Polygon((Point(210, 150), Point(250, 150), Point(250, 175)))


def test_a_figure_is_placed_and_a_joint_pulled(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("joints")
    go(hand, -50, -50)
    hand.key(Key.Key_Return)
    go(hand, 60, 120)
    hand.key(Key.Key_Return)
    placed = only(document).shape
    assert isinstance(placed, Pose)
    nose = placed.joints[0].point
    go(hand, round(nose.x) - 210, round(nose.y) - 220)
    hand.key(Key.Key_Return)
    go(hand, 0, -20)
    hand.key(Key.Key_Return)
    moved = only(document).shape
    assert isinstance(moved, Pose)
    assert moved.joints[0].point == Point(round(nose.x), round(nose.y) - 20)
    assert moved.joints[1:] == placed.joints[1:]


def test_a_stroke_is_painted_and_erased(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    assert view.stage is not None
    view.stage.options.size_brush(20)
    view.set_tool("brush")
    go(hand, 1)
    hand.key(Key.Key_Return)
    go(hand, 40)
    hand.key(Key.Key_Return)
    shape = only(document).shape
    assert isinstance(shape, Mask)
    assert shape.contains(Point(220, 150))
    view.set_tool("eraser")
    go(hand, 20)
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    shape = only(document).shape
    assert isinstance(shape, Mask)
    assert not shape.contains(Point(220, 150))
    assert shape.contains(Point(201, 150))


def test_enter_zooms_in_where_the_crosshair_is(view: CanvasView, hand: Hand) -> None:
    view.set_tool("zoom")
    go(hand, 10)
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    assert view.zoom > 1


def test_arrows_move_the_view_with_the_hand(view: CanvasView, hand: Hand) -> None:
    view.set_tool("hand")
    before = view.camera.viewport.dx
    hand.key(Key.Key_Right)
    assert view.camera.viewport.dx < before


def test_escape_drops_what_enter_began(view: CanvasView, hand: Hand, document: Document) -> None:
    before = document.snapshot().digest()
    view.set_tool("box")
    go(hand, 10)
    hand.key(Key.Key_Return)
    go(hand, 40, 40)
    hand.key(Key.Key_Escape)
    assert not view._current.drafting
    go(hand, 10)
    assert not view._current.drafting
    assert document.snapshot().digest() == before
    assert view.tool == "box"


def test_the_mouse_does_not_disturb_a_drag_of_the_keys_until_it_presses(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("box")
    go(hand, 10)
    hand.key(Key.Key_Return)
    hand.move((300, 280))
    go(hand, 30, 30)
    hand.key(Key.Key_Return)
    assert only(document).shape == Box(210, 150, 30, 30)
    go(hand, 10)
    hand.key(Key.Key_Return)
    go(hand, 10, 10)
    hand.click((20, 280))
    assert len(namer.asked) == 1
    assert not view._current.drafting


def test_where_hands_expect_it_a_tap_on_space_closes_and_holding_it_pans(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    assert view.stage is not None
    view.set_tool("polygon")
    for place in ((100, 100), (150, 100), (150, 150)):
        hand.click(place)
    QTest.keyClick(view, Key.Key_Space)
    assert namer.asked == []
    view.stage.options.space_finishes = True
    QTest.keyPress(view, Key.Key_Space)
    before = view.camera.viewport.dx
    hand.drag([(100, 100), (130, 110)])
    QTest.keyRelease(view, Key.Key_Space)
    assert view.camera.viewport.dx != before
    assert namer.asked == []
    QTest.keyClick(view, Key.Key_Space)
    assert only(document).shape == Polygon((Point(100, 100), Point(150, 100), Point(150, 150)))


def test_shapes_are_gone_through_and_brought_in_sight(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    boxes = [Annotation(i, "cat", Box(100.0 * i, 50.0 * i, 20, 20)) for i in (1, 2, 3)]
    with_annotations(document, boxes)
    view.set_zoom(8)
    assert view.stage is not None
    seen = []
    for way in (1, 1, 1, 1, -1):
        commands.step(view.stage, way)
        [(_, id)] = view.selection.annotations
        seen.append(id)
        box = boxes[id - 1].bounds()
        assert view.camera.viewport.visible.intersection(box) == box
    assert seen == [1, 2, 3, 1, 3]


def test_the_canvas_says_what_it_shows_and_what_is_selected(
    qtbot: QtBot, view: CanvasView, document: Document
) -> None:
    read = QAccessible.queryAccessibleInterface(view)

    def says(name: str, description: str = "") -> None:
        qtbot.waitUntil(lambda: read.text(QAccessible.Text.Name) == name)
        assert read.text(QAccessible.Text.Description) == description

    says("Canvas, test, 0 objects, 0 selected")
    boxes = [Annotation(i, "cat", Box(100.0 * i, 50.0 * i, 20, 30)) for i in (1, 2)]
    with_annotations(document, boxes)
    assert view.stage is not None
    commands.step(view.stage, 1)
    says("Canvas, test, 2 objects, 1 selected", "Box cat, x 100, y 50, 20 by 30")
    commands.delete(view.stage)
    says("Canvas, test, 1 object, 0 selected")
    document.history.undo()
    says("Canvas, test, 2 objects, 0 selected")
