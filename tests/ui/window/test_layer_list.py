"""The list of layers under the hand: dragging, drawing over eyes, folding, keys, and what it says aloud."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible, QDragLeaveEvent, QDragMoveEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.ui.window.layer_rows import Mod, RowDrag, chosen, names, press, row_of
from tests.ui.window.person import open_photo
from vlm_studio.document import edits
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.masks import Mask
from vlm_studio.ui.panels.layer_delegate import parts
from vlm_studio.ui.panels.layer_drag import Door
from vlm_studio.ui.panels.layer_list import LayerList
from vlm_studio.ui.panels.layers_panel import LayersPanel
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text


def test_a_layer_is_dragged_to_another_place_and_into_a_group(
    space: Workspace, document: Document
) -> None:
    [drawn], [group] = layers_named(document, "Drawn"), layers_named(document, "Group")
    before = document.snapshot().digest()
    drag = RowDrag(space, "Drawn")
    assert drag.welcome
    drag.drop("", 0)
    assert names(space)[-1] == "Drawn"
    document.history.undo()
    assert document.snapshot().digest() == before
    RowDrag(space, "Drawn").drop("Poses", 0.1)
    assert names(space)[0] == "Drawn"
    RowDrag(space, "Drawn").drop("Group", 0.5)
    assert document.parent(drawn.id) == group.id
    # A group into itself cannot be dropped, and nothing happens.
    before = document.snapshot().digest()
    drag = RowDrag(space, "Group")
    assert not drag.over("Group", 0.5)
    assert not drag.over("Patch", 0.9)
    drag.drop("Group", 0.5)
    assert document.snapshot().digest() == before


def test_both_ends_of_a_group_can_be_aimed_at(space: Workspace, document: Document) -> None:
    [group] = layers_named(document, "Group")
    RowDrag(space, "Drawn").drop("Patch", 0.9)
    assert names(space) == ["Poses", "Detections", "Group", "Patch", "Drawn", "Photo"]
    assert [document.layer(id).name for id in document.children(group.id)] == ["Drawn", "Patch"]
    RowDrag(space, "Poses").drop("Group", 0.95)
    assert [document.layer(id).name for id in document.children(group.id)][-1] == "Poses"
    RowDrag(space, "Poses").drop("Photo", 0.1)
    assert names(space)[-2:] == ["Poses", "Photo"]
    assert document.parent(layers_named(document, "Poses")[0].id) == ROOT


def test_a_drag_that_leaves_takes_its_line_along(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    plain = listed.viewport().grab().toImage()
    drag = RowDrag(space, "Drawn")
    assert drag.over("Photo", 0.1)
    assert listed.viewport().grab().toImage() != plain
    drag.leave()
    assert listed.viewport().grab().toImage() == plain


def test_a_long_list_scrolls_while_a_row_is_held_at_its_end(
    qtbot: QtBot, space: Workspace, document: Document, listed: LayerList
) -> None:
    for _ in range(12):
        space.commands.layers.new()
    bar = listed.verticalScrollBar()
    bar.setValue(0)
    drag = RowDrag(space, "Photo")
    edge = QPointF(20, listed.viewport().height() - 3)
    move = QDragMoveEvent(
        edge, Qt.DropAction.MoveAction, drag.data, Qt.MouseButton.LeftButton, Mod.NoModifier
    )
    QApplication.sendEvent(listed.viewport(), move)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    drag.leave()


def test_a_row_that_is_dragged_out_is_a_file_with_its_pixels(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    def dragged_out(name: str) -> QImage:
        data = RowDrag(space, name).data
        [url] = data.urls()
        assert Path(url.toLocalFile()).name == f"{name}.png"
        assert not Path(url.toLocalFile()).exists()
        door = Door(listed, data)
        QApplication.sendEvent(space.window.windowHandle(), QDragLeaveEvent())
        door.deleteLater()
        return QImage(url.toLocalFile())

    patch = dragged_out("Patch")
    assert (patch.width(), patch.height()) == (50, 30)
    assert patch.hasAlphaChannel()
    drawn = dragged_out("Drawn")
    assert (drawn.width(), drawn.height()) == (document.width, document.height)
    assert drawn.pixelColor(110, 60).alpha() > 0  # in the ring
    assert drawn.pixelColor(300, 20).alpha() == 0
    group = dragged_out("Group")
    assert group.pixelColor(39, 190).alpha() > 0


def test_eyes_and_locks_are_set_by_drawing_over_them_in_one_step(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    before = document.snapshot().digest()
    for part in ("eye", "lock"):
        steps = len(document.history.changes())
        places = []
        for name in ("Drawn", "Detections", "Group"):
            index = listed.model().index(row_of(space, name), 0)
            row = space.panels.layers.model.row(index)
            assert row is not None
            places.append(getattr(parts(listed.visualRect(index), row.depth), part).center())
        QTest.mousePress(listed.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(listed.viewport(), place)
        QTest.mouseRelease(listed.viewport(), Qt.MouseButton.LeftButton, pos=places[-1])
        assert len(document.history.changes()) == steps + 1
    for name in ("Drawn", "Detections", "Group"):
        [layer] = layers_named(document, name)
        assert (layer.visible, layer.locked) == (False, True)
    assert layers_named(document, "Photo")[0].visible
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == before


def test_a_group_is_folded_by_its_arrow_and_stays_so_in_another_tab(
    qtbot: QtBot, space: Workspace, document: Document, photo: Path
) -> None:
    steps = len(document.history.changes())
    press(space, "Patch")
    press(space, "Group", "thumbnail")
    assert "Patch" not in names(space)
    assert space.desk.layer == layers_named(document, "Group")[0]
    open_photo(qtbot, space, photo)
    space.centre.tabs.setCurrentIndex(0)
    assert "Patch" not in names(space)
    # What is selected elsewhere is shown.
    space.desk.select_layers([layers_named(document, "Patch")[0].id])
    assert "Patch" in names(space)
    assert len(document.history.changes()) == steps


def test_the_list_does_everything_from_the_keyboard(
    space: Workspace, document: Document, listed: LayerList
) -> None:
    press(space, "Poses")
    listed.setFocus()

    def key(key: Qt.Key, mods: Mod = Mod.NoModifier) -> None:
        QTest.keyClick(listed, key, mods)

    def active() -> str:
        assert space.desk.layer is not None
        return space.desk.layer.name

    key(Qt.Key.Key_Down)
    assert active() == "Drawn"
    key(Qt.Key.Key_Space)
    assert not layers_named(document, "Drawn")[0].visible
    key(Qt.Key.Key_Space)
    assert layers_named(document, "Drawn")[0].visible
    key(Qt.Key.Key_Up, Mod.ControlModifier)
    assert names(space)[0] == "Drawn"
    key(Qt.Key.Key_Down, Mod.ControlModifier)
    assert names(space)[1] == "Drawn"
    key(Qt.Key.Key_End)
    assert active() == "Photo"
    key(Qt.Key.Key_Up)
    assert active() == "Patch"
    key(Qt.Key.Key_Left)
    assert active() == "Group"
    key(Qt.Key.Key_Left)
    assert "Patch" not in names(space)
    key(Qt.Key.Key_Right)
    assert "Patch" in names(space)
    key(Qt.Key.Key_Up, Mod.ShiftModifier)
    assert chosen(space) == {"Group", "Detections"}
    key(Qt.Key.Key_L, Mod.ControlModifier | Mod.ShiftModifier)
    assert layers_named(document, "Detections")[0].locked


def test_rows_say_all_they_show(space: Workspace, document: Document, listed: LayerList) -> None:
    interface = QAccessible.queryAccessibleInterface(listed)
    said = [interface.child(i).text(QAccessible.Text.Name) for i in range(interface.childCount())]
    assert "Drawn, annotation layer, 2 objects, visible, unlocked" in said
    assert "Detections, annotation layer, 2 of 4 objects, visible, unlocked" in said
    assert "Group, open group, 1 layer, visible, unlocked" in said
    assert "Photo, picture layer, 320 x 200, visible, unlocked" in said
    assert interface.child(0).role() == QAccessible.Role.ListItem
    press(space, "Poses", "eye")
    assert interface.child(0).text(QAccessible.Text.Name).endswith("hidden, locked")


def test_a_thumbnail_follows_its_layer(qtbot: QtBot, space: Workspace, document: Document) -> None:
    [drawn] = layers_named(document, "Drawn")
    model = space.panels.layers.model

    def small() -> QImage:
        row = model.row(model.index_of(drawn.id))
        assert row is not None
        image = model.thumbnail(row, 36, 1.0)
        assert image is not None
        return image

    full = small()
    document.history.push(edits.remove_annotations(document, drawn.id, [1], text("Delete")))
    qtbot.waitUntil(lambda: small() != full)
    document.history.undo()
    qtbot.waitUntil(lambda: small() == full)


def test_ctrl_and_the_thumbnail_of_a_picture_makes_a_mask_of_what_is_opaque(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    before, steps = document.snapshot().digest(), len(document.history.changes())
    masks = {(id, key) for id in document.layers for key in document.annotations(id)}
    press(space, "Patch", "thumbnail", Mod.ControlModifier)
    qtbot.waitUntil(lambda: len(document.history.changes()) == steps + 1)
    after = {(id, key) for id in document.layers for key in document.annotations(id)}
    [(layer, key)] = after - masks
    assert isinstance(document.annotations(layer)[key].shape, Mask)
    document.history.undo()
    assert document.snapshot().digest() == before


def test_a_list_that_is_made_after_the_document_lets_go_of_nothing(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    selection = space.desk.selection
    assert selection is not None
    chosen_before = selection.layers
    assert chosen_before
    folder = space.studio.blocks.path
    panel = LayersPanel(space.desk, space.studio.store, space.commands.layers, folder)
    qtbot.addWidget(panel)
    assert selection.layers == chosen_before
    assert [panel.model.id_at(i.row()) for i in panel.list.selectedIndexes()] == [*chosen_before]
