"""Before and after."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from tests.ui.canvas.hand import Button, Hand, Key, Mods, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import RasterLayer
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text


@pytest.fixture
def retouched(document: Document, blocks: BlockFolder) -> Document:
    """The picture below a green layer and a box."""
    green = np.full((300, 400, 4), (0, 200, 0, 255), np.uint8)
    layer = RasterLayer(name="Green", block=blocks.store(green, mips=True), id="green")
    document.history.push(edits.insert_layers(document, [layer], text("Add")))
    with_annotations(document, [Annotation(1, "person", Box(150, 100, 80, 60))])
    return document


def half(image: QImage, *, right: bool) -> QImage:
    """One half of the view, without the line and its names."""
    return image.copy(470 if right else 0, 40, 330, 560)


def before_and_after(view: CanvasView, document: Document) -> tuple[QImage, QImage]:
    """The view without what was done, and with it."""
    view.finish_painting()
    after = view.grab().toImage()
    for _ in range(2):
        document.history.undo()
    original = view.grab().toImage()
    for _ in range(2):
        document.history.redo()
    return original, after


def test_the_original_is_shown_for_as_long_as_the_key_is_held(
    view: CanvasView, hand: Hand, document: Document, retouched: Document
) -> None:
    original, after = before_and_after(view, document)
    digest = document.snapshot().digest()
    QTest.keyPress(view, Key.Key_Backslash)
    view.show_original()
    view.show_original()  # as a held key repeats itself
    assert view.grab().toImage() == original
    QTest.keyRelease(view, Key.Key_Backslash)
    assert view.grab().toImage() == after
    view.show_original()
    hand.press((390, 290), Button.MiddleButton)
    assert view.grab().toImage() == after
    hand.release((390, 290), Button.MiddleButton)
    assert document.snapshot().digest() == digest


def test_a_line_divides_before_from_after_and_can_be_dragged(
    view: CanvasView, hand: Hand, document: Document, retouched: Document
) -> None:
    original, after = before_and_after(view, document)
    heard: list[bool] = []
    view.comparing_changed.connect(lambda: heard.append(view.comparing))
    view.compare(True)
    both = view.grab().toImage()
    assert half(both, right=False) == half(original, right=False)
    assert half(both, right=True) == half(after, right=True)
    line = QPoint(400, 150)
    QTest.mouseMove(view, line)
    assert view.cursor().shape() == Qt.CursorShape.SplitHCursor
    QTest.mousePress(view, Button.LeftButton, Mods.NoModifier, line)
    QTest.mouseMove(view, QPoint(5000, 150))
    QTest.mouseRelease(view, Button.LeftButton, Mods.NoModifier, QPoint(5000, 150))
    assert view.grab().toImage().copy(0, 40, 640, 500) == original.copy(0, 40, 640, 500)
    assert view.comparing
    # Elsewhere the tool works as ever.
    view.set_tool("select")
    hand.click((150, 130))
    assert view.selection.annotations
    hand.key(Key.Key_Escape)
    assert view.grab().toImage().copy(0, 40, 200, 500) == after.copy(0, 40, 200, 500)
    assert view.selection.annotations
    assert heard == [True, False]


def test_esc_drops_a_draft_before_it_ends_the_comparison(
    view: CanvasView, hand: Hand, retouched: Document
) -> None:
    view.compare(True)
    view.set_tool("polygon")
    for place in ((20, 100), (60, 100), (50, 150)):
        hand.click(place)
    hand.key(Key.Key_Escape)
    assert view.comparing
    assert not view._current.drafting
    hand.key(Key.Key_Escape)
    assert not view.comparing
    assert view.tool == "polygon"


def test_the_original_follows_the_view_and_the_document(
    view: CanvasView, document: Document, retouched: Document
) -> None:
    view.compare(True)
    view.grab()
    move = edits.set_layers(document, ["photo"], text("Move"), x=60)
    document.history.push(move)
    view.set_zoom(2)
    view.finish_painting()
    image = view.grab().toImage()
    place = view.camera.viewport.rect(Box(100, 30, 20, 20)).center().toPoint()
    assert image.pixelColor(place) == QColor(255, 0, 0)
    view.set_document(None)
    assert not view.comparing
