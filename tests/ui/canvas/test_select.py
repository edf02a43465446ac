"""Selecting, moving, resizing and pulling with the select tool."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication

from tests.ui.canvas.hand import PREDICTED, Button, Hand, Key, Mods, Namer, only, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import COCO_17, Pose, standing
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

CAT, DOG, BIRD = (
    Annotation(1, "cat", Box(50, 50, 60, 40), score=0.9, provenance=PREDICTED),
    Annotation(2, "dog", Box(200, 60, 60, 40)),
    Annotation(3, "bird", Box(60, 200, 30, 30)),
)


@pytest.fixture
def boxes(document: Document) -> Document:
    with_annotations(document, [CAT, DOG, BIRD])
    return document


def selected(view: CanvasView) -> set[int]:
    return {id for _, id in view.selection.annotations}


def shape(document: Document, id: int) -> object:
    return document.annotations("layer")[id].shape


def undoes_to(document: Document, digest: str) -> bool:
    document.history.undo()
    return document.snapshot().digest() == digest


def test_a_click_selects_and_a_click_beside_lets_go(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    hand.click((80, 70))
    assert selected(view) == {1}
    assert view.selection.layer == "layer"
    hand.click((220, 80))
    assert selected(view) == {2}
    hand.click((350, 250))
    assert selected(view) == set()


def test_shift_adds_and_ctrl_toggles(view: CanvasView, hand: Hand, boxes: Document) -> None:
    hand.click((80, 70))
    hand.click((220, 80), mods=Mods.ShiftModifier)
    hand.click((220, 80), mods=Mods.ShiftModifier)
    assert selected(view) == {1, 2}
    hand.click((80, 70), mods=Mods.ControlModifier)
    hand.click((70, 210), mods=Mods.ControlModifier)
    assert selected(view) == {2, 3}


def test_a_rubber_band_selects_what_it_touches(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    hand.drag([(20, 20), (60, 60), (215, 75)])
    assert selected(view) == {1, 2}
    hand.drag([(40, 180), (70, 215)], mods=Mods.ShiftModifier)
    assert selected(view) == {1, 2, 3}


def test_a_band_inside_a_large_box_does_not_catch_that_box(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    frame = Annotation(4, "room", Box(0, 0, 400, 300))
    document = boxes
    document.history.push(edits.set_annotations(document, "layer", [frame], text("Add")))
    hand.drag([(30, 30), (130, 120)], mods=Mods.ShiftModifier)
    assert selected(view) == {1}


def test_in_a_heap_a_click_takes_the_smallest(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    with_annotations(
        document,
        [Annotation(1, "dog", Box(100, 100, 20, 20)), Annotation(2, "room", Box(20, 20, 300, 250))],
    )
    hand.click((110, 110))
    assert selected(view) == {1}
    hand.click((250, 200))
    assert selected(view) == {2}
    hand.click((110, 110))
    assert selected(view) == {1}


def test_a_drag_moves_everything_selected_in_one_step(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    before = boxes.snapshot().digest()
    hand.click((80, 70))
    hand.click((220, 80), mods=Mods.ShiftModifier)
    hand.drag([(80, 70), (90, 75), (100, 100)])
    assert shape(boxes, 1) == Box(70, 80, 60, 40)
    assert shape(boxes, 2) == Box(220, 90, 60, 40)
    assert boxes.annotations("layer")[1].edited
    assert undoes_to(boxes, before)
    boxes.history.redo()
    assert shape(boxes, 2) == Box(220, 90, 60, 40)


def test_nothing_leaves_the_document(view: CanvasView, hand: Hand, boxes: Document) -> None:
    hand.drag([(80, 70), (-200, -200)])
    assert shape(boxes, 1) == Box(0, 0, 60, 40)


def test_escape_in_the_middle_of_a_drag_puts_it_back(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    before, painted = boxes.snapshot().digest(), view.grab().toImage()
    hand.press((80, 70))
    hand.move((150, 150))
    assert view.grab().toImage() != painted
    hand.key(Key.Key_Escape)
    hand.release((150, 150))
    assert boxes.snapshot().digest() == before
    assert boxes.history.undo_text == text("Add")


def test_undo_in_the_middle_of_a_drag_ends_the_drag(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    hand.press((80, 70))
    hand.move((150, 150))
    boxes.history.undo()
    hand.move((160, 160))
    hand.release((160, 160))
    assert "layer" not in boxes.layers
    assert view.selection.annotations == frozenset()
    boxes.history.redo()
    assert shape(boxes, 1) == CAT.shape


@pytest.mark.parametrize(
    ("start", "end", "mods", "wanted"),
    [
        ((110, 90), (130, 110), Mods.NoModifier, Box(50, 50, 80, 60)),
        ((50, 50), (30, 40), Mods.NoModifier, Box(30, 40, 80, 50)),
        ((110, 70), (140, 20), Mods.NoModifier, Box(50, 50, 90, 40)),
        ((80, 50), (20, 60), Mods.NoModifier, Box(50, 60, 60, 30)),
        ((110, 90), (20, 40), Mods.NoModifier, Box(20, 40, 30, 10)),
        ((110, 90), (170, 95), Mods.ShiftModifier, Box(50, 50, 120, 80)),
        ((110, 90), (120, 95), Mods.AltModifier, Box(40, 45, 80, 50)),
        ((110, 90), (900, 900), Mods.NoModifier, Box(50, 50, 350, 250)),
    ],
)
def test_eight_handles_resize(
    view: CanvasView,
    hand: Hand,
    boxes: Document,
    start: tuple[float, float],
    end: tuple[float, float],
    mods: Mods,
    wanted: Box,
) -> None:
    before = boxes.snapshot().digest()
    hand.click((80, 70))
    hand.move(start)
    hand.press(start)
    hand.move(end, mods)
    hand.release(end, mods=mods)
    assert shape(boxes, 1) == wanted
    assert undoes_to(boxes, before)


def test_an_ellipse_is_taken_where_it_is_and_resized_like_a_box(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    with_annotations(document, [Annotation(1, "plate", Ellipse(100, 100, 100, 60))])
    before = document.snapshot().digest()
    hand.click((105, 105))  # in its box, not in it
    assert view.selection.annotations == frozenset()
    hand.click((150, 130))
    assert view.selection.annotations == {("layer", 1)}
    hand.drag([(150, 130), (160, 120)])
    assert shape(document, 1) == Ellipse(110, 90, 100, 60)
    hand.drag([(210, 150), (250, 190)])
    assert shape(document, 1) == Ellipse(110, 90, 140, 100)
    assert document.history.undo_text == text("Resize {label}", label="plate")
    hand.drag([(180, 90), (180, 60)], mods=Mods.AltModifier)
    assert shape(document, 1) == Ellipse(110, 60, 140, 160)
    held = document.snapshot().digest()
    hand.press((250, 220))
    hand.move((300, 250))
    hand.key(Key.Key_Escape)
    hand.release((300, 250))
    assert document.snapshot().digest() == held
    for _ in range(3):
        document.history.undo()
    assert document.snapshot().digest() == before


def test_a_corner_of_a_polygon_is_pulled_added_and_removed(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    triangle = Polygon((Point(100, 100), Point(200, 100), Point(150, 200)))
    with_annotations(document, [Annotation(1, "sail", triangle)])
    hand.click((150, 130))
    hand.drag([(200, 100), (220, 90)])
    assert shape(document, 1) == Polygon((Point(100, 100), Point(220, 90), Point(150, 200)))
    hand.click((185, 145), mods=Mods.AltModifier)
    assert len(only(document).shape.points) == 4  # type: ignore[union-attr]
    hand.click((185, 145), mods=Mods.AltModifier | Mods.ShiftModifier)
    assert len(only(document).shape.points) == 3  # type: ignore[union-attr]
    heard: list[object] = []
    view.failed.connect(heard.append)
    hand.click((100, 100), mods=Mods.AltModifier | Mods.ShiftModifier)
    assert heard == [text("A polygon needs at least three corners.")]


def test_backspace_over_a_corner_removes_it_and_not_the_polygon(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    square = Polygon((Point(100, 100), Point(200, 100), Point(200, 200), Point(100, 200)))
    with_annotations(document, [Annotation(1, "sail", square)])
    hand.click((150, 150))
    hand.move((200, 200))
    hand.key(Key.Key_Backspace)
    assert shape(document, 1) == Polygon((Point(100, 100), Point(200, 100), Point(100, 200)))


def test_a_wrist_is_pulled_to_where_it_belongs(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    pose = standing(COCO_17, Box(100, 20, 200, 260))
    with_annotations(document, [Annotation(1, "person", pose, score=0.8, provenance=PREDICTED)])
    before = document.snapshot().digest()
    wrist = COCO_17.joints.index("left_wrist")
    place = pose.joints[wrist].point
    hand.drag([(place.x, place.y), (300, 120)])
    found = only(document)
    assert isinstance(found.shape, Pose)
    assert found.shape.joints[wrist].point.distance(Point(300, 120)) <= 1
    others = [j for i, j in enumerate(found.shape.joints) if i != wrist]
    assert others == [j for i, j in enumerate(pose.joints) if i != wrist]
    assert found.edited
    assert document.history.undo_text == text("Move {joint}", joint="left wrist")
    assert undoes_to(document, before)


def test_moving_a_mask_keeps_its_pixels(view: CanvasView, hand: Hand, document: Document) -> None:
    mask = Mask.from_array(np.eye(40, dtype=bool) | np.eye(40, dtype=bool)[::-1], 100, 100)
    assert mask is not None
    with_annotations(document, [Annotation(1, "cross", mask)])
    hand.drag([(120, 120), (150, 125)])
    moved = only(document).shape
    assert isinstance(moved, Mask)
    assert (moved.x, moved.y, moved.counts) == (130, 105, mask.counts)


def test_alt_drag_leaves_the_original_and_adds_a_copy_by_hand(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    before = boxes.snapshot().digest()
    hand.drag([(80, 70), (80, 170)], mods=Mods.AltModifier)
    assert shape(boxes, 1) == CAT.shape
    copy = boxes.annotations("layer")[4]
    assert (copy.label, copy.shape, copy.score) == ("cat", Box(50, 150, 60, 40), None)
    assert copy.by_hand
    assert selected(view) == {4}
    assert undoes_to(boxes, before)


def test_arrows_nudge_and_a_held_arrow_is_one_step(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    before = boxes.snapshot().digest()
    hand.click((220, 80))
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Down, Mods.ShiftModifier)
    assert shape(boxes, 2) == Box(201, 70, 60, 40)
    boxes.history.undo()
    assert shape(boxes, 2) == Box(201, 60, 60, 40)
    assert undoes_to(boxes, before)


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete_remembers_predictions_for_the_next_run(
    view: CanvasView, hand: Hand, boxes: Document, key: Key
) -> None:
    before = boxes.snapshot().digest()
    hand.drag([(20, 20), (215, 75)])
    hand.key(key)
    assert set(boxes.annotations("layer")) == {3}
    assert boxes.layer("layer").removed == (CAT,)  # type: ignore[union-attr]
    assert view.selection.annotations == frozenset()
    assert undoes_to(boxes, before)


def test_a_double_click_renames(
    view: CanvasView, hand: Hand, boxes: Document, namer: Namer
) -> None:
    before = boxes.snapshot().digest()
    namer.label = "lynx"
    hand.double_click((80, 70))
    assert [request.label for request in namer.asked] == ["cat"]
    assert boxes.annotations("layer")[1].label == "lynx"
    assert undoes_to(boxes, before)


def test_a_cancelled_rename_changes_nothing(
    view: CanvasView, hand: Hand, boxes: Document, namer: Namer
) -> None:
    before = boxes.snapshot().digest()
    namer.label = None
    hand.double_click((80, 70))
    namer.asked[0].cancel()
    namer.asked[0].accept("too late")
    assert boxes.snapshot().digest() == before


def test_locked_and_hidden_layers_take_no_edits(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    hand.click((80, 70))
    for values in ({"locked": True}, {"locked": False, "visible": False}):
        boxes.history.push(edits.set_layers(boxes, ["layer"], text("Set"), **values))
        before = boxes.snapshot().digest()
        hand.drag([(80, 70), (120, 120)])
        view.selection.select([("layer", 1)])
        hand.key(Key.Key_Delete)
        hand.key(Key.Key_Left)
        assert boxes.snapshot().digest() == before


def test_the_menu_is_asked_for_with_what_lies_under_the_mouse(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    heard: list[tuple[QPoint, list[tuple[str, int]]]] = []
    view.context_wanted.connect(lambda place, keys: heard.append((place, keys)))
    hand.click((220, 80), Button.RightButton)
    assert heard == [(hand.at((220, 80)).toPoint(), [("layer", 2)])]
    assert selected(view) == {2}


def test_what_the_filter_hides_cannot_be_hit(view: CanvasView, hand: Hand, boxes: Document) -> None:
    layer = boxes.layer("layer")
    strict = type(layer.filter)(score=0.95)  # type: ignore[union-attr]
    boxes.history.push(edits.set_layers(boxes, ["layer"], text("Filter"), filter=strict))
    hand.click((80, 70))
    assert selected(view) == set()
    hand.click((220, 80))
    assert selected(view) == {2}


def test_the_outline_under_the_mouse_goes_with_the_mouse(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    hand.move((300, 250))
    before = view.grab().toImage()
    hand.move((80, 70))
    assert view.grab().toImage() != before
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.grab().toImage() == before


def test_what_is_let_go_before_the_mouse_moves_is_not_dragged(
    view: CanvasView, hand: Hand, boxes: Document
) -> None:
    before = boxes.snapshot().digest()
    hand.press((80, 70))
    view.selection.clear()
    hand.move((150, 120))
    hand.release((150, 120))
    assert boxes.snapshot().digest() == before
