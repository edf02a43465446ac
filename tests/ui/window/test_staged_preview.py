"""A design that waits is seen on the canvas, in its place, while nothing of the document is changed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes.designs import painted, sketch
from tests.fakes.lane import FakeLane
from tests.ui.window.waiting import BLACK, ask, press, seen, tray
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import RasterLayer
from vlm_studio.tasks.design import Designs, PaintRequest
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import StepPreview

Key, No = Qt.Key, Qt.KeyboardModifier.NoModifier
Left = Qt.MouseButton.LeftButton


def on_ring(space: Workspace) -> Point:
    """A point on a stroke of the design that is looked at, in the document."""
    current = tray(space).current
    assert current is not None
    box = current.design.objects[0].shape.bounds()
    return Point(current.x + box.x + box.width / 2, current.y + box.y)


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


def test_a_picture_is_seen_while_it_forms_and_is_a_layer_when_taken(
    qtbot: QtBot, space: Workspace, photo_open: Document, heavy: FakeLane
) -> None:

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
