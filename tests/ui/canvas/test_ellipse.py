"""New ellipses."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from tests.ui.canvas.hand import Hand, Key, Mods, Namer, only, with_annotations
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse
from vlm_studio.ui.canvas.view import CanvasView


@pytest.fixture(autouse=True)
def ellipse(view: CanvasView) -> None:
    view.set_tool("ellipse")


@pytest.mark.parametrize(
    ("mods", "wanted"),
    [
        (Mods.NoModifier, Ellipse(100, 100, 60, 30)),
        (Mods.ShiftModifier, Ellipse(100, 100, 60, 60)),
        (Mods.AltModifier, Ellipse(40, 70, 120, 60)),
        (Mods.ShiftModifier | Mods.AltModifier, Ellipse(40, 40, 120, 120)),
    ],
)
def test_a_drag_makes_one_in_one_step(
    hand: Hand, document: Document, namer: Namer, mods: Mods, wanted: Ellipse
) -> None:
    before = document.snapshot().digest()
    hand.drag([(100, 100), (130, 120), (160, 130)], mods=mods)
    assert only(document).shape == wanted
    document.history.undo()
    assert document.snapshot().digest() == before
    document.history.redo()
    assert only(document).shape == wanted


def test_space_moves_it_while_it_is_drawn(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    hand.press((100, 100))
    hand.move((160, 130))
    QTest.keyPress(view, Key.Key_Space)
    hand.move((180, 150))
    QTest.keyRelease(view, Key.Key_Space)
    hand.move((190, 150))
    hand.release((190, 150))
    assert only(document).shape == Ellipse(120, 120, 70, 30)


def test_a_click_selects_and_escape_drops_the_draft(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    with_annotations(document, [Annotation(1, "cat", Box(200, 200, 50, 40))])
    before = document.snapshot().digest()
    hand.click((225, 220))
    assert view.selection.annotations == {("layer", 1)}
    hand.press((100, 100))
    hand.move((160, 130))
    hand.key(Key.Key_Escape)
    hand.release((160, 130))
    assert document.snapshot().digest() == before
    assert view.selection.annotations == {("layer", 1)}
