"""Vector objects under the hand: selected, moved, stretched, duplicated, deleted."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from tests.ui.canvas.hand import Button, Hand, Key, Mods
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, VectorLayer
from vlm_studio.document.vectors import Oval, Rectangle, VectorObject
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

CARD = VectorObject(1, Rectangle(100, 100, 80, 60), fill="#0000ff", name="card")
RING = VectorObject(2, Oval(220, 100, 60, 60), stroke="#00ff00", width=4)


@pytest.fixture
def layer(document: Document, view: CanvasView) -> VectorLayer:
    made = VectorLayer(name="Drawing", id="v", objects=(CARD, RING))
    document.history.push(edits.insert_layers(document, [made], text("Add")))
    return made


def objects(document: Document) -> dict[int, VectorObject]:
    layer = document.layer("v")
    assert isinstance(layer, VectorLayer)
    return {each.id: each for each in layer.objects}


def undone_and_redone(document: Document, before: str) -> None:
    after = document.snapshot().digest()
    document.history.undo()
    assert document.snapshot().digest() == before
    document.history.redo()
    assert document.snapshot().digest() == after


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
    assert objects(document)[1].shape == Rectangle(130, 115, 80, 60)
    assert objects(document)[2] == RING
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
    assert objects(document)[2].shape == Oval(220, 100, 120, 90)
    assert objects(document)[2].width == 4
    assert str(document.history.undo_text) == "Resize object"
    undone_and_redone(document, before)


def test_alt_drags_a_copy_and_keys_nudge_duplicate_and_delete(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    before = document.snapshot().digest()
    hand.drag([(140, 130), (150, 140), (140, 230)], mods=Mods.AltModifier)
    assert objects(document)[3].shape == Rectangle(100, 200, 80, 60)
    assert view.selection.objects == {("v", 3)}
    undone_and_redone(document, before)
    hand.click((140, 230))
    hand.key(Key.Key_Right, Mods.ShiftModifier)
    assert objects(document)[3].shape == Rectangle(110, 200, 80, 60)
    hand.key(Key.Key_Delete)
    assert set(objects(document)) == {1, 2}
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
