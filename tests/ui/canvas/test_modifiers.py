"""What modifiers do in the select tool, and what is shown of it beside the pointer."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtTest import QTest

from tests.ui.canvas.hand import Button, Hand, Key, Mods, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point, Polygon
from vlm_studio.document.layers import RasterLayer
from vlm_studio.ui.canvas.tools import vertices
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

CTRL_ALT = Mods.ControlModifier | Mods.AltModifier
ROOF = Polygon((Point(200, 100), Point(300, 100), Point(250, 180)))


@pytest.fixture
def layered(document: Document, blocks: BlockFolder) -> Document:
    """The photo, half a leaf over its left side, and a layer with a box and a polygon."""
    pixels = np.zeros((100, 100, 4), np.uint8)
    pixels[:, :50] = 255
    leaf = RasterLayer(name="Leaf", block=blocks.store(pixels, mips=True), id="leaf", x=20, y=20)
    document.history.push(edits.insert_layers(document, [leaf], text("Add")))
    with_annotations(
        document, [Annotation(1, "cat", Box(150, 50, 30, 30)), Annotation(2, "roof", ROOF)]
    )
    return document


def test_control_alt_click_picks_the_layer_that_is_seen_there(
    view: CanvasView, hand: Hand, layered: Document
) -> None:
    before = layered.snapshot().digest()
    for place, layer in (((40, 60), "leaf"), ((90, 60), "photo"), ((165, 65), "layer")):
        hand.click(place, mods=CTRL_ALT)
        assert view.selection.layers == (layer,)
        assert view.selection.annotations == frozenset()
    layered.history.push(edits.set_layers(layered, ["leaf"], text("Hide"), visible=False))
    hand.click((40, 60), mods=CTRL_ALT)
    assert view.selection.layers == ("photo",)
    layered.history.undo()
    assert layered.snapshot().digest() == before


@pytest.mark.parametrize(
    ("place", "mods", "sign"),
    [
        ((165, 65), Mods.NoModifier, ""),
        ((165, 65), Mods.ShiftModifier, "+"),
        ((165, 65), Mods.ControlModifier, "+"),
        ((165, 65), Mods.AltModifier, "+"),
        ((165, 65), CTRL_ALT, "≡"),
        ((250, 130), Mods.ControlModifier, "−"),
        ((250, 100), Mods.AltModifier, "+"),
        ((300, 100), Mods.AltModifier | Mods.ShiftModifier, "−"),
        ((20, 280), Mods.ShiftModifier, ""),
    ],
)
def test_a_sign_says_what_a_click_would_do(
    view: CanvasView,
    hand: Hand,
    layered: Document,
    place: tuple[int, int],
    mods: Mods,
    sign: str,
) -> None:
    view.selection.select([("layer", 2)])
    hand.move(place)
    bare = view.grab().toImage()
    hand.move(place, mods)
    at = view._input._at
    assert at is not None
    assert view._current.sign(at) == sign
    assert (view.grab().toImage() != bare) == bool(sign)


def test_the_sign_comes_and_goes_with_the_key_while_the_mouse_lies_still(
    view: CanvasView, hand: Hand, layered: Document
) -> None:
    hand.move((165, 65))
    bare = view.grab().toImage()
    QTest.keyPress(view, Key.Key_Shift)
    assert view.grab().toImage() != bare
    QTest.keyRelease(view, Key.Key_Shift)
    assert view.grab().toImage() == bare


def test_corners_are_added_and_removed_where_the_menu_was_opened(
    view: CanvasView, hand: Hand, layered: Document
) -> None:
    view.selection.select([("layer", 2)])
    before = layered.snapshot().digest()
    hand.click((250, 100), Button.RightButton)
    stage = view.stage
    assert stage is not None
    assert stage.pointed is not None
    assert vertices.edge_at(stage, stage.pointed) is not None
    assert vertices.add_at(stage, stage.pointed)
    shape = layered.annotations("layer")[2].shape
    assert isinstance(shape, Polygon)
    assert shape.points == (ROOF.points[0], Point(250, 100), *ROOF.points[1:])
    assert vertices.edge_at(stage, stage.pointed) is None
    assert vertices.remove_at(stage, stage.pointed)
    assert layered.annotations("layer")[2].shape == ROOF
    layered.history.undo()
    layered.history.undo()
    assert layered.snapshot().digest() == before
