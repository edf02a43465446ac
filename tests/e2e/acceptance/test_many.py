"""Two thousand shapes on a picture of 24 megapixels."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Button, Hand, Key, Place, with_annotations
from tests.ui.window.person import open_photo
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.paint.style import category
from vlm_studio.ui.workspace import Workspace

COLUMNS, ROWS, STEP = 50, 40, 100


def box_of(id: int) -> Box:
    """A box of 60 x 40 pixels in a cell of its own; ids from 1, row after row."""
    row, column = divmod(id - 1, COLUMNS)
    return Box(column * STEP + 520.0, row * STEP + 20.0, 60, 40)


@pytest.fixture
def crowd(qtbot: QtBot, space: Workspace, tmp_path: Path) -> Document:
    from PIL import Image

    file = tmp_path / "large.jpg"
    Image.new("RGB", (6000, 4000), (90, 90, 90)).save(file)
    document = open_photo(qtbot, space, file)
    qtbot.waitUntil(lambda: not space.studio.jobs.at_work)
    with_annotations(document, [Annotation(i, "cat", box_of(i)) for i in range(1, 2001)])
    return document


@pytest.fixture
def hand(qtbot: QtBot, space: Workspace, crowd: Document) -> Hand:
    assert space.desk.view is not None
    space.window.resize(1280, 800)
    space.desk.view.setFocus()
    return Hand(space.desk.view)


def selected(view: CanvasView) -> set[int]:
    return {id for _, id in view.selection.annotations}


def edge_is_painted(view: CanvasView, id: int) -> bool:
    """Whether the box has its colour in the middle of its left edge, as it is seen at rest."""
    view._rest.stop()
    box = box_of(id)
    place = view.camera.viewport.to_view(Point(box.x, box.centre.y)).toPoint()
    shown = view.grab().toImage()
    near = [shown.pixelColor(place.x() + dx, place.y()) for dx in (-1, 0, 1)]
    return category("cat").colour in near


def middle(id: int) -> Place:
    centre = box_of(id).centre
    return centre.x, centre.y


def test_what_is_clicked_is_what_is_seen_wherever_the_view_is_moved(hand: Hand) -> None:
    view = hand.view
    view.set_zoom(1)
    for id in (1, 1025, 2000, 777):
        view.camera.reveal(box_of(id))
        hand.wheel(hand.at(middle(id)), 2)
        assert edge_is_painted(view, id)
        hand.click(middle(id))
        assert selected(view) == {id}
        before = view.camera.viewport
        QTest.keyPress(view, Key.Key_Space)
        start = QPointF(view.rect().center())
        for event, off in ((QTest.mousePress, 0), (QTest.mouseRelease, 60)):
            if off:
                QTest.mouseMove(view, (start + QPointF(off, off)).toPoint())
            event(view, Button.LeftButton, pos=(start + QPointF(off, off)).toPoint())
        QTest.keyRelease(view, Key.Key_Space)
        after = view.camera.viewport
        assert (after.dx - before.dx, after.dy - before.dy) == (60, 60)
        view._rest.stop()
        assert selected(view) == {id}
        hand.wheel(start, -2)


def test_a_band_catches_a_block_and_all_can_be_moved_in_one_step(
    hand: Hand, crowd: Document
) -> None:
    view, before = hand.view, crowd.snapshot().digest()
    view.camera.fit(Box(900, 900, 1200, 900))
    hand.drag([(1005, 1005), (1500, 1200), (1995, 1695)])
    caught = {id for id in range(1, 2001) if Box(1005, 1005, 990, 690).intersection(box_of(id))}
    assert selected(view) == caught
    assert len(caught) == 70
    view.fit_selection()
    first = min(caught)
    x, y = middle(first)
    hand.drag([(x, y), (x + 20, y + 30), (x + 40, y + 60)])
    assert len(crowd.history.changes()) == 2
    for id in (first, max(caught)):
        moved = crowd.annotations("layer")[id].bounds()
        assert abs(moved.x - box_of(id).x - 40) <= 1 / view.zoom
        assert abs(moved.y - box_of(id).y - 60) <= 1 / view.zoom
    crowd.history.undo()
    assert crowd.snapshot().digest() == before


def test_the_selection_is_gone_through_with_keys(qtbot: QtBot, hand: Hand) -> None:
    view = hand.view
    for _ in range(3):
        QTest.keyClick(view, Key.Key_Period)
    assert selected(view) == {3}
    QTest.keyClick(view, Key.Key_Comma)
    assert selected(view) == {2}
    qtbot.waitUntil(lambda: view.accessibleName().endswith("2000 objects, 1 selected"))
