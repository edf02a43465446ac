"""Properties of the selection, and naming things where they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.ui.window.person import select_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.document.vectors import Lettering, Oval, Rectangle, VectorObject
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.widgets.controls import Elided
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text


def layer_named(document: Document, name: str) -> str:
    return layers_named(document, name)[0].id


def select(space: Workspace, document: Document, layer: str, *ids: int) -> str:
    id = layer_named(document, layer)
    select_annotations(space, [(id, each) for each in ids])
    return id


def test_a_box_is_placed_by_its_numbers(space: Workspace, document: Document) -> None:
    layer = select(space, document, "Detections", 1)
    page = space.panels.properties.annotation
    assert page.sides["width"].value() == 30.5
    page.sides["width"].setValue(44)
    annotation = document.annotations(layer)[1]
    assert annotation.shape == Box(10.0, 20.0, 44.0, 40.25)
    assert annotation.edited
    document.history.undo()
    assert page.sides["width"].value() == 30.5


def test_a_mask_is_moved_but_not_stretched(space: Workspace, document: Document) -> None:
    layer = select(space, document, "Drawn", 1)
    page = space.panels.properties.annotation
    assert not page.sides["width"].isEnabled()
    page.sides["x"].setValue(120)
    assert document.annotations(layer)[1].bounds() == Box(120, 50, 60, 40)


def test_what_is_locked_cannot_be_edited(space: Workspace, document: Document) -> None:
    select(space, document, "Poses", 1)
    page = space.panels.properties.annotation
    assert not page.label.isEnabled()
    assert not any(field.isEnabled() for field in page.sides.values())


def test_a_typed_label_is_given_and_remembered(space: Workspace, document: Document) -> None:
    layer = select(space, document, "Detections", 1)
    field = space.panels.properties.annotation.label
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "lynx")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert document.annotations(layer)[1].label == "lynx"
    assert space.studio.settings.recent_labels[0] == "lynx"
    document.history.undo()
    assert document.annotations(layer)[1].label == "cat"
    assert field.text() == "cat"


def test_several_are_named_in_one_step(space: Workspace, document: Document) -> None:
    layer = select(space, document, "Detections", 1, 3, 5)
    page = space.panels.properties.annotation
    assert page.title.text() in ("2 objects", "3 objects")
    steps = len(document.history.changes())
    space.commands.edit.set_label("thing")
    assert len(document.history.changes()) == steps + 1
    assert document.annotations(layer)[1].label == "thing"


def test_a_class_is_switched_off_and_on(space: Workspace, document: Document) -> None:
    layer = layer_named(document, "Detections")
    space.desk.select_layers([layer])
    page = space.panels.properties.annotation_layer
    assert list(page.classes) == ["cup", "cat", "chair"]
    assert page.classes["cup"].count.text() == "1 / 2"
    assert not page.classes["chair"].check.isChecked()
    page.classes["chair"].check.click()
    changed = document.layer(layer)
    assert isinstance(changed, AnnotationLayer)
    assert changed.filter.hidden_labels == frozenset()
    assert page.shown.text() == "3 of 4 objects shown"
    document.history.undo()
    assert not page.classes["chair"].check.isChecked()


def test_a_score_that_was_changed_can_be_put_back(space: Workspace, document: Document) -> None:
    layer = layer_named(document, "Detections")
    space.desk.select_layers([layer])
    page = space.panels.properties.annotation_layer
    assert page.score.reset.isVisibleTo(page)
    page.score.reset.click()
    changed = document.layer(layer)
    assert isinstance(changed, AnnotationLayer)
    assert changed.filter.score == 0.25
    assert not page.score.reset.isVisibleTo(page)


def test_a_picture_is_placed_by_its_numbers(space: Workspace, document: Document) -> None:
    layer = layer_named(document, "Patch")
    space.desk.select_layers([layer])
    space.panels.properties.raster.place["x"].setValue(33)
    changed = document.layer(layer)
    assert isinstance(changed, RasterLayer)
    assert (changed.x, changed.y) == (33, 180)


def test_f2_on_the_canvas_opens_a_field_beside_the_shape(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    layer = select(space, document, "Detections", 1)
    view = space.desk.view
    assert view is not None
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    popup = view.findChild(LabelPopup)
    assert isinstance(popup, LabelPopup)
    assert view.rect().contains(popup.geometry())
    assert popup.field.text() == "cat"
    QTest.keyClicks(popup.field, "kitten")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert document.annotations(layer)[1].label == "kitten"
    qtbot.waitUntil(lambda: view.findChild(LabelPopup) is None)
    # Without a window manager nobody gives the focus back that the list of completions had.
    space.window.activateWindow()
    qtbot.waitUntil(view.hasFocus)

    QTest.keyClick(view, Qt.Key.Key_F2)
    popup = view.findChild(LabelPopup)
    assert isinstance(popup, LabelPopup)
    QTest.keyClicks(popup.field, "dog")
    QTest.keyClick(popup.field, Qt.Key.Key_Escape)
    assert document.annotations(layer)[1].label == "kitten"


def test_where_a_result_comes_from_is_said_in_words(space: Workspace, document: Document) -> None:
    layer = layer_named(document, "Detections")
    found = Annotation(
        9,
        "cat",
        Box(10, 10, 20, 20),
        0.9,
        Provenance(
            "box-masks",
            "grabcut",
            parameters={"salient": "u2netp", "people": "yolov3-tiny", "cutout": False},
        ),
    )
    step = edits.set_annotations(document, layer, [found], text("Add"))
    document.history.push(step)
    select_annotations(space, [(layer, 9)])
    words = [each.text() for each in space.panels.properties.annotation.facts.findChildren(Elided)]
    shown = set(zip(words[::2], words[1::2], strict=True))
    store = space.studio.store
    assert ("Task", "Masks from boxes") in shown
    assert ("Model", store.card("grabcut").name) in shown
    assert ("Helped by", store.card("u2netp").name) in shown
    assert ("Helped by", store.card("yolov3-tiny").name) in shown
    assert ("Cut-out", "No") in shown


@pytest.fixture
def drawing(document: Document) -> VectorLayer:
    """A drawing on top, of a card and a ring."""
    objects = (
        VectorObject(1, Rectangle(10, 10, 40, 30), fill="#0000ff", name="card"),
        VectorObject(2, Oval(60, 10, 40, 30), stroke="#00ff00", width=4),
    )
    layer = VectorLayer(name="Drawing", id="v", objects=objects)
    document.history.push(edits.insert_layers(document, [layer], text("Add")))
    return layer


def look(document: Document, id: int) -> VectorObject:
    layer = document.layer("v")
    assert isinstance(layer, VectorLayer)
    return next(each for each in layer.objects if each.id == id)


def test_an_object_gets_other_colours_a_step_each(
    space: Workspace, document: Document, drawing: VectorLayer
) -> None:
    page = space.panels.properties.vector
    space.desk.select_layers(["v"])
    assert page.isVisibleTo(space.panels.properties)
    assert page.hint.isVisibleTo(page)
    assert space.desk.selection is not None
    space.desk.selection.select_objects([("v", 1)])
    assert (page.title.text(), page.fill.hex.text()) == ("card", "#0000ff")
    page.fill.hex.setFocus()
    page.fill.hex.selectAll()
    QTest.keyClicks(page.fill.hex, "F80")
    QTest.keyClick(page.fill.hex, Qt.Key.Key_Return)
    assert look(document, 1).fill == "#ff8800"
    assert str(document.history.undo_text) == "Change fill"
    red = next(each for each in page.stroke.swatches if each.colour == "#d64545")
    QTest.mouseClick(red, Qt.MouseButton.LeftButton)
    assert look(document, 1).stroke == "#d64545"
    page.stroke_width.setValue(6)
    assert look(document, 1).width == 6
    page.opacity.slider.setValue(50)
    assert look(document, 1).opacity == 0.5
    QTest.mouseClick(page.fill.swatches[0], Qt.MouseButton.LeftButton)
    assert look(document, 1).fill is None
    for _ in range(5):
        document.history.undo()
    assert document.layer("v") == drawing
    assert page.fill.hex.text() == "#0000ff"


def test_words_that_are_no_colour_change_nothing(
    space: Workspace, document: Document, drawing: VectorLayer
) -> None:
    page = space.panels.properties.vector
    assert space.desk.selection is not None
    space.desk.selection.select_objects([("v", 1), ("v", 2)])
    assert page.title.text() == "2 objects"
    assert page.fill.hex.text() == ""
    page.fill.hex.setFocus()
    QTest.keyClicks(page.fill.hex, "blueish")
    QTest.keyClick(page.fill.hex, Qt.Key.Key_Return)
    assert document.layer("v") == drawing
    QTest.mouseClick(page.fill.swatches[1], Qt.MouseButton.LeftButton)
    assert [look(document, id).fill for id in (1, 2)] == ["#000000", "#000000"]
    document.history.undo()
    assert document.layer("v") == drawing


def test_keys_and_the_menu_reach_objects(
    space: Workspace, document: Document, drawing: VectorLayer
) -> None:
    assert space.desk.selection is not None
    space.desk.selection.select_objects([("v", 1)])
    space.actions.by_id["edit.duplicate"].trigger()
    assert len(document.layer("v").objects) == 3  # type: ignore[union-attr]
    space.actions.by_id["edit.delete"].trigger()
    assert document.layer("v") == drawing
    space.desk.selection.select_objects([("v", 2)])
    space.actions.by_id["edit.deselect"].trigger()
    assert not space.actions.by_id["edit.delete"].isEnabled()


def test_a_line_of_text_is_set_otherwise_in_single_steps(
    space: Workspace, document: Document
) -> None:
    line = VectorObject(1, Lettering("Jazz", 40, place=(1, 0, 0, 1, 20, 60)), fill="#000000")
    layer = VectorLayer(name="Title", id="t", objects=(line,))
    document.history.push(edits.insert_layers(document, [layer], text("Add")))
    space.desk.select_layers(["t"])
    assert space.desk.selection is not None
    space.desk.selection.select_objects([("t", 1)])
    page = space.panels.properties.vector
    setting = page.lettering
    assert setting.isVisibleTo(page)
    assert page.title.text() == "Jazz"
    assert setting.family.currentText() == "Font of the system"
    setting.words.setFocus()
    setting.words.selectAll()
    QTest.keyClicks(setting.words, "Blues")
    QTest.keyClick(setting.words, Qt.Key.Key_Return)
    setting.size_field.setValue(64)
    for button in (setting.bold, setting.italic, setting.anchors["middle"]):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    setting.family.setCurrentIndex(1)
    setting.family.activated.emit(1)
    family = setting.family.itemText(1)
    shape = Lettering("Blues", 64, family, True, True, "middle", (1, 0, 0, 1, 20, 60))
    after = document.layer("t")
    assert isinstance(after, VectorLayer)
    assert after.objects[0].shape == shape
    assert str(document.history.undo_text) == "Change font"
    for _ in range(6):
        document.history.undo()
    assert document.layer("t") == layer
    assert setting.words.text() == "Jazz"
    setting.words.setFocus()
    setting.words.selectAll()
    QTest.keyClick(setting.words, Qt.Key.Key_Delete)
    QTest.keyClick(setting.words, Qt.Key.Key_Return)
    assert document.layer("t") == layer
    assert setting.words.text() == "Jazz"
