"""What the right button offers on the canvas."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Button, Hand, with_annotations
from tests.ui.window.person import open_photo
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point, Polygon
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.workspace import Workspace

ROOF = Polygon((Point(20, 20), Point(100, 20), Point(60, 70)))


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, photo: Path) -> Document:
    document = open_photo(qtbot, space, photo)
    with_annotations(document, [Annotation(1, "roof", ROOF)])
    return document


@pytest.fixture
def view(space: Workspace, document: Document) -> CanvasView:
    assert space.desk.view is not None
    space.desk.view.set_zoom(4)
    space.desk.view.selection.select([("layer", 1)])
    return space.desk.view


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def opened(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def offers(menu: QMenu) -> list[str]:
    return [entry.text() for entry in menu.actions() if entry.isEnabled() and entry.text()]


def choose(menu: QMenu, words: str) -> None:
    [entry] = [entry for entry in menu.actions() if entry.text() == words]
    entry.trigger()
    menu.close()


def test_a_corner_is_added_on_an_edge_and_removed_where_one_is(
    qtbot: QtBot, hand: Hand, document: Document
) -> None:
    before = document.snapshot().digest()
    hand.click((60, 20), Button.RightButton)
    menu = opened(qtbot)
    assert "Add a corner here" in offers(menu)
    assert "Remove this corner" not in offers(menu)
    choose(menu, "Add a corner here")
    shape = document.annotations("layer")[1].shape
    assert isinstance(shape, Polygon)
    assert shape.points == (ROOF.points[0], Point(60, 20), *ROOF.points[1:])
    hand.click((60, 20), Button.RightButton)
    menu = opened(qtbot)
    assert "Add a corner here" not in offers(menu)
    choose(menu, "Remove this corner")
    assert document.annotations("layer")[1].shape == ROOF
    hand.click((60, 40), Button.RightButton)
    menu = opened(qtbot)
    assert not {"Add a corner here", "Remove this corner"} & set(offers(menu))
    menu.close()
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == before


def test_the_layers_that_lie_one_above_the_other_can_be_chosen(
    qtbot: QtBot, space: Workspace, view: CanvasView, hand: Hand
) -> None:
    hand.click((60, 40), Button.RightButton)
    menu = opened(qtbot)
    [layers] = [entry.menu() for entry in menu.actions() if entry.text() == "Layers here"]
    assert isinstance(layers, QMenu)
    assert offers(layers) == ["Detections", "photo"]
    choose(layers, "photo")
    menu.close()
    assert space.desk.layer is not None
    assert space.desk.layer.name == "photo"


def test_the_menu_key_opens_it_for_what_is_selected(qtbot: QtBot, view: CanvasView) -> None:
    place = view.rect().center()
    keyboard = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(keyboard, place, view.mapToGlobal(place))
    QApplication.sendEvent(view, event)
    menu = opened(qtbot)
    assert "Duplicate" in offers(menu)
    assert "Layers here" not in offers(menu)
    menu.close()
