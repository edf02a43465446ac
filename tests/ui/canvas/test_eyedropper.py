"""The eyedropper: the colour that is seen paints what is selected, or is what is painted with next."""

from __future__ import annotations

import pytest

from tests.layers import drawn, with_drawing
from tests.steps import undone_and_redone
from tests.ui.canvas.hand import Button, Hand, Key, Mods
from vlm_studio.document.document import Document
from vlm_studio.document.vectors import Rectangle, VectorObject
from vlm_studio.ui.canvas.options import Choices
from vlm_studio.ui.canvas.view import CanvasView

RED, GREY, BLUE = (50, 40), (300, 250), (220, 120)
"""Places: in the red square of the photo, beside it, and in the drawing."""


@pytest.fixture(autouse=True)
def drawing(document: Document, view: CanvasView) -> None:
    """A blue square and a green one over the photo."""
    blue = VectorObject(1, Rectangle(200, 100, 40, 40), fill="#3b78d8")
    green = VectorObject(2, Rectangle(100, 100, 40, 40), fill="#3f9b5c")
    with_drawing(document, blue, green)
    view.set_tool("eyedropper")


def options(view: CanvasView) -> Choices:
    assert view.stage is not None
    return view.stage.options.now


def looks(document: Document) -> list[tuple[str | None, str | None]]:
    return [(each.fill, each.stroke) for each in drawn(document)]


def test_with_nothing_selected_it_chooses_what_is_painted_with_next(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    hand.click(RED)
    assert (options(view).fill_colour, options(view).text_colour) == ("#ff0000", "#ff0000")
    hand.click(BLUE, mods=Mods.ShiftModifier)
    assert (options(view).fill_colour, options(view).pencil_colour) == ("#ff0000", "#3b78d8")
    hand.click(GREY, mods=Mods.AltModifier)
    assert options(view).pencil_colour == "#808080"
    assert document.snapshot().digest() == before


def test_what_is_selected_is_painted_in_one_step(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    before = document.snapshot().digest()
    view.selection.select_objects([("v", 1), ("v", 2)])
    hand.click(RED)
    assert looks(document) == [("#ff0000", None), ("#ff0000", None)]
    assert str(document.history.undo_text) == "Change fill"
    hand.click(GREY, mods=Mods.ShiftModifier)
    assert looks(document) == [("#ff0000", "#808080"), ("#ff0000", "#808080")]
    undone_and_redone(document, before, steps=2)


def test_beside_the_picture_and_with_the_right_button_nothing_is_taken(
    document: Document, view: CanvasView, hand: Hand
) -> None:
    chosen, before = options(view), document.snapshot().digest()
    view.selection.select_objects([("v", 1)])
    hand.click((-30, 20))
    hand.click(RED, Button.RightButton)
    assert options(view) == chosen
    assert document.snapshot().digest() == before
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Escape)
    assert view.tool == "select"


def test_the_colour_below_the_pointer_is_shown_beside_it(view: CanvasView, hand: Hand) -> None:
    hand.move(RED)
    at = hand.at(RED).toPoint()
    beside = view.grab().toImage().pixelColor(at.x() + 27, at.y() + 27)
    assert beside.name() == "#ff0000"
    hand.move(BLUE)
    at = hand.at(BLUE).toPoint()
    assert view.grab().toImage().pixelColor(at.x() + 27, at.y() + 27).name() == "#3b78d8"
