"""Looking closer with the zoom tool, and with what takes it up for a moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest

from tests.ui.canvas.hand import Button, Hand, Key, Mods, Namer
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.ui.canvas.view import CanvasView


def test_a_click_zooms_in_where_it_is_and_alt_or_the_right_button_out(
    view: CanvasView, hand: Hand
) -> None:
    view.set_tool("zoom")
    place = hand.at((100, 100))
    hand.click((100, 100))
    assert view.zoom == 1.5
    there = view.camera.viewport.to_view(Point(100, 100))
    assert (there - place).manhattanLength() <= 2
    hand.click((100, 100), mods=Mods.AltModifier)
    assert view.zoom == 1
    hand.click((100, 100), Button.RightButton)
    assert view.zoom < 1


def test_a_drag_shows_what_it_went_around(view: CanvasView, hand: Hand) -> None:
    view.set_tool("zoom")
    hand.drag([(100, 100), (150, 130), (200, 160)])
    seen = view.camera.viewport.visible
    assert view.zoom > 3
    assert seen.contains(Point(100, 100))
    assert seen.contains(Point(200, 160))


def test_escape_drops_the_band(view: CanvasView, hand: Hand) -> None:
    view.set_tool("zoom")
    hand.press((100, 100))
    hand.move((200, 160))
    hand.key(Key.Key_Escape)
    hand.release((200, 160))
    assert view.zoom == 1
    assert view.tool == "zoom"


def test_control_and_space_zoom_with_a_half_drawn_polygon(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("polygon")
    for place in ((100, 100), (150, 100)):
        hand.click(place)
    QTest.keyPress(view, Key.Key_Space, Mods.ControlModifier)
    hand.drag([(80, 80), (120, 120), (180, 130)], mods=Mods.ControlModifier)
    QTest.keyRelease(view, Key.Key_Space)
    assert view.zoom > 3
    assert view.tool == "polygon"
    hand.click((150, 120))
    hand.key(Key.Key_Return)
    assert len(namer.asked) == 1


@pytest.fixture
def z(view: CanvasView) -> Iterator[None]:
    """The key as the window binds it."""
    shortcut = QShortcut(QKeySequence("Z"), view, lambda: view.set_tool("zoom"))
    view.activateWindow()
    yield
    shortcut.setEnabled(False)


@pytest.mark.usefixtures("z")
def test_z_takes_it_up_and_held_down_only_for_as_long(view: CanvasView, hand: Hand) -> None:
    view.set_tool("box")
    QTest.keyPress(view, Key.Key_Z)
    assert view.tool == "zoom"
    hand.click((100, 100))
    QTest.keyRelease(view, Key.Key_Z)
    assert view.tool == "box"
    assert view.zoom == 1.5
    QTest.keyClick(view, Key.Key_Z)
    assert view.tool == "zoom"
    hand.click((100, 100))
    assert view.tool == "zoom"
