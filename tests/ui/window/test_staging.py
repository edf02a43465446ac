"""Designs that wait, in the window: the row under the canvas, its keys and buttons, and the preview in its place."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.designs import LAMP, lamps, painted, sketch
from tests.fakes.lane import FakeLane
from tests.ui.window.person import open_photo
from vlm_studio.document import drawing, edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.paths import staging_folder
from vlm_studio.studio import Studio
from vlm_studio.studio.staging import Tray
from vlm_studio.tasks.design import Designs, SketchRequest
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.panels.layer_model import Role
from vlm_studio.ui.saying import language
from vlm_studio.ui.staging.row import StagingRow
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

Key, No = Qt.Key, Qt.KeyboardModifier.NoModifier
Left = Qt.MouseButton.LeftButton


@pytest.fixture
def photo_open(qtbot: QtBot, space: Workspace, photo: Path) -> Document:
    document = open_photo(qtbot, space, photo)
    space.window.activateWindow()
    assert space.desk.view is not None
    space.desk.view.setFocus()
    return document


def ask(
    qtbot: QtBot, space: Workspace, heavy: FakeLane, result: Designs | None = None
) -> StagingRow:
    """Ask for lamps in front of the open photo, and let them come."""
    document = space.desk.document
    assert document is not None
    before = tray(space).designs
    space.studio.design(document, LAMP)
    answer(qtbot, heavy, result or lamps())
    qtbot.waitUntil(lambda: tray(space).designs != before)
    assert space.staging.row is not None
    return space.staging.row


def answer(qtbot: QtBot, heavy: FakeLane, result: Designs) -> None:
    qtbot.waitUntil(lambda: heavy.now is not None)
    assert heavy.now is not None
    heavy.now.succeed(result)


def tray(space: Workspace) -> Tray:
    return space.studio.staging.tray(space.desk.document)


def press(key: Key, modifiers: Qt.KeyboardModifier = No) -> None:
    """A key, wherever the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


def seen(space: Workspace, point: Point) -> QColor:
    """The colour on the screen at a point of the document."""
    view = space.desk.view
    assert view is not None
    view.finish_painting()
    place = view.camera.viewport.to_view(point).toPoint()
    return view.grab().toImage().pixelColor(place)


def on_ring(space: Workspace) -> Point:
    """A point on a stroke of the design that is looked at, in the document."""
    current = tray(space).current
    assert current is not None
    box = current.design.objects[0].shape.bounds()
    return Point(current.x + box.x + box.width / 2, current.y + box.y)


BLACK = QColor("#000000")


