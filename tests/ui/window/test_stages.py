"""A picture is shown before the panels around it are there; then they are there and know of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.window.person import Person
from vlm_studio.studio import Studio
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.workspace import Workspace


@pytest.fixture
def bare(qtbot: QtBot, studio: Studio, person: Person) -> Iterator[Workspace]:
    """A window with nothing but its middle."""
    window = MainWindow()
    qtbot.addWidget(window)
    space = Workspace(window, studio, person, staged=True)
    with qtbot.waitExposed(window):
        window.show()
    yield space
    window.leave()


def test_the_panels_come_to_a_picture_that_is_there(
    qtbot: QtBot, bare: Workspace, studio: Studio, photo: Path
) -> None:
    studio.open([photo])
    qtbot.waitUntil(lambda: bare.desk.document is not None)
    [view] = bare.centre.views
    qtbot.waitUntil(view.isVisible)
    image = view.grab().toImage()
    assert image.pixelColor(image.rect().center()).getRgb()[:3] == (90, 140, 60)
    assert not bare.whole
    while bare.build():
        pass
    assert bare.whole
    assert bare.panels.layers.model.rowCount() == 1
    assert bare.window.windowTitle().startswith("photo")
    assert bare.actions.by_id["view.fit"].isEnabled()
    assert bare.status.zoom.text() == f"{round(view.zoom * 100)}%"


def test_a_picture_may_come_between_two_panels(
    qtbot: QtBot, bare: Workspace, studio: Studio, photo: Path
) -> None:
    for _ in range(3):
        assert bare.build()
    studio.open([photo])
    qtbot.waitUntil(lambda: bare.desk.document is not None)
    while bare.build():
        pass
    assert bare.panels.layers.model.rowCount() == 1
    assert bare.panels.properties.isVisible()
    assert not bare.build()


def test_a_model_that_comes_between_two_cards_has_one_card_at_its_place(
    qtbot: QtBot, bare: Workspace, studio: Studio
) -> None:
    ids = [card.id for card in studio.store.cards()]
    while not hasattr(bare, "panels") or "models" not in vars(bare.panels):
        assert bare.build()
    models = bare.panels.models
    assert bare.build()
    assert set(models.cards) == set(ids[:2])
    models.refresh(ids[-1])
    while bare.build():
        pass
    assert sorted(models.cards) == sorted(ids)

    def places() -> list[int]:
        return [models.cards[id].y() for id in ids]

    qtbot.waitUntil(lambda: len(set(places())) == len(ids))
    assert places() == sorted(places())


def test_a_window_that_is_not_whole_yet_can_be_closed(qtbot: QtBot, bare: Workspace) -> None:
    assert bare.build()
    assert not bare.whole
    with qtbot.waitSignal(bare.window.left):
        bare.window.close()
