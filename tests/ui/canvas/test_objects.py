"""Vector objects under the hand: selected, moved, stretched, duplicated, deleted."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from tests.layers import objects_of, with_drawing
from tests.steps import undone_and_redone
from tests.ui.canvas.hand import Button, Hand, Key, Mods
from vlm_studio.document import drawing, edits
from vlm_studio.document.affine import IDENTITY
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import AnnotationLayer, VectorLayer
from vlm_studio.document.vectors import Lettering, Oval, Path, Rectangle, VectorObject
from vlm_studio.ui.canvas import commands, object_verbs, shaping
from vlm_studio.ui.canvas.tools.object_box import turn_knob
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.paint.vector_hits import hit
from vlm_studio.words import text

CARD = VectorObject(1, Rectangle(100, 100, 80, 60), fill="#0000ff", name="card")
RING = VectorObject(2, Oval(220, 100, 60, 60), stroke="#00ff00", width=4)


@pytest.fixture
def layer(document: Document, view: CanvasView) -> VectorLayer:
    return with_drawing(document, CARD, RING)


def test_a_click_selects_what_is_painted_there_and_one_beside_it_lets_go(
    view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    hand.click((140, 130))
    assert view.selection.objects == {("v", 1)}
    assert view.selection.layer == "v"
    hand.click((250, 100))
    assert view.selection.objects == {("v", 2)}
    hand.click((250, 130))  # a ring without a fill is empty in its middle
    assert view.selection.objects == frozenset()
    hand.click((140, 130))
    hand.click((250, 100), mods=Mods.ControlModifier)
    assert view.selection.objects == {("v", 1), ("v", 2)}
    hand.key(Key.Key_Escape)
    assert view.selection.objects == frozenset()


def test_an_object_is_dragged_in_one_step(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    before = document.snapshot().digest()
    hand.drag([(140, 130), (150, 140), (170, 145)])
    assert objects_of(document)[1].shape == Rectangle(130, 115, 80, 60)
    assert objects_of(document)[2] == RING
    assert str(document.history.undo_text) == "Move card"
    undone_and_redone(document, before)


def test_what_is_dragged_is_seen_where_it_is_and_not_where_it_was(
    view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    hand.move((140, 130))
    hand.press((140, 130))
    hand.move((240, 230))
    image = view.grab().toImage()
    view.finish_painting()
    here, there = hand.at((240, 230)).toPoint(), hand.at((140, 130)).toPoint()
    assert image.pixelColor(here) == QColor("#0000ff")
    assert image.pixelColor(there) != QColor("#0000ff")
    hand.release((240, 230))


def test_escape_puts_back_what_is_dragged(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    before = document.snapshot().digest()
    hand.move((140, 130))
    hand.press((140, 130))
    hand.move((200, 180))
    hand.key(Key.Key_Escape)
    hand.release((200, 180))
    assert document.snapshot().digest() == before


def test_a_handle_stretches_the_shape_and_not_its_stroke(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    hand.click((250, 100))
    before = document.snapshot().digest()
    hand.drag([(280, 160), (300, 170), (340, 190)])
    assert objects_of(document)[2].shape == Oval(220, 100, 120, 90)
    assert objects_of(document)[2].width == 4
    assert str(document.history.undo_text) == "Resize object"
    undone_and_redone(document, before)


def test_alt_drags_a_copy_and_keys_nudge_duplicate_and_delete(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    before = document.snapshot().digest()
    hand.drag([(140, 130), (150, 140), (140, 230)], mods=Mods.AltModifier)
    assert objects_of(document)[3].shape == Rectangle(100, 200, 80, 60)
    assert view.selection.objects == {("v", 3)}
    undone_and_redone(document, before)
    hand.click((140, 230))
    hand.key(Key.Key_Right, Mods.ShiftModifier)
    assert objects_of(document)[3].shape == Rectangle(110, 200, 80, 60)
    hand.key(Key.Key_Delete)
    assert set(objects_of(document)) == {1, 2}
    assert str(document.history.undo_text) == "Delete card"
    assert view.selection.objects == frozenset()


def test_a_locked_layer_keeps_its_objects(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    document.history.push(edits.set_layers(document, ["v"], text("Lock"), locked=True))
    before = document.snapshot().digest()
    hand.drag([(140, 130), (150, 140), (170, 145)])
    assert view.selection.objects == frozenset()
    assert document.snapshot().digest() == before


def test_annotations_lie_above_and_only_one_kind_is_selected(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    found = AnnotationLayer(name="a", id="a")
    change = edits.insert_layers(
        document,
        [found],
        text("Add"),
        annotations={"a": [Annotation(1, "x", Box(110, 110, 20, 20))]},
    )
    document.history.push(change)
    hand.click((140, 130))
    hand.click((110, 120))
    assert view.selection.annotations == {("a", 1)}
    assert view.selection.objects == frozenset()


def test_the_right_button_selects_what_its_menu_is_about(
    view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    hand.press((140, 130), Button.RightButton)
    assert view.selection.objects == {("v", 1)}


def test_a_rubber_band_takes_what_it_touches_and_nothing_that_lies_around_it(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    before = document.snapshot().digest()
    hand.drag([(90, 90), (110, 110), (225, 140)])
    assert view.selection.objects == {("v", 1), ("v", 2)}
    hand.drag([(240, 120), (245, 125), (260, 140)])  # inside the ring
    assert view.selection.objects == frozenset()
    hand.drag([(90, 90), (95, 95), (105, 105)])
    hand.drag([(290, 90), (285, 100), (270, 140)], mods=Mods.ShiftModifier)
    assert view.selection.objects == {("v", 1), ("v", 2)}
    hand.move((90, 250))
    hand.press((90, 250))
    hand.move((150, 100))
    assert view.selection.objects == {("v", 1)}
    hand.key(Key.Key_Escape)
    hand.release((150, 100))
    assert document.snapshot().digest() == before


def test_where_a_band_touches_both_kinds_the_active_layer_says_which_is_meant(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    found = AnnotationLayer(name="a", id="a")
    boxes = {"a": [Annotation(1, "x", Box(110, 200, 20, 20))]}
    document.history.push(edits.insert_layers(document, [found], text("Add"), annotations=boxes))
    view.selection.select_layers(["v"])
    hand.drag([(90, 90), (110, 110), (150, 230)])
    assert view.selection.objects == {("v", 1)}
    view.selection.select_layers(["a"])
    hand.drag([(90, 90), (110, 110), (150, 230)])
    assert view.selection.annotations == {("a", 1)}
    hand.drag([(90, 90), (95, 95), (105, 105)])
    assert view.selection.objects == {("v", 1)}


def test_all_objects_are_selected_and_the_selection_is_turned_around(
    view: CanvasView, layer: VectorLayer
) -> None:
    assert view.stage is not None
    view.selection.select_layers(["v"])
    commands.select_all(view.stage)
    assert view.selection.objects == {("v", 1), ("v", 2)}
    view.selection.select_objects([("v", 1)])
    commands.invert_selection(view.stage)
    assert view.selection.objects == {("v", 2)}
    commands.step(view.stage, 1)
    assert view.selection.objects == {("v", 1)}
    view.fit_selection()
    assert view.camera.viewport.visible.contains(Point(100, 100))


def test_a_group_is_picked_as_a_whole_and_gone_into(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    assert view.stage is not None
    view.selection.select_objects([("v", 1), ("v", 2)])
    before = document.snapshot().digest()
    object_verbs.group(view.stage)
    assert {each.group for each in objects_of(document).values()} == {1}
    assert str(document.history.undo_text) == "Group 2 objects"
    undone_and_redone(document, before)
    view.selection.clear()
    hand.click((140, 130))
    assert view.selection.objects == {("v", 1), ("v", 2)}
    hand.double_click((140, 130))
    assert view.tool == "select"
    assert view.selection.objects == {("v", 1)}
    hand.click((250, 100))  # inside the group now
    assert view.selection.objects == {("v", 2)}
    hand.click((30, 200))
    hand.click((250, 100), mods=Mods.ControlModifier)
    assert view.selection.objects == {("v", 2)}
    hand.click((140, 130), mods=Mods.ShiftModifier)
    assert view.selection.objects == {("v", 1), ("v", 2)}
    hand.click((140, 130), mods=Mods.ShiftModifier)
    assert view.selection.objects == frozenset()
    hand.drag([(90, 90), (95, 95), (105, 105)])
    assert view.selection.objects == {("v", 1), ("v", 2)}
    hand.drag([(140, 130), (150, 140), (140, 180)], mods=Mods.AltModifier)
    assert [objects_of(document)[id].group for id in (1, 2, 3, 4)] == [1, 1, 2, 2]
    document.history.undo()
    view.selection.select_objects([("v", 1), ("v", 2)])
    object_verbs.ungroup(view.stage)
    assert {each.group for each in objects_of(document).values()} == {0}
    hand.click((250, 100))
    assert view.selection.objects == {("v", 2)}


def test_the_knob_above_the_box_turns_what_is_selected_with_shift_in_steps(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    hand.click((140, 130))
    before = document.snapshot().digest()
    knob = turn_knob(Box(100, 100, 80, 60), IDENTITY, view.camera.viewport)[1]
    place = view.camera.viewport.to_document(knob)
    hand.drag([(place.x, place.y), (180, 90), (230, 133)], mods=Mods.ShiftModifier)
    turned = objects_of(document)[1].shape
    assert isinstance(turned, Rectangle)  # a quarter of a turn leaves it one
    box = turned.bounds()
    assert (box.x, box.y, box.width, box.height) == pytest.approx((110, 90, 60, 80))
    assert str(document.history.undo_text) == "Turn card"
    undone_and_redone(document, before)


def test_transform_stretches_and_turns_in_one_step_and_escape_takes_all_of_it_back(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    hand.click((140, 130))
    before = document.snapshot().digest()
    view.transform()
    assert view.tool == "transform"
    hand.drag([(180, 160), (200, 170), (220, 190)])
    hand.drag([(160, 140), (165, 150), (170, 160)])
    assert document.snapshot().digest() == before
    hand.key(Key.Key_Escape)
    assert view.tool == "select"
    assert document.snapshot().digest() == before
    view.transform()
    hand.drag([(180, 160), (200, 170), (220, 190)])
    for _ in range(9):
        hand.key(Key.Key_Right, Mods.ControlModifier | Mods.ShiftModifier)
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Return)
    assert view.tool == "select"
    turned = objects_of(document)[1].shape
    box = turned.bounds()
    assert (box.x, box.y, box.width, box.height) == pytest.approx((115, 86, 90, 120))
    assert str(document.history.undo_text) == "Transform card"
    undone_and_redone(document, before)
    hand.click((160, 150))
    view.transform()
    hand.drag([(160, 150), (165, 150), (170, 160)])
    hand.key(Key.Key_Backspace)  # back to how it was taken up
    hand.key(Key.Key_Return)
    assert objects_of(document)[1].shape == turned
    view.transform()
    hand.key(Key.Key_Left, Mods.ControlModifier | Mods.ShiftModifier)
    hand.key(Key.Key_Return)
    assert isinstance(objects_of(document)[1].shape, Path)


def test_objects_change_their_order_line_up_and_are_turned_over(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    assert view.stage is not None
    view.selection.select_objects([("v", 1)])
    before = document.snapshot().digest()
    object_verbs.shift(view.stage, 1)
    assert list(objects_of(document)) == [2, 1]
    assert str(document.history.undo_text) == "Reorder card"
    undone_and_redone(document, before)
    object_verbs.to_end(view.stage, top=False)
    assert list(objects_of(document)) == [1, 2]
    view.selection.select_objects([("v", 1), ("v", 2)])
    before = document.snapshot().digest()
    shaping.align(view.stage, "top")
    shaping.align(view.stage, "left")
    assert objects_of(document)[2].shape == Oval(100, 100, 60, 60)
    assert str(document.history.undo_text) == "Align 2 objects"
    undone_and_redone(document, before)
    view.selection.select_objects([("v", 1)])
    shaping.align(view.stage, "right")
    assert objects_of(document)[1].shape == Rectangle(320, 100, 80, 60)
    before = document.snapshot().digest()
    view.selection.select_objects([("v", 1), ("v", 2)])
    object_verbs.flip(view.stage, "across")
    assert objects_of(document)[1].shape == Rectangle(100, 100, 80, 60)
    assert objects_of(document)[2].shape == Oval(340, 100, 60, 60)
    undone_and_redone(document, before)


def test_a_group_is_lined_up_as_a_whole(
    document: Document, view: CanvasView, layer: VectorLayer
) -> None:
    assert view.stage is not None
    view.selection.select_objects([("v", 1), ("v", 2)])
    object_verbs.group(view.stage)
    shaping.align(view.stage, "left")
    assert objects_of(document)[1].shape == Rectangle(0, 100, 80, 60)
    assert objects_of(document)[2].shape == Oval(120, 100, 60, 60)


def test_shapes_letters_and_strokes_become_paths_that_look_alike(
    document: Document, view: CanvasView, layer: VectorLayer
) -> None:
    assert view.stage is not None
    word = VectorObject(9, Lettering("Jo", 40, place=(1, 0, 0, 1, 40, 250)), fill="#ff0000")
    document.history.push(drawing.add_objects(document, layer, [word], text("Add"))[0])
    view.finish_painting()
    seen = view.grab().toImage()
    before = document.snapshot().digest()
    view.selection.select_layers(["v"])
    commands.select_all(view.stage)
    object_verbs.to_paths(view.stage)
    assert {type(each.shape) for each in objects_of(document).values()} == {Path}
    assert str(document.history.undo_text) == "Convert 3 objects to paths"
    view.selection.select(())
    view.finish_painting()
    assert view.grab().toImage() == seen
    undone_and_redone(document, before)
    view.selection.select_objects([("v", 2)])
    object_verbs.strokes_to_paths(view.stage)
    ring = objects_of(document)[2]
    assert (ring.fill, ring.stroke) == ("#00ff00", None)
    assert isinstance(ring.shape, Path)
    assert len(ring.shape.subpaths) == 2
    assert hit(ring, Point(250, 100), 0.1)
    assert not hit(ring, Point(250, 130), 0.1)
