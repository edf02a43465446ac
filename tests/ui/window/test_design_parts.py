"""A part of a drawing that is selected or marked is drawn anew."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes.designs import sketch
from tests.fakes.lane import FakeLane
from tests.ui.window.person import select_annotations
from tests.ui.window.waiting import answer, ask, press, tray
from vlm_studio.document import drawing, edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, VectorLayer
from vlm_studio.tasks.design import Designs, SketchRequest
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

Key = Qt.Key


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
    select_annotations(space, {(boxes.id, 2)})
    space.actions.by_id["staging.part"].trigger()
    assert space.centre.messages.words.text() == (
        "To paint a part of a picture anew, add a diffusion model that can do so."
    )
    select_annotations(space, {(boxes.id, 1)})
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
