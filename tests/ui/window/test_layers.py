"""The layer panel: each verb is one step that can be undone, and the list follows the document."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.ui.window.layer_rows import Left, Mod, names, press, row_of
from tests.ui.window.person import open_photo, select_annotations
from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.ui.panels.layer_list import LayerList
from vlm_studio.ui.workspace import Workspace


def test_rows_stand_from_the_top_down_with_groups_before_their_members(
    space: Workspace, document: Document
) -> None:
    assert names(space) == ["Poses", "Drawn", "Detections", "Group", "Patch", "Photo"]


def test_a_row_tells_how_many_are_shown_of_how_many_and_who_found_them(
    space: Workspace, document: Document
) -> None:
    model = space.panels.layers.model
    row = model.row(model.index(row_of(space, "Detections")))
    assert row is not None
    # By score 0.5 and with chairs hidden: one cat, and the cup that a hand changed.
    assert str(row.detail) == "2 of 4 objects - YOLOv3-tiny"
    assert dict(row.content.labels) == {"cat": 1, "cup": 1}


def test_the_eye_hides_and_shows_and_each_can_be_undone(
    space: Workspace, document: Document
) -> None:
    before = document.snapshot().digest()
    press(space, "Photo", "eye")
    [photo] = layers_named(document, "Photo")
    assert not photo.visible
    assert str(document.history.undo_text) == "Hide Photo"
    document.history.undo()
    assert document.snapshot().digest() == before


def visible(document: Document) -> set[str]:
    return {layer.name for layer in document.walk() if layer.visible}


def test_alt_and_the_eye_shows_one_layer_alone_and_then_what_was_shown(
    space: Workspace, document: Document
) -> None:
    press(space, "Poses", "eye")
    was, before = visible(document), document.snapshot().digest()
    steps = len(document.history.changes())
    press(space, "Drawn", "eye", Mod.AltModifier)
    assert visible(document) == {"Drawn", "Patch"}  # the patch's group is hidden
    assert len(document.history.changes()) == steps + 1
    press(space, "Drawn", "eye", Mod.AltModifier)
    assert visible(document) == was
    assert len(document.history.changes()) == steps + 2
    document.history.undo()
    assert visible(document) == {"Drawn", "Patch"}
    document.history.undo()
    assert document.snapshot().digest() == before


def test_alone_in_a_group_means_that_nothing_else_is_seen_and_one_after_the_other_ends_where_it_began(
    space: Workspace, document: Document
) -> None:
    press(space, "Detections", "eye")
    was = visible(document)
    press(space, "Patch", "eye", Mod.AltModifier)
    assert [leaf.name for leaf, _ in document.shown()] == ["Patch"]
    press(space, "Poses", "eye", Mod.AltModifier)
    assert [leaf.name for leaf, _ in document.shown()] == ["Poses"]
    press(space, "Poses", "eye", Mod.AltModifier)
    assert visible(document) == was


def test_alone_by_hand_the_eye_shows_everything(space: Workspace, document: Document) -> None:
    for name in ("Poses", "Drawn", "Detections", "Group"):
        press(space, name, "eye")
    press(space, "Photo", "eye", Mod.AltModifier)
    assert len(visible(document)) == len(document.layers)


def test_the_lock_locks(space: Workspace, document: Document) -> None:
    press(space, "Drawn", "lock")
    assert layers_named(document, "Drawn")[0].locked
    press(space, "Drawn", "lock")
    assert not layers_named(document, "Drawn")[0].locked


def test_f2_types_a_new_name(
    qtbot: QtBot, space: Workspace, document: Document, listed: LayerList
) -> None:
    press(space, "Drawn", "name")
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_F2)
    field = listed.viewport().findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "Kites")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Kites" in names(space))
    assert str(document.history.undo_text) == "Rename Drawn"


def test_keys_move_a_layer_up_and_down(space: Workspace, document: Document) -> None:
    press(space, "Drawn", "name")
    space.actions.by_id["layer.forward"].trigger()
    assert names(space)[:2] == ["Drawn", "Poses"]
    space.actions.by_id["layer.bottom"].trigger()
    assert names(space)[-1] == "Drawn"
    space.actions.by_id["layer.front"].trigger()
    assert names(space)[0] == "Drawn"


def test_delete_and_duplicate_take_the_annotations_along(
    space: Workspace, document: Document
) -> None:
    before = document.snapshot().digest()
    press(space, "Drawn", "name")
    space.panels.layers.duplicate.click()
    [copy] = layers_named(document, "Drawn copy")
    assert len(document.annotations(copy.id)) == 2
    assert space.desk.layer == copy
    space.panels.layers.delete.click()
    assert layers_named(document, "Drawn copy") == []
    assert space.desk.layer is not None
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == before


def test_delete_means_the_layer_in_the_list_and_the_shape_on_the_canvas(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    [drawn] = layers_named(document, "Drawn")
    select_annotations(space, [(drawn.id, 1)])
    assert space.desk.view is not None
    space.desk.view.setFocus()
    QTest.keyClick(space.desk.view, Qt.Key.Key_Delete)
    assert list(document.annotations(drawn.id)) == [2]
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert layers_named(document, "Drawn") == []


def test_a_drag_of_the_opacity_is_one_step(space: Workspace, document: Document) -> None:
    press(space, "Photo", "name")
    [photo] = layers_named(document, "Photo")
    slider = space.panels.layers.opacity.slider
    steps = len(document.history.changes())
    y = slider.height() // 2
    QTest.mousePress(slider, Left, Mod.NoModifier, QPoint(slider.width() - 10, y))
    for x in range(slider.width() - 10, slider.width() // 2, -7):
        QTest.mouseMove(slider, QPoint(x, y))
    QTest.mouseRelease(slider, Left, Mod.NoModifier, QPoint(slider.width() // 2, y))
    assert 0.4 < document.layer(photo.id).opacity < 0.6
    assert len(document.history.changes()) == steps + 1
    document.history.undo()
    assert document.layer(photo.id) == photo


def test_blend_is_for_pictures_only(space: Workspace, document: Document) -> None:
    press(space, "Drawn", "name")
    assert not space.panels.layers.blend.isEnabled()
    press(space, "Photo", "name")
    blend = space.panels.layers.blend
    assert blend.isEnabled()
    blend.setCurrentIndex(blend.findData("svg:multiply"))
    blend.activated.emit(blend.currentIndex())
    [photo] = layers_named(document, "Photo")
    assert isinstance(photo, RasterLayer)
    assert photo.blend == "svg:multiply"


def test_what_is_selected_in_the_list_is_active_on_the_canvas_and_the_other_way_round(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    press(space, "Drawn", "name")
    [drawn], [found] = layers_named(document, "Drawn"), layers_named(document, "Detections")
    assert space.desk.selection is not None
    assert space.desk.selection.layer == drawn.id
    select_annotations(space, [(found.id, 1)])
    assert [index.data() for index in listed.selectedIndexes()] == ["Detections"]


def test_a_new_layer_needs_no_other(qtbot: QtBot, space: Workspace, photo: Path) -> None:
    document = open_photo(qtbot, space, photo)
    space.panels.layers.new.click()
    assert names(space) == ["Annotations", "photo"]
    assert space.desk.layer == layers_named(document, "Annotations")[0]