def test_designs_come_into_the_row_and_are_stepped_through_accepted_and_undone(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    assert row.isVisible()
    assert row.strip.hasFocus()
    assert row.line.text() == "1 of 3 · Found · lamp desk from Lucide (ISC)"
    press(Key.Key_Right)
    assert row.line.text() == "2 of 3 · Composed · lamp and mug from Lucide (ISC)"
    press(Key.Key_Right)
    press(Key.Key_Right)
    assert row.line.text() == "3 of 3 · Invented · Sketch library, seed 0 · Close to lamp ceiling"
    press(Key.Key_Left)
    press(Key.Key_Return)
    [added] = [each for each in photo_open.layers.values() if isinstance(each, VectorLayer)]
    assert added.name == "Lamp and mug"
    assert space.desk.layer == added
    assert [each.design.title for each in tray(space).designs] == ["lamp desk", ""]
    assert row.strip.hasFocus(), "the next one can be taken at once"
    press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(photo_open.layers) == 1
    assert [each.design.title for each in tray(space).designs] == ["lamp desk", "lamp and mug", ""]
    press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert photo_open.layer(added.id) == added
    assert len(tray(space).designs) == 2


def test_the_design_is_seen_in_its_place_and_the_document_is_not_changed(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    ask(qtbot, space, heavy)
    stroke = on_ring(space)
    assert seen(space, stroke) == BLACK
    press(Key.Key_Escape)
    assert seen(space, stroke) != BLACK
    assert not photo_open.history.dirty
    space.commands.staging.show()
    assert seen(space, stroke) == BLACK
    press(Key.Key_Enter)
    press(Key.Key_Escape)
    assert seen(space, stroke) == BLACK, "now it is a layer"


def test_under_a_design_the_one_that_was_taken_before_it_is_not_seen(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    wide = Designs((sketch(0, "lamp desk"), sketch(20, "lamp wide")))
    ask(qtbot, space, heavy, wide)
    stroke = Point(on_ring(space).x - 16, photo_open.bounds().centre.y - 8)
    assert seen(space, stroke) == BLACK
    press(Key.Key_Return)
    assert seen(space, stroke) != BLACK, "only the wide one is seen, in its place"
    press(Key.Key_Escape)
    assert seen(space, stroke) == BLACK
    space.commands.staging.show()
    press(Key.Key_Return)
    assert seen(space, stroke) != BLACK
    photo_open.history.undo()
    assert seen(space, stroke) != BLACK, "it waits again, and is looked at"
    space.commands.staging.hide()
    assert seen(space, stroke) == BLACK


def test_esc_leaves_the_row_and_its_key_brings_it_back(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    press(Key.Key_Escape)
    assert not row.isVisible()
    assert space.desk.view is not None
    assert space.desk.view.hasFocus()
    assert len(tray(space).designs) == 3
    press(Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert row.isVisible()
    assert row.strip.hasFocus()
    assert tray(space).at == 0


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Return])
def test_a_key_that_is_held_down_decides_about_one_design_only(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane, key: Key
) -> None:
    row = ask(qtbot, space, heavy)
    press(key)
    assert row.strip.hasFocus()
    for _ in range(3):
        held = QKeyEvent(QEvent.Type.KeyPress, key, No, "", autorep=True)
        QApplication.sendEvent(row.strip, held)
    assert len(tray(space).designs) == 2


def test_del_discards_and_what_was_discarded_can_be_brought_back(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    press(Key.Key_Delete)
    assert row.line.text().startswith("1 of 2 · Composed")
    row.discard_all.click()
    assert not row.isVisible()
    assert space.desk.view is not None
    assert space.desk.view.hasFocus()
    assert len(photo_open.layers) == 1
    back = space.actions.by_id["staging.bring_back"]
    assert back.isEnabled()
    back.trigger()
    assert row.line.text().startswith("1 of 2 · Composed")
    assert not back.isEnabled()


def test_the_mouse_chooses_and_takes(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    press(Key.Key_Escape)
    space.commands.staging.show()
    third = row.strip.frame(2).center()
    QTest.mouseClick(row.strip, Left, No, third)
    assert tray(space).at == 2
    assert row.strip.hasFocus()
    QTest.mouseDClick(row.strip, Left, No, third)
    assert len(photo_open.layers) == 2
    row.accept_all.click()
    assert len(photo_open.layers) == 4
    assert not row.isVisible()
    photo_open.history.undo()
    photo_open.history.undo()
    assert len(tray(space).designs) == 3
    assert row.isVisible()


def test_keys_stay_with_whoever_types_or_draws(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    field = space.panels.models.search
    field.setFocus()
    row = ask(qtbot, space, heavy)
    assert row.isVisible()
    assert field.hasFocus()
    QTest.keyClicks(field, "yo")
    press(Key.Key_Backspace)
    press(Key.Key_Left)
    assert (field.text(), len(tray(space).designs), tray(space).at) == ("y", 3, 0)
    view = space.desk.view
    assert view is not None
    view.setFocus()
    view.set_tool("polygon")
    for x in (30, 60, 60):
        QTest.mouseClick(view, Left, No, view.camera.centre.toPoint() + QPoint(x, x % 50))
    ask(qtbot, space, heavy, Designs((sketch(9, "floor lamp"),)))
    assert view.hasFocus()
    press(Key.Key_Escape)
    assert len(tray(space).designs) == 4
    assert not view.drafting


def test_canvas_keys_mean_nothing_else_in_the_row(
    qtbot: QtBot, space: Workspace, document: Document, heavy: FakeLane
) -> None:
    space.window.activateWindow()
    layer = next(each for each in document.walk() if each.name == "Drawn")
    chosen = {(layer.id, next(iter(document.annotations(layer.id))))}
    row = ask(qtbot, space, heavy)
    space.desk.select_annotations(chosen)
    before = document.snapshot()
    row.strip.setFocus()
    press(Key.Key_Delete)
    press(Key.Key_Right)
    assert document.snapshot() == before
    assert len(tray(space).designs) == 2
    assert space.desk.view is not None
    space.desk.view.setFocus()
    press(Key.Key_Delete)
    assert document.snapshot() != before
    assert len(tray(space).designs) == 2


def test_enter_on_a_button_does_what_the_button_says(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    row.discard.setFocus()
    press(Key.Key_Return)
    assert len(photo_open.layers) == 1
    assert len(tray(space).designs) == 2


def test_more_like_this_asks_for_others_in_the_same_place(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    row.more.click()
    qtbot.waitUntil(lambda: len(heavy.seen) == 2)
    request = heavy.seen[-1]
    assert isinstance(request, SketchRequest)
    assert request.words == "lamp desk"
    answer(qtbot, heavy, Designs((sketch(0, "lamp desk"), sketch(7, "lamp desk"))))
    qtbot.waitUntil(lambda: len(tray(space).designs) == 4)
    assert row.line.text().startswith("4 of 4 · Found")


def test_the_jobs_row_counts_designs_and_brings_them(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    press(Key.Key_Escape)
    [job] = space.studio.jobs.jobs
    line = space.panels.jobs.rows[job.id]
    assert line.status.text().startswith("3 designs in ")
    assert line.title.text() == "Sketch - a desk lamp"
    space.panels.jobs.show_wanted.emit(job)
    assert row.isVisible()
    assert row.strip.hasFocus()


def test_another_document_has_a_tray_of_its_own(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy)
    other = Document.empty("Other", 100, 100)
    space.studio.add(other)
    assert not row.isVisible()
    space.centre.tabs.setCurrentIndex(0)
    assert row.isVisible()
    assert len(tray(space).designs) == 3


def test_a_layer_remembers_how_it_was_made_and_is_made_again(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    ask(qtbot, space, heavy)
    press(Key.Key_Return)
    shown = {
        left.text(): right.text()
        for left, right in space.panels.properties.vector.facts.lines
        if left.isVisibleTo(space.panels.properties)
    }
    assert shown["Words"] == "a desk lamp"
    assert shown["Seed"] == "0"
    assert shown["Source"] == "lamp desk from Lucide by Lucide Contributors (ISC)"
    space.actions.by_id["staging.recreate"].trigger()
    qtbot.waitUntil(lambda: len(heavy.seen) == 2)
    request = heavy.seen[-1]
    assert isinstance(request, SketchRequest)
    assert (request.words, request.model, request.count) == ("a desk lamp", "icons", 1)
    answer(qtbot, heavy, Designs((sketch(0, "lamp desk"),)))
    qtbot.waitUntil(lambda: space.centre.messages.notice is not None)
    assert space.centre.messages.words.text() == (
        "Lamp desk was made again as it was the first time."
    )
    assert len(tray(space).designs) == 3


def test_words_and_settings_go_back_to_where_they_are_asked_for(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    ask(qtbot, space, heavy)
    space.actions.by_id["staging.use_words"].trigger()
    words = QApplication.focusWidget()
    assert isinstance(words, QPlainTextEdit)
    assert words.toPlainText() == LAMP.words
    assert space.staging.row is not None
    words.clear()
    press_into(space.staging.row.strip, Key.Key_Return)
    assert space.actions.by_id["staging.use_layer_words"].isEnabled()
    space.actions.by_id["staging.use_layer_words"].trigger()
    assert words.toPlainText() == LAMP.words
    assert words.hasFocus()


def test_a_picture_is_seen_while_it_forms_and_is_a_layer_when_taken(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    from vlm_studio.tasks.design import PaintRequest
    from vlm_studio.wire.work import StepPreview

    red = np.zeros((8, 8, 4), np.uint8)
    red[:] = (255, 0, 0, 255)
    small = space.studio.blocks.store(red)
    space.studio.design(photo_open, PaintRequest("red", "sd", 40, 40))
    qtbot.waitUntil(lambda: heavy.now is not None)
    assert heavy.now is not None
    middle = photo_open.bounds().centre
    before = seen(space, middle)
    heavy.now.show(StepPreview(small, 0))
    qtbot.waitUntil(lambda: seen(space, middle) == QColor("#ff0000"))
    assert heavy.now is not None
    heavy.now.cancelled = True
    [job] = space.studio.jobs.jobs
    space.studio.jobs.cancel(job)
    qtbot.waitUntil(lambda: job.ended)
    assert seen(space, middle) == before
    green = np.zeros((40, 40, 4), np.uint8)
    green[:] = (0, 255, 0, 255)
    block = space.studio.blocks.store(green, mips=True)
    row = ask(qtbot, space, heavy, painted(block))
    assert row.line.text() == "1 of 1 · Painted · sd, seed 7"
    assert seen(space, middle) == QColor("#00ff00")
    press(Key.Key_Return)
    layer = space.desk.layer
    assert isinstance(layer, RasterLayer)
    assert layer.provenance is not None


def test_designs_are_there_after_a_restart(
    qtbot: QtBot,
    space: Workspace,
    photo_open: Document,
    heavy: FakeLane,
    photo: Path,
    studio: Studio,
) -> None:
    ask(qtbot, space, heavy)
    press(Key.Key_Delete)
    qtbot.waitUntil(lambda: not studio.jobs.at_work)
    waiting = [each.design for each in tray(space).designs]
    studio.close(photo_open)
    assert not space.staging.shown
    again = open_photo(qtbot, space, photo)
    qtbot.waitUntil(lambda: space.staging.shown)
    assert [each.design for each in studio.staging.tray(again).designs] == waiting
    assert space.staging.row is not None
    assert not space.staging.row.strip.hasFocus(), "nobody asked for them just now"
    press_into(space.staging.row.strip, Key.Key_Return)
    assert len(again.layers) == 2
    qtbot.waitUntil(lambda: not studio.jobs.at_work)
    assert len(list(staging_folder().rglob("*.json"))) == 2


def press_into(widget: QWidget, key: Key) -> None:
    widget.setFocus()
    press(key)


def test_the_window_knows_no_row_before_the_first_design(space: Workspace) -> None:
    assert space.staging.row is None
    assert not space.staging.shown
    assert not space.actions.by_id["staging.accept"].isEnabled()
    assert not space.actions.by_id["staging.show"].isEnabled()


def describe(qtbot: QtBot, space: Workspace, words: str) -> None:
    """Use the verb for a part, and type ``words`` into what it opens."""
    space.actions.by_id["staging.part"].trigger()
    view = space.desk.view
    assert view is not None
    [popup] = [each for each in view.findChildren(LabelPopup) if each.isVisible()]
    assert popup.field.hasFocus()
    QTest.keyClicks(popup.field, words)
    QTest.keyClick(popup.field, Key.Key_Return)


def test_a_selected_part_of_a_drawing_is_drawn_anew_with_the_same_pen(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    ask(qtbot, space, heavy)
    press(Key.Key_Return)
    layer = space.desk.layer
    assert isinstance(layer, VectorLayer)
    thick = msgspec.structs.replace(layer.objects[0], width=7.0, stroke="#ff0000")
    change = drawing.set_objects(photo_open, {(layer.id, thick.id): thick}, text("Change stroke"))
    photo_open.history.push(change)
    layer = photo_open.layer(layer.id)
    assert space.desk.selection is not None
    space.desk.selection.select_objects([(layer.id, thick.id)])
    describe(qtbot, space, "a bulb")
    qtbot.waitUntil(lambda: len(heavy.seen) == 2)
    request = heavy.seen[-1]
    assert isinstance(request, SketchRequest)
    assert (request.words, request.model) == ("a bulb", "icons")
    assert request.place is not None
    assert request.place.layer == layer.id
    part = sketch(5, "bulb", request=request, side=min(request.width, request.height))
    answer(qtbot, heavy, Designs((part,)))
    qtbot.waitUntil(lambda: len(tray(space).designs) == 3)
    assert space.staging.row is not None
    assert space.staging.row.strip.hasFocus(), "whoever asked from the canvas waited for it"
    press(Key.Key_Return)
    after = photo_open.layer(layer.id)
    assert isinstance(after, VectorLayer)
    assert [each.name for each in photo_open.layers.values()].count("Bulb") == 0
    assert isinstance(layer, VectorLayer)
    assert [each.stroke for each in after.objects] == ["#ff0000", "#ff0000", "#000000"]
    assert [each.width for each in after.objects] == [7.0, 7.0, layer.objects[1].width]
    photo_open.history.undo()
    assert photo_open.layer(layer.id) == layer
    assert len(tray(space).designs) == 3


def test_a_part_is_marked_with_a_box_and_without_a_drawing_under_it_that_is_said(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    ask(qtbot, space, heavy)
    press(Key.Key_Return)
    drawn = space.desk.layer
    assert isinstance(drawn, VectorLayer)
    around = drawn.objects[0].shape.bounds().grown(2)
    boxes = AnnotationLayer(name="Marks")
    marks = [Annotation(1, "here", around), Annotation(2, "there", Box(0, 0, 5, 5))]
    change = edits.insert_layers(photo_open, [boxes], text("Mark"), annotations={boxes.id: marks})
    photo_open.history.push(change)
    space.desk.select_annotations({(boxes.id, 2)})
    space.actions.by_id["staging.part"].trigger()
    assert space.centre.messages.words.text() == (
        "To paint a part of a picture anew, add a diffusion model that can do so."
    )
    space.desk.select_annotations({(boxes.id, 1)})
    describe(qtbot, space, "")
    assert len(heavy.seen) == 1, "nothing was described"
    describe(qtbot, space, "a bulb")
    qtbot.waitUntil(lambda: len(heavy.seen) == 2)
    request = heavy.seen[-1]
    assert isinstance(request, SketchRequest)
    assert request.place is not None
    assert request.place.layer == drawn.id
    assert abs(request.width - around.width) <= 2
    assert heavy.now is not None
    heavy.now.succeed(Designs(()))


def test_who_works_on_the_canvas_sees_what_they_work_on(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    row = ask(qtbot, space, heavy, Designs((sketch(0, "lamp desk"), sketch(20, "lamp wide"))))
    view, centre = space.desk.view, photo_open.bounds().centre
    assert view is not None
    round_shade = Point(centre.x - 14, centre.y - 16)
    assert seen(space, round_shade) == BLACK
    press(Key.Key_Return)
    assert seen(space, round_shade) != BLACK, "the wide one is looked at, in its place"
    QTest.mouseClick(view, Left, No, view.camera.viewport.to_view(round_shade).toPoint())
    assert view.selection.objects
    assert seen(space, round_shade) == BLACK
    press(Key.Key_Escape)
    assert seen(space, round_shade) != BLACK
    view.set_tool("pen")
    assert seen(space, round_shade) == BLACK
    QTest.mouseClick(row.strip, Left, No, row.strip.frame(0).center())
    assert seen(space, round_shade) != BLACK


def test_the_layer_of_a_design_names_its_model_in_the_language_of_the_window(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:
    language.use("zh_CN")
    try:
        ask(qtbot, space, heavy)
        press(Key.Key_Return)
        rows = space.panels.layers.list.model()
        assert rows.index(0, 0).data(Role.ROW).source == "草图库"
    finally:
        language.use("en")
