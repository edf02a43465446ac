"""Painting a picture in another style from the task panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window.person import open_photo, put_in_store
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.document.edits import insert_picture
from vlm_studio.document.layers import RasterLayer
from vlm_studio.document.pictures import PlacedBlock
from vlm_studio.tasks.requests import Restyled, RestyleRequest
from vlm_studio.tasks.styles import STYLES
from vlm_studio.ui.panels.facts import Facts
from vlm_studio.ui.panels.restyle_page import RestylePage
from vlm_studio.ui.widgets.controls import Elided
from vlm_studio.ui.workspace import Workspace

Left, No, Key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key
TASK = "image-to-image"


@pytest.fixture
def page(qtbot: QtBot, space: Workspace, photo: Path) -> RestylePage:
    """A photo in front, both models on this computer, and Restyle chosen by a click."""
    for model in ("style26", "style-any"):
        put_in_store(space.studio.store, model)
    open_photo(qtbot, space, photo)
    panel = space.panels.task
    assert panel.restyle is None
    QTest.mouseClick(panel.tasks[TASK], Left)
    assert panel.restyle is not None
    assert panel.restyle.isVisibleTo(panel)
    return panel.restyle


def document_of(space: Workspace) -> Document:
    assert space.desk.document is not None
    return space.desk.document


def run(qtbot: QtBot, space: Workspace, lane: FakeLane) -> RestyleRequest:
    QTest.mouseClick(space.panels.task.run, Left)
    qtbot.waitUntil(lambda: lane.now is not None)
    request = lane.seen[-1]
    assert isinstance(request, RestyleRequest)
    return request


def painted(blocks: BlockFolder, model: str = "style26") -> Restyled:
    pixels = np.full((80, 120, 4), 255, np.uint8)
    origin = Provenance(TASK, model, "1", "ab" * 32, "MIT", {"style": ["weave"], "strength": 0.5})
    return Restyled(PlacedBlock(blocks.store(pixels, mips=True)), origin)


def finish(qtbot: QtBot, space: Workspace, lane: FakeLane, result: Restyled) -> RasterLayer:
    document, before = document_of(space), len(document_of(space).layers)
    assert lane.now is not None
    lane.now.succeed(result)
    qtbot.waitUntil(lambda: len(document.layers) == before + 1)
    [layer] = [
        layer
        for layer in document.walk()
        if isinstance(layer, RasterLayer) and layer.block == result.placed.block
    ]
    return layer


def test_a_style_is_chosen_by_its_preview_and_becomes_a_layer(
    qtbot: QtBot, space: Workspace, page: RestylePage, heavy: FakeLane, blocks: BlockFolder
) -> None:
    document = document_of(space)
    [source] = document.children()
    panel = space.panels.task
    assert not panel.score.isVisibleTo(panel)
    assert not page.source.isVisibleTo(page)
    weave = page.grid.tiles["weave"]
    qtbot.waitUntil(lambda: weave.width() > 0)
    panel._area.ensureWidgetVisible(weave)
    QTest.mouseClick(weave, Left)
    slider = page.strength.slider
    QTest.mouseClick(slider, Left, No, QPoint(slider.width() // 2, slider.height() // 2))
    request = run(qtbot, space, heavy)
    assert request.style.names == ("weave",)
    assert request.style.strength == pytest.approx(0.5, abs=0.02)
    assert request.picture.sources == (source,)

    layer = finish(qtbot, space, heavy, painted(blocks))
    assert document.children() == (source, layer.id)
    row = space.panels.jobs.row_of(space.studio.jobs.jobs[-1])
    assert row.status.text().startswith("New layer in ")
    space.panels.jobs.show_wanted.emit(row.job)
    assert space.desk.layer == layer
    lines = space.panels.properties.findChildren(Facts)
    shown = [line.text() for facts in lines for line in facts.findChildren(Elided)]
    for word in ("Restyle", "26 styles", "MIT", "Strength", "0.5", "Style", "Weave"):
        assert word in shown
    space.commands.edit.undo()
    assert document.children() == (source,)
    space.commands.edit.redo()
    assert document.children() == (source, layer.id)


def test_the_arrow_keys_go_through_the_styles(
    qtbot: QtBot, space: Workspace, page: RestylePage
) -> None:
    names = list(STYLES)
    first = page.grid.tiles[page.grid.name]
    first.setFocus()
    at = names.index(page.grid.name)
    QTest.keyClick(first, Key.Key_Right)
    assert page.grid.name == names[at + 1]
    QTest.keyClick(page.grid.tiles[names[at + 1]], Key.Key_Down)
    assert page.grid.name == names[at + 4]
    tile = page.grid.tiles[names[at + 4]]
    assert tile.hasFocus()
    area = space.panels.task._area
    assert (
        area.viewport()
        .rect()
        .intersects(tile.rect().translated(tile.mapTo(area.viewport(), QPoint())))
    )
    assert [tile.accessibleName() for tile in page.grid.tiles.values()] == [
        str(words) for words in STYLES.values()
    ]


def test_the_style_of_a_layer_needs_another_layer_to_paint(
    qtbot: QtBot, space: Workspace, page: RestylePage, heavy: FakeLane, blocks: BlockFolder
) -> None:
    document, panel = document_of(space), space.panels.task
    [source] = document.children()
    panel.model.setCurrentIndex(panel.model.findData("style-any"))
    panel.model.activated.emit(panel.model.currentIndex())
    assert page.source.isVisibleTo(page)
    assert not page.grid.isVisibleTo(page)
    said: list[str] = []
    space.studio.noticed.connect(lambda notice: said.append(str(notice.text)))
    QTest.mouseClick(panel.run, Left)
    assert heavy.seen == []
    assert said == ["Select the layer to paint: another one than photo, whose style it gets."]

    block = painted(blocks).placed.block
    document.history.push(insert_picture(document, block, "Wave"))
    wave = document.children()[-1]
    assert [page.source.itemText(i) for i in range(page.source.count())] == ["Wave", "photo"]
    page.source.setCurrentIndex(0)
    space.desk.select_layers([source])
    request = run(qtbot, space, heavy)
    assert request.style.example == document.picture(wave)
    assert request.style.title == "Wave"
    assert request.picture == document.picture(source)
    layer = finish(qtbot, space, heavy, painted(blocks, "style-any"))
    assert layer.name == "In the style of Wave"
    assert document.children() == (source, layer.id, wave)


def test_cancel_adds_nothing_and_it_can_be_tried_again(
    qtbot: QtBot, space: Workspace, page: RestylePage, heavy: FakeLane, blocks: BlockFolder
) -> None:
    document = document_of(space)
    run(qtbot, space, heavy)
    space.commands.runs.cancel()
    [job] = space.studio.jobs.jobs
    qtbot.waitUntil(lambda: job.ended)
    assert len(document.layers) == 1
    QTest.mouseClick(space.panels.jobs.row_of(job).retry, Left)
    qtbot.waitUntil(lambda: heavy.now is not None)
    finish(qtbot, space, heavy, painted(blocks))


def test_run_is_there_only_with_a_document_and_gets_the_model_first(
    qtbot: QtBot, space: Workspace, photo: Path, fetch: FakeLane
) -> None:
    panel = space.panels.task
    panel.choose_task(TASK)
    assert panel.run.isEnabled()
    assert panel.run.text() == "Get 26 styles, 2.9 MB"
    put_in_store(space.studio.store, "style26")
    space.studio.models_changed.emit("style26")
    assert not panel.run.isEnabled()
    open_photo(qtbot, space, photo)
    assert panel.run.isEnabled()
    assert panel.run.text().startswith("Run")


def test_a_folder_is_not_painted(qtbot: QtBot, space: Workspace, page: RestylePage) -> None:
    said: list[str] = []
    space.studio.noticed.connect(lambda notice: said.append(str(notice.text)))
    space.commands.images.run_all()
    assert said == ["Restyle works on one picture at a time."]
    assert not space.studio.jobs.jobs


def test_a_painted_picture_of_a_closed_document_can_still_be_opened(
    qtbot: QtBot, space: Workspace, page: RestylePage, heavy: FakeLane, blocks: BlockFolder
) -> None:
    document = document_of(space)
    run(qtbot, space, heavy)
    [job] = space.studio.jobs.jobs
    row = space.panels.jobs.row_of(job)
    space.commands.files.close(document)
    assert heavy.now is not None
    result = painted(blocks)
    heavy.now.succeed(result)
    qtbot.waitUntil(lambda: row.offer.text() == "Open result")
    row.offer.click()
    [opened] = space.studio.documents
    below, above = opened.walk()
    assert isinstance(above, RasterLayer)
    assert (above.block, above.name) == (result.placed.block, "Crimson sky")
    assert (below.name, opened.width, opened.height) == ("Picture", 120, 80)


def test_previews_are_whole_also_when_they_were_asked_for_while_squeezed(
    space: Workspace, page: RestylePage
) -> None:
    for tile in page.grid.tiles.values():
        tile.icon().pixmap(tile.iconSize().width(), 4)
        assert tile.icon().pixmap(tile.iconSize()).size() == tile.iconSize()
