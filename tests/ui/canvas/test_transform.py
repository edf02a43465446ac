"""Stretching and moving what is selected, by the box around it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ui.canvas.hand import Hand, Key, Mods, with_annotations
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

ROOF = Polygon((Point(100, 100), Point(200, 100), Point(150, 200)))


@pytest.fixture
def shapes(view: CanvasView, document: Document) -> Document:
    mask = Mask.from_array(np.ones((20, 40), bool), 140, 120)
    assert mask is not None
    with_annotations(
        document,
        [
            Annotation(1, "roof", ROOF),
            Annotation(2, "plate", Ellipse(110, 110, 20, 20)),
            Annotation(3, "cloud", mask),
            Annotation(4, "cat", Box(300, 250, 20, 20)),
        ],
    )
    view.set_tool("box")
    return document


def shape(document: Document, id: int) -> object:
    return document.annotations("layer")[id].shape


def select(view: CanvasView, *ids: int) -> None:
    view.selection.select(("layer", id) for id in ids)


def test_several_shapes_are_stretched_in_one_step_and_the_old_tool_comes_back(
    view: CanvasView, hand: Hand, shapes: Document
) -> None:
    before, count = shapes.snapshot().digest(), len(shapes.history.changes())
    select(view, 1, 2, 3)
    view.transform()
    assert view.tool == "transform"
    hand.drag([(200, 200), (250, 220), (300, 250)])
    hand.drag([(150, 150), (140, 150)])
    assert shapes.snapshot().digest() == before
    hand.key(Key.Key_Return)
    assert view.tool == "box"
    assert shape(shapes, 1) == Polygon((Point(90, 100), Point(290, 100), Point(190, 250)))
    assert shape(shapes, 2) == Ellipse(110, 115, 40, 30)
    mask = shape(shapes, 3)
    assert isinstance(mask, Mask)
    assert (mask.bounds(), mask.area) == (Box(170, 130, 80, 30), 2400)
    assert shape(shapes, 4) == Box(300, 250, 20, 20)
    assert len(shapes.history.changes()) == count + 1
    assert view.selection.annotations == {("layer", id) for id in (1, 2, 3)}
    shapes.history.undo()
    assert shapes.snapshot().digest() == before


def test_shift_keeps_the_proportions_and_alt_the_centre(
    view: CanvasView, hand: Hand, shapes: Document
) -> None:
    select(view, 1)
    view.transform()
    hand.drag([(200, 200), (250, 210)], mods=Mods.ShiftModifier)
    hand.key(Key.Key_Return)
    assert shape(shapes, 1) == Polygon((Point(100, 100), Point(250, 100), Point(175, 250)))
    view.transform()
    hand.drag([(250, 175), (230, 175)], mods=Mods.AltModifier)
    hand.key(Key.Key_Return)
    assert shape(shapes, 1) == Polygon((Point(120, 100), Point(230, 100), Point(175, 250)))
    assert shapes.history.undo_text == text("Transform {label}", label="roof")


def test_escape_and_another_tool_leave_everything_as_it_was(
    view: CanvasView, hand: Hand, shapes: Document
) -> None:
    before, count = shapes.snapshot().digest(), len(shapes.history.changes())
    for leave in (lambda: hand.key(Key.Key_Escape), lambda: view.set_tool("polygon")):
        select(view, 1, 3)
        view.set_tool("box")
        view.transform()
        hand.drag([(200, 200), (300, 250)])
        leave()
        assert view.tool != "transform"
        assert shapes.snapshot().digest() == before
        assert len(shapes.history.changes()) == count
        assert view.stage is not None
        assert view.stage.lifted == frozenset()
    assert view.selection.annotations == {("layer", 1), ("layer", 3)}


def test_keys_move_it_and_undo_takes_back_what_was_not_applied(
    view: CanvasView, hand: Hand, shapes: Document
) -> None:
    before = shapes.snapshot().digest()
    select(view, 4)
    view.transform()
    hand.drag([(320, 270), (340, 290)])
    hand.key(Key.Key_Z, Mods.ControlModifier)
    hand.key(Key.Key_Left, Mods.ShiftModifier)
    hand.key(Key.Key_Up)
    assert shapes.snapshot().digest() == before
    hand.key(Key.Key_Return)
    assert shape(shapes, 4) == Box(290, 249, 20, 20)


def test_with_control_the_arrows_stretch(view: CanvasView, hand: Hand, shapes: Document) -> None:
    select(view, 4)
    view.transform()
    for _ in range(12):
        hand.key(Key.Key_Right, Mods.ControlModifier | Mods.ShiftModifier)
    hand.key(Key.Key_Up, Mods.ControlModifier)
    hand.key(Key.Key_Return)
    assert shape(shapes, 4) == Box(300, 250, 100, 19)


def test_it_ends_when_what_it_is_about_is_gone(
    view: CanvasView, hand: Hand, shapes: Document
) -> None:
    select(view, 1)
    view.transform()
    shapes.history.undo()
    assert view.tool == "box"
    view.transform()
    assert view.tool == "box"


def test_with_another_document_no_mode_is_left(
    view: CanvasView, hand: Hand, shapes: Document
) -> None:
    select(view, 1)
    view.transform()
    view.set_document(None)
    assert view.tool == "box"


def test_nothing_is_stretched_to_nothing_or_out_of_the_picture(
    view: CanvasView, hand: Hand, shapes: Document
) -> None:
    select(view, 4)
    view.transform()
    hand.drag([(320, 270), (300, 250)])
    hand.drag([(300, 250), (300, 250)])
    hand.key(Key.Key_Return)
    made = shape(shapes, 4)
    assert isinstance(made, Box)
    assert made.width >= 1
    assert made.height >= 1
    select(view, 1)
    view.transform()
    hand.drag([(150, 130), (900, 900)])
    hand.key(Key.Key_Return)
    moved = shape(shapes, 1)
    assert isinstance(moved, Polygon)
    assert moved.bounds() == Box(300, 200, 100, 100)
