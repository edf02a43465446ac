"""Score, class and size of a layer, as a person sets them in the properties."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.ui.window.layer_rows import press
from tests.ui.window.person import open_photo
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui.panels.layer_page import AnnotationLayerPage
from vlm_studio.ui.workspace import Workspace


@pytest.fixture
def page(space: Workspace) -> AnnotationLayerPage:
    return space.panels.properties.annotation_layer


def layer(document: Document, name: str) -> AnnotationLayer:
    [found] = layers_named(document, name)
    assert isinstance(found, AnnotationLayer)
    return found


def shown(document: Document, name: str) -> set[int]:
    return {a.id for a in document.shown_annotations(layer(document, name))}


def type_into(field: object, words: str) -> None:
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_typed_sizes_act_at_once_and_are_one_step_each(
    space: Workspace, document: Document, page: AnnotationLayerPage
) -> None:
    press(space, "Detections")
    before = document.snapshot().digest()
    assert shown(document, "Detections") == {1, 5}
    page.size_range.low.selectAll()
    type_into(page.size_range.low, "30")
    assert shown(document, "Detections") == {1}
    assert page.shown.text() == "1 of 4 objects shown"
    assert page.any_size.isVisibleTo(page)
    assert str(document.history.undo_text) == "Sizes shown of Detections"
    page.size_range.high.selectAll()
    type_into(page.size_range.high, "35")
    assert shown(document, "Detections") == set()
    document.history.undo()
    assert page.size_range.high.value() == 0
    document.history.undo()
    assert document.snapshot().digest() == before
    document.history.redo()
    page.any_size.click()
    assert shown(document, "Detections") == {1, 5}
    assert not page.any_size.isVisibleTo(page)


def test_a_drag_of_a_knob_is_one_step_and_the_knobs_do_not_pass_each_other(
    space: Workspace, document: Document, page: AnnotationLayerPage
) -> None:
    press(space, "Detections")
    before = document.snapshot().digest()
    track = page.size_range.track
    left, half, right = (track.knob(part).toPoint() for part in (0.0, 0.5, 1.0))
    steps = len(document.history.changes())
    QTest.mousePress(track, Qt.MouseButton.LeftButton, pos=left)
    for x in range(left.x(), half.x(), 7):
        QTest.mouseMove(track, QPoint(x, left.y()))
    QTest.mouseMove(track, half)
    QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=half)
    assert len(document.history.changes()) == steps + 1
    smallest = layer(document, "Detections").filter.smallest
    assert 0 < smallest < document.width / 2
    QTest.mousePress(track, Qt.MouseButton.LeftButton, pos=right)
    QTest.mouseMove(track, left)
    QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=left)
    held = layer(document, "Detections").filter
    assert held.largest >= held.smallest == smallest
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == before


def test_hidden_hand_made_shapes_are_told_of_and_shown_again_in_one_step(
    space: Workspace, document: Document, page: AnnotationLayerPage
) -> None:
    line = space.panels.layers.hidden
    press(space, "Drawn")
    assert line.isHidden()
    page.classes["kite"].check.click()
    assert line.words.text() == "1 hand-made shape is hidden"
    page.size_range.high.selectAll()
    type_into(page.size_range.high, "20")
    assert line.words.text() == "2 hand-made shapes are hidden"
    before = document.snapshot().digest()
    line.show_them.click()
    assert shown(document, "Drawn") == {1, 2}
    assert line.isHidden()
    assert str(document.history.undo_text) == "Show hand-made shapes"
    document.history.undo()
    assert document.snapshot().digest() == before
    assert not line.isHidden()
    press(space, "Detections")
    assert line.isHidden()


def test_the_score_hides_no_hand_made_shape(
    space: Workspace, document: Document, page: AnnotationLayerPage
) -> None:
    press(space, "Drawn")
    page.score.moved.emit(1.0, None)
    assert shown(document, "Drawn") == {1, 2}
    assert space.panels.layers.hidden.isHidden()


def test_the_size_comes_back_with_the_project_and_counts_in_the_row(
    qtbot: QtBot, space: Workspace, document: Document, tmp_path: Path, page: AnnotationLayerPage
) -> None:
    press(space, "Detections")
    page.size_range.moved.emit(30.0, 200.0, None)
    model = space.panels.layers.model
    row = model.row(model.index_of(layer(document, "Detections").id))
    assert row is not None
    assert str(row.detail).startswith("1 of 4 objects")
    kept = layer(document, "Detections").filter
    saved: list[bool] = []
    space.studio.save(document, tmp_path / "sizes.vlms", saved.append)
    qtbot.waitUntil(lambda: saved == [True])
    space.studio.close(document)
    again = open_photo(qtbot, space, tmp_path / "sizes.vlms")
    assert layer(again, "Detections").filter == kept
