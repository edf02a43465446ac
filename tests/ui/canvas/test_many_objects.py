"""Many vector objects: what a change does not touch is not painted again, and what it does looks as it should."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QRectF

from tests.layers import drawn, with_drawing
from tests.ui.canvas.hand import Hand
from vlm_studio.document import drawing
from vlm_studio.document.document import Document
from vlm_studio.document.history import Change
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Lettering, Oval, Rectangle, VectorObject
from vlm_studio.ui.canvas import damage
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

COLOURS = ("#d64545", "#3b78d8", "#3f9b5c", "#f0c93b")
WORD = VectorObject(301, Lettering("Jazz", 40, place=(1, 0, 0, 1, 150, 150)), fill="#000000")


def dots() -> tuple[VectorObject, ...]:
    return tuple(
        VectorObject(
            1 + i,
            Oval(20 * (i % 20), 20 * (i // 20), 16, 16),
            fill=COLOURS[i % 4],
            stroke="#000000",
            width=3,
        )
        for i in range(300)
    )


@pytest.fixture
def layer(document: Document, view: CanvasView) -> VectorLayer:
    made = with_drawing(document, *dots(), WORD)
    view.finish_painting()
    return made


def moved(document: Document, layer: VectorLayer) -> Change:
    each = layer.objects[85].moved(33, 47)
    return drawing.set_objects(document, {("v", each.id): each}, text("Move"))


def coloured(document: Document, layer: VectorLayer) -> Change:
    word = msgspec.structs.replace(WORD, fill="#ffffff")
    return drawing.set_objects(document, {("v", word.id): word}, text("Change fill"))


def removed(document: Document, layer: VectorLayer) -> Change:
    return drawing.remove_objects(document, [("v", 40), ("v", 301)], text("Delete"))


def added(document: Document, layer: VectorLayer) -> Change:
    square = VectorObject(1, Rectangle(200, 100, 60, 50), fill="#7d55c7")
    return drawing.add_objects(document, layer, [square], text("Add"))[0]


@pytest.mark.parametrize("change", [moved, coloured, removed, added])
def test_after_a_change_the_view_is_as_if_all_of_it_were_painted_anew(
    document: Document,
    view: CanvasView,
    layer: VectorLayer,
    change: Callable[[Document, VectorLayer], Change],
) -> None:
    assert view.stage is not None
    view.grab()
    before = view.grab().toImage()
    step = change(document, layer)
    document.history.push(step)
    places = damage.touched(view.stage, step, view.camera.viewport)
    assert places is not None
    area = sum(place.width() * place.height() for place in places)
    assert 0 < area < view.width() * view.height() / 4
    after = view.grab().toImage()
    assert after != before
    for undone in (False, True):
        if undone:
            document.history.undo()
        piecewise = view.grab().toImage()
        view._outdate()
        view.finish_painting()
        assert view.grab().toImage() == piecewise
    assert piecewise == before


def test_only_what_is_dragged_is_painted_again(
    view: CanvasView, hand: Hand, layer: VectorLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert view._backing is not None
    asked: list[QRectF] = []
    invalidate = view._backing.invalidate

    def watched(places: damage.Places = None) -> None:
        assert places is not None
        asked.extend(places)
        invalidate(places)

    view.grab()
    monkeypatch.setattr(view._backing, "invalidate", watched)
    hand.drag([(108, 108), (120, 130), (140, 160)])
    assert asked
    assert max(place.width() for place in asked) < 40


def test_hundreds_are_dragged_as_lines_and_land_where_they_were_let_go(
    document: Document, view: CanvasView, hand: Hand, layer: VectorLayer
) -> None:
    view.selection.select_layers(["v"])
    view.selection.select_objects([("v", each.id) for each in layer.objects])
    before = document.snapshot().digest()
    there = hand.at((390, 290)).toPoint()
    ground = view.grab().toImage().pixelColor(there)
    hand.move((108, 108))
    hand.press((108, 108))
    hand.move((180, 170))
    hand.move((186, 178))
    assert document.snapshot().digest() == before
    hand.release((186, 178))
    assert drawn(document)[0].shape == Oval(78, 70, 16, 16)
    assert str(document.history.undo_text) == "Move 301 objects"
    document.history.undo()
    assert document.snapshot().digest() == before
    assert view.grab().toImage().pixelColor(there) == ground
