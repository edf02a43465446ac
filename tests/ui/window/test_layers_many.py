"""Several layers at once in the layer panel: selecting, grouping, ordering, merging, finding."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.steps import undone_and_redone
from tests.ui.window.layer_rows import Mod, RowDrag, chosen, names, press, row_of
from vlm_studio.document import edits
from vlm_studio.document.compose import flatten
from vlm_studio.document.document import Document
from vlm_studio.document.layers import GroupLayer, RasterLayer
from vlm_studio.ui.panels.layer_list import LayerList
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

ALL = ["Poses", "Drawn", "Detections", "Group", "Patch", "Photo"]
Control, Shift = Mod.ControlModifier, Mod.ShiftModifier


def key(space: Workspace, key: Qt.Key, modifiers: Mod = Mod.NoModifier) -> None:
    QTest.keyClick(space.panels.layers.list, key, modifiers)


def one_step(document: Document, sentence: str, before: str) -> None:
    """The last step is called ``sentence``; undo brings the state ``before`` back, and redo takes it away again."""
    assert str(document.history.undo_text) == sentence
    undone_and_redone(document, before)


def test_shift_selects_a_range_and_ctrl_one_more_or_less(
    space: Workspace, document: Document
) -> None:
    press(space, "Drawn")
    press(space, "Group", modifiers=Shift)
    assert chosen(space) == {"Drawn", "Detections", "Group"}
    press(space, "Detections", modifiers=Control)
    press(space, "Photo", modifiers=Control)
    assert chosen(space) == {"Drawn", "Group", "Photo"}
    assert space.desk.layer == layers_named(document, "Photo")[0]
    press(space, "Poses")
    assert chosen(space) == {"Poses"}


def test_properties_go_to_all_that_are_selected(space: Workspace, document: Document) -> None:
    press(space, "Drawn")
    press(space, "Photo", modifiers=Control)
    for part, sentence in (("eye", "Hide 2 layers"), ("lock", "Lock 2 layers")):
        before = document.snapshot().digest()
        press(space, "Drawn", part)
        one_step(document, sentence, before)
    assert chosen(space) == {"Drawn", "Photo"}
    both = [layers_named(document, name)[0] for name in ("Drawn", "Photo")]
    assert [(layer.visible, layer.locked) for layer in both] == [(False, True)] * 2
    space.actions.by_id["layer.hide"].trigger()
    space.actions.by_id["layer.lock"].trigger()
    both = [layers_named(document, name)[0] for name in ("Drawn", "Photo")]
    assert [(layer.visible, layer.locked) for layer in both] == [(True, False)] * 2
    before = document.snapshot().digest()
    space.panels.layers.opacity.moved.emit(30, None)
    one_step(document, "Opacity of 2 layers", before)
    assert {layers_named(document, name)[0].opacity for name in ("Drawn", "Photo")} == {0.3}


def test_the_eye_of_a_row_that_is_not_selected_is_about_that_row_only(
    space: Workspace, document: Document
) -> None:
    press(space, "Drawn")
    press(space, "Photo", modifiers=Control)
    press(space, "Detections", "eye")
    hidden = [layer.name for layer in document.walk() if not layer.visible]
    assert hidden == ["Detections"]


def test_the_blend_mode_goes_to_what_has_one(space: Workspace, document: Document) -> None:
    press(space, "Photo")
    press(space, "Group", modifiers=Control)
    press(space, "Drawn", modifiers=Control)
    before = document.snapshot().digest()
    blend = space.panels.layers.blend
    assert blend.isEnabled()
    blend.setCurrentIndex(blend.findData("svg:screen"))
    blend.activated.emit(blend.currentIndex())
    one_step(document, "Blend mode of 2 layers", before)
    for name in ("Photo", "Group"):
        [layer] = layers_named(document, name)
        assert isinstance(layer, RasterLayer | GroupLayer)
        assert layer.blend == "svg:screen"


def test_ctrl_g_groups_and_ctrl_shift_g_ungroups(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    before = document.snapshot().digest()
    press(space, "Drawn")
    press(space, "Photo", modifiers=Control)
    listed.setFocus()
    key(space, Qt.Key.Key_G, Control)
    one_step(document, "Group 2 layers", before)
    [_, group] = sorted(layers_named(document, "Group"), key=lambda layer: layer.opacity)
    assert [document.layer(id).name for id in document.children(group.id)] == ["Photo", "Drawn"]
    assert names(space) == ["Poses", "Group", "Drawn", "Photo", "Detections", "Group", "Patch"]
    space.desk.select_layers([group.id])
    before = document.snapshot().digest()
    key(space, Qt.Key.Key_G, Control | Shift)
    one_step(document, "Ungroup Group", before)
    assert names(space) == ["Poses", "Drawn", "Photo", "Detections", "Group", "Patch"]
    space.desk.select_layers([layers_named(document, "Photo")[0].id])
    assert not space.actions.by_id["layer.ungroup"].isEnabled()


def test_the_button_groups_too(space: Workspace, document: Document) -> None:
    press(space, "Drawn")
    space.panels.layers.group.click()
    assert str(document.history.undo_text) == "Group Drawn"
    assert chosen(space) == {"Group"}


def test_a_group_is_copied_with_everything_in_it(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    before = document.snapshot().digest()
    press(space, "Group")
    listed.setFocus()
    key(space, Qt.Key.Key_D, Control)
    one_step(document, "Duplicate Group", before)
    assert names(space)[3:] == ["Group copy", "Patch", "Group", "Patch", "Photo"]
    first, second = layers_named(document, "Patch")
    assert first.id != second.id
    press(space, "Drawn")
    press(space, "Poses", modifiers=Control)
    before = document.snapshot().digest()
    key(space, Qt.Key.Key_D, Control)
    one_step(document, "Duplicate 2 layers", before)
    assert names(space)[:4] == ["Poses copy", "Poses", "Drawn copy", "Drawn"]


def test_several_layers_are_moved_and_deleted_together(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    press(space, "Drawn")
    press(space, "Detections", modifiers=Control)
    listed.setFocus()
    for id, sentence, expected in (
        ("layer.forward", "Move 2 layers", ["Drawn", "Detections", "Poses"]),
        ("layer.back", "Move 2 layers", ["Poses", "Drawn", "Detections"]),
        ("layer.front", "Move 2 layers", ["Drawn", "Detections", "Poses"]),
    ):
        before = document.snapshot().digest()
        space.actions.by_id[id].trigger()
        one_step(document, sentence, before)
        assert names(space)[:3] == expected
        assert chosen(space) == {"Drawn", "Detections"}
    space.actions.by_id["layer.bottom"].trigger()
    assert names(space)[-2:] == ["Drawn", "Detections"]
    before = document.snapshot().digest()
    key(space, Qt.Key.Key_Delete)
    one_step(document, "Delete 2 layers", before)
    assert names(space) == ["Poses", "Group", "Patch", "Photo"]


def test_a_group_dragged_with_its_member_stays_whole(space: Workspace, document: Document) -> None:
    [group], [patch] = layers_named(document, "Group"), layers_named(document, "Patch")
    RowDrag(space, "Patch", "Group").drop("Poses", 0.1)
    assert names(space)[:3] == ["Group", "Patch", "Poses"]
    assert document.parent(patch.id) == group.id


def offered_for(space: Workspace, name: str) -> tuple[QMenu, dict[str, QAction]]:
    """What the right button opens on the row of a layer."""
    listed = space.panels.layers.list
    area = listed.visualRect(listed.model().index(row_of(space, name), 0)).center()
    QTest.mousePress(listed.viewport(), Qt.MouseButton.RightButton, Mod.NoModifier, area)
    where = listed.viewport().mapToGlobal(area)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, area, where)
    QApplication.sendEvent(listed.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu, {action.text(): action for action in menu.actions()}


def test_the_right_button_offers_what_can_be_done_with_the_row(
    space: Workspace, document: Document
) -> None:
    menu, offered = offered_for(space, "Photo")
    assert chosen(space) == {"Photo"}
    assert "Ungroup" not in offered
    menu.close()
    menu, offered = offered_for(space, "Group")
    assert chosen(space) == {"Group"}
    offered["Ungroup"].trigger()
    menu.close()
    assert names(space) == ["Poses", "Drawn", "Detections", "Patch", "Photo"]


def test_alt_and_brackets_go_through_the_rows_as_they_stand(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    press(space, "Photo")
    listed.setFocus()
    for name in reversed(ALL[:-1]):
        key(space, Qt.Key.Key_BracketRight, Mod.AltModifier)
        assert chosen(space) == {name}
    key(space, Qt.Key.Key_BracketLeft, Mod.AltModifier)
    assert chosen(space) == {"Drawn"}
    assert not document.history.dirty


def test_a_part_of_a_name_finds_layers_and_esc_lists_all_again(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    field = space.panels.layers.search
    space.window.docks.all["layers"].close()
    space.actions.by_id["layer.find"].trigger()
    assert field.hasFocus()
    QTest.keyClicks(field, "P")
    assert names(space) == ["Poses", "Group", "Patch", "Photo"]
    QTest.keyClicks(field, "hot")
    assert names(space) == ["Photo"]
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen(space) == {"Photo"}
    assert listed.hasFocus()
    field.setFocus()
    QTest.keyClicks(field, "x")
    assert names(space) == []
    assert chosen(space) == {"Photo"}
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert names(space) == ALL
    assert not document.history.dirty


def test_a_layer_that_is_renamed_while_it_was_found_leaves_the_list(
    space: Workspace, document: Document
) -> None:
    space.panels.layers.search.setText("drawn")
    [drawn] = layers_named(document, "Drawn")
    space.commands.layers.set_name(drawn.id, "Kites")
    assert names(space) == []
    document.history.undo()
    assert names(space) == ["Drawn"]


def test_ctrl_e_merges_with_the_picture_below(
    qtbot: QtBot, space: Workspace, document: Document, listed: LayerList
) -> None:
    [photo] = layers_named(document, "Photo")
    assert isinstance(photo, RasterLayer)
    press(space, "Photo")
    top = RasterLayer(name="Top", block=photo.block, x=40, opacity=0.5, blend="svg:multiply")
    document.history.push(edits.insert_layers(document, [top], text("Add Top")))
    looked = flatten(document.picture(None)).astype(int)  # type: ignore[arg-type]
    before = document.snapshot().digest()
    [group] = layers_named(document, "Group")
    space.commands.layers.show([group.id], visible=False)
    press(space, "Top")
    listed.setFocus()
    before = document.snapshot().digest()
    key(space, Qt.Key.Key_E, Control)
    qtbot.waitUntil(lambda: not layers_named(document, "Top"))
    one_step(document, "Merge 2 layers", before)
    [merged] = layers_named(document, "Photo")
    assert isinstance(merged, RasterLayer)
    assert names(space) == ["Poses", "Drawn", "Detections", "Group", "Patch", "Photo"]
    space.desk.select_layers([])
    space.commands.layers.show([group.id], visible=True)
    now = flatten(document.picture(None)).astype(int)  # type: ignore[arg-type]
    # Only where the patch of the group lay between the two does it look different.
    assert np.abs(now - looked)[:175].max() <= 1


def test_ctrl_shift_e_merges_all_that_is_visible_and_its_thumbnail_shows_it(
    qtbot: QtBot, space: Workspace, document: Document, listed: LayerList
) -> None:
    before = document.snapshot().digest()
    looked = flatten(document.picture(None))  # type: ignore[arg-type]
    listed.setFocus()
    key(space, Qt.Key.Key_E, Control | Shift)
    qtbot.waitUntil(lambda: not layers_named(document, "Patch"))
    one_step(document, "Merge 2 layers", before)
    assert names(space) == ["Poses", "Drawn", "Detections", "Photo"]
    [merged] = layers_named(document, "Photo")
    assert isinstance(merged, RasterLayer)
    assert np.abs(flatten(document.picture(None)).astype(int) - looked).max() <= 1  # type: ignore[arg-type]
    model = space.panels.layers.model
    row = model.row(model.index_of(merged.id))
    assert row is not None
    small = model.thumbnail(row, 36, 1.0)
    assert small is not None
    middle, (height, width) = small.pixelColor(18, 18), looked.shape[:2]
    expected = looked[height // 2, width // 2, :3]
    assert np.abs(np.array(middle.getRgb()[:3], int) - expected).max() <= 12
    assert not space.actions.by_id["layer.merge_visible"].isEnabled()


def test_selected_pictures_are_merged_where_the_lowest_lay_and_selected(
    qtbot: QtBot, space: Workspace, document: Document, listed: LayerList
) -> None:
    press(space, "Photo")
    press(space, "Group", modifiers=Control)
    press(space, "Drawn", modifiers=Control)
    action = space.actions.by_id["layer.merge_down"]
    assert action.text() == "Merge layers"
    action.trigger()
    qtbot.waitUntil(lambda: not layers_named(document, "Patch"))
    qtbot.waitUntil(lambda: chosen(space) == {"Photo"})
    assert names(space) == ["Poses", "Drawn", "Detections", "Photo"]


def test_annotation_layers_are_merged_at_once_and_what_cannot_be_is_said(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    press(space, "Drawn")
    listed.setFocus()
    before = document.snapshot().digest()
    key(space, Qt.Key.Key_E, Control)
    one_step(document, "Merge 2 layers", before)
    assert names(space) == ["Poses", "Detections", "Group", "Patch", "Photo"]
    assert chosen(space) == {"Detections"}
    # The poses are locked: nothing happens, and the reason is given.
    after = document.snapshot().digest()
    press(space, "Poses")
    key(space, Qt.Key.Key_E, Control)
    assert document.snapshot().digest() == after
    said = space.centre.messages.words.text()
    assert said == "Poses is locked. Unlock it to merge it."
