"""The pencil: strokes become curves on a vector layer."""

from __future__ import annotations

import math

import pytest

from tests.layers import drawings, drawn
from tests.steps import undone_and_redone
from tests.ui.canvas.hand import Hand, Key, Place, said
from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.vectors import CurveTo, Path
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

WAVE: list[Place] = [(50 + 4 * i, 150 + 40 * math.sin(i / 8)) for i in range(60)]


@pytest.fixture(autouse=True)
def pencil(view: CanvasView) -> None:
    view.set_tool("pencil")


def test_a_stroke_is_a_smooth_line_on_a_new_layer_and_the_next_goes_there_too(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.drag(WAVE)
    [stroke] = drawn(document)
    assert isinstance(stroke.shape, Path)
    [line] = stroke.shape.subpaths
    assert not line.closed
    assert len(line.segments) < len(WAVE) / 3
    assert all(isinstance(each, CurveTo) for each in line.segments)
    assert line.segments[-1].end.x == pytest.approx(WAVE[-1][0], abs=1)
    assert (stroke.stroke, stroke.fill, stroke.cap) == ("#000000", None, "round")
    assert str(document.history.undo_text) == "Draw a stroke"
    hand.drag([(50, 250), (100, 260), (150, 250)])
    assert [layer.name for layer in document.walk()] == ["Photo", "Drawing"]
    assert [each.id for each in drawn(document)] == [1, 2]
    undone_and_redone(document, before, steps=2)


def test_a_stroke_that_ends_where_it_began_is_closed(document: Document, hand: Hand) -> None:
    turns = [math.tau * i / 60 for i in range(60)]
    hand.drag([(200 + 60 * math.cos(t), 150 + 60 * math.sin(t)) for t in turns])
    [ring] = drawn(document)
    assert isinstance(ring.shape, Path)
    assert ring.shape.subpaths[0].closed


def test_width_and_colour_are_those_that_were_chosen(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    assert view.stage is not None
    view.stage.options.choose(pencil=9, pencil_colour="#d64545")
    hand.drag([(50, 50), (90, 60), (120, 50)])
    [stroke] = drawn(document)
    assert (stroke.width, stroke.stroke) == (9, "#d64545")


def test_escape_drops_a_stroke(document: Document, hand: Hand) -> None:
    before = document.snapshot().digest()
    hand.move((50, 50))
    hand.press((50, 50))
    hand.move((90, 60))
    hand.key(Key.Key_Escape)
    hand.release((120, 50))
    assert document.snapshot().digest() == before


def test_a_locked_drawing_is_not_drawn_on_and_that_is_said(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    hand.drag([(50, 50), (90, 60), (120, 50)])
    [layer] = drawings(document)
    document.history.push(edits.set_layers(document, [layer.id], text("Lock"), locked=True))
    heard = said(view)
    before = document.snapshot().digest()
    hand.drag([(50, 90), (90, 95), (120, 90)])
    assert document.snapshot().digest() == before
    assert heard == ["Drawing is locked or hidden. Draw on another layer."]
