"""Painting on masks and erasing from them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.ui.canvas.hand import PREDICTED, Button, Hand, Key, Mods, Namer, only, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.masks import Mask
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text


def block(x: int, y: int, width: int, height: int) -> Mask:
    mask = Mask.from_array(np.ones((height, width), bool), x, y)
    assert mask is not None
    return mask


CUP = Annotation(1, "cup", block(100, 100, 60, 40), score=0.9, provenance=PREDICTED)
PLATE = Annotation(2, "plate", block(200, 200, 20, 20))


@pytest.fixture
def masks(document: Document) -> Document:
    with_annotations(document, [CUP, PLATE])
    return document


@pytest.fixture
def brush(view: CanvasView) -> CanvasView:
    view.set_tool("brush")
    size(view, 20)
    return view


def size(view: CanvasView, pixels: int) -> None:
    assert view.stage is not None
    view.stage.options.size_brush(pixels)


def brush_size(view: CanvasView) -> int:
    assert view.stage is not None
    return view.stage.options.now.brush


def mask_of(document: Document, id: int) -> Mask:
    shape = document.annotations("layer")[id].shape
    assert isinstance(shape, Mask)
    return shape


def has(mask: Mask, x: float, y: float) -> bool:
    return mask.contains(Point(x, y))


def select(view: CanvasView, *ids: int) -> None:
    view.selection.select(("layer", id) for id in ids)


def test_a_stroke_on_nothing_is_a_new_mask_with_a_label_and_one_step(
    brush: CanvasView, hand: Hand, namer: Namer, document: Document
) -> None:
    before = document.snapshot().digest()
    namer.label = "road"
    hand.drag([(50, 50), (80, 50), (120, 80)])
    made = only(document)
    assert made.label == "road"
    assert isinstance(made.shape, Mask)
    for place in ((50, 50), (42, 50), (80, 57), (100, 65), (120, 80)):
        assert has(made.shape, *place), place
    for place in ((38, 50), (80, 30), (120, 95)):
        assert not has(made.shape, *place), place
    assert len(brush.selection.annotations) == 1
    document.history.undo()
    assert document.snapshot().digest() == before
    document.history.redo()
    assert only(document) == made


def test_the_next_stroke_goes_on_with_the_new_mask(
    brush: CanvasView, hand: Hand, namer: Namer, document: Document
) -> None:
    hand.drag([(50, 50), (80, 50)])
    hand.drag([(150, 150), (180, 150)])
    shape = only(document).shape
    assert isinstance(shape, Mask)
    assert has(shape, 60, 50)
    assert has(shape, 170, 150)
    assert len(namer.asked) == 1
    assert document.history.undo_text == text("Paint on {label}", label="thing")


def test_a_stroke_adds_to_the_selected_mask_only(
    brush: CanvasView, hand: Hand, masks: Document
) -> None:
    before = masks.snapshot().digest()
    select(brush, 1)
    hand.drag([(150, 120), (210, 210)])
    assert has(mask_of(masks, 1), 205, 205)
    assert has(mask_of(masks, 1), 101, 101)
    assert mask_of(masks, 2) == PLATE.shape
    painted = masks.annotations("layer")[1]
    assert (painted.label, painted.edited) == ("cup", True)
    masks.history.undo()
    assert masks.snapshot().digest() == before


def test_with_a_box_selected_a_stroke_is_a_mask_of_its_own(
    brush: CanvasView, hand: Hand, namer: Namer, document: Document
) -> None:
    with_annotations(document, [Annotation(1, "cat", Box(50, 50, 60, 40))])
    select(brush, 1)
    hand.drag([(150, 150), (180, 150)])
    assert [type(a.shape) for a in document.annotations("layer").values()] == [Box, Mask]


def test_the_eraser_takes_away_and_a_mask_that_is_gone_is_deleted_in_that_step(
    view: CanvasView, hand: Hand, masks: Document
) -> None:
    view.set_tool("eraser")
    size(view, 20)
    select(view, 1)
    hand.drag([(130, 90), (130, 150)])
    assert not has(mask_of(masks, 1), 130, 120)
    assert has(mask_of(masks, 1), 105, 120)
    assert has(mask_of(masks, 1), 155, 120)
    before = masks.snapshot().digest()
    size(view, 300)
    hand.click((130, 120))
    assert set(masks.annotations("layer")) == {2}
    assert view.selection.annotations == frozenset()
    masks.history.undo()
    assert masks.snapshot().digest() == before
    masks.history.redo()
    assert set(masks.annotations("layer")) == {2}


def test_a_deleted_prediction_is_remembered_as_every_deleted_one(
    view: CanvasView, hand: Hand, masks: Document
) -> None:
    view.set_tool("eraser")
    size(view, 300)
    select(view, 1)
    hand.click((130, 120))
    assert [a.id for a in masks.layer("layer").removed] == [1]  # type: ignore[union-attr]


def test_the_eraser_takes_the_mask_it_begins_on(
    view: CanvasView, hand: Hand, masks: Document
) -> None:
    said: list[object] = []
    view.failed.connect(said.append)
    view.set_tool("eraser")
    size(view, 10)
    hand.click((205, 205))
    assert not has(mask_of(masks, 2), 205, 205)
    assert view.selection.annotations == {("layer", 2)}
    view.selection.clear()
    before = masks.snapshot().digest()
    hand.drag([(300, 50), (110, 110)])
    assert masks.snapshot().digest() == before
    assert said == [text("Select a mask to erase from, or begin on one.")]


def test_shift_goes_straight_on_from_the_last_stroke(
    brush: CanvasView, hand: Hand, namer: Namer, document: Document
) -> None:
    hand.click((50, 50))
    hand.click((250, 150), mods=Mods.ShiftModifier)
    shape = only(document).shape
    assert isinstance(shape, Mask)
    assert has(shape, 150, 100)
    assert has(shape, 250, 150)
    assert not has(shape, 150, 130)


def test_escape_drops_the_stroke_and_nothing_else(
    brush: CanvasView, hand: Hand, masks: Document
) -> None:
    before = masks.snapshot().digest()
    select(brush, 1)
    hand.move((150, 120))
    hand.press((150, 120))
    hand.move((250, 120))
    hand.key(Key.Key_Escape)
    hand.release((250, 120))
    assert masks.snapshot().digest() == before
    assert brush.selection.annotations == {("layer", 1)}
    assert brush.stage is not None
    assert brush.stage.lifted == frozenset()


def test_keys_wheel_and_a_drag_with_alt_size_the_brush(brush: CanvasView, hand: Hand) -> None:
    scale = brush.zoom
    hand.wheel(QPointF(400, 300), 1, Mods.ControlModifier)
    assert brush_size(brush) > 20
    assert brush.zoom == scale
    hand.wheel(QPointF(400, 300), -1, Mods.ControlModifier)
    assert brush_size(brush) == 20
    hand.wheel(QPointF(400, 300), 1)
    assert brush.zoom > scale
    brush.set_zoom(1)
    hand.drag([(100, 100), (115, 100)], Button.RightButton, Mods.AltModifier)
    assert brush_size(brush) == 50
    hand.drag([(100, 100), (0, 100)], Button.RightButton, Mods.AltModifier)
    assert brush_size(brush) == 1


def test_where_the_wheel_scrolls_control_zooms_with_a_brush_too(
    brush: CanvasView, hand: Hand
) -> None:
    brush.set_wheel("scroll")
    scale = brush.zoom
    hand.wheel(QPointF(400, 300), 1, Mods.ControlModifier)
    assert brush.zoom > scale
    assert brush_size(brush) == 20


def test_a_mask_on_a_locked_layer_stays(brush: CanvasView, hand: Hand, masks: Document) -> None:
    said: list[object] = []
    brush.failed.connect(said.append)
    select(brush, 1)
    masks.history.push(edits.set_layers(masks, ["layer"], text("Lock"), locked=True))
    before = masks.snapshot().digest()
    hand.drag([(150, 120), (250, 120)])
    assert masks.snapshot().digest() == before
    assert said == [text("The layer of this mask is locked.")]


def test_what_is_painted_is_seen_before_the_button_is_let_go(
    view: CanvasView, hand: Hand, masks: Document
) -> None:
    def colour(x: int, y: int) -> tuple[int, int, int]:
        seen = view.grab().toImage().pixelColor(hand.at((x, y)).toPoint())
        return seen.red(), seen.green(), seen.blue()

    bare, covered = colour(300, 280), colour(130, 130)
    assert bare != covered
    select(view, 1)
    for name, to, wanted in (("brush", (300, 130), covered), ("eraser", (130, 130), bare)):
        view.set_tool(name)
        size(view, 30)
        hand.move(to)
        hand.press(to)
        hand.move((to[0] + 2, to[1]))
        shown = colour(*to)
        assert max(abs(a - b) for a, b in zip(shown, wanted, strict=True)) <= 2, name
        hand.key(Key.Key_Escape)
        hand.release(to)


def test_a_stroke_costs_little_to_remember(brush: CanvasView, hand: Hand, masks: Document) -> None:
    select(brush, 1)
    before = masks.history.cost
    hand.drag([(150, 120), (200, 130), (250, 120)])
    assert masks.history.cost - before < 4096
