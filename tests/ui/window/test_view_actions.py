"""Looking around by keys and menus, in the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.window.person import open_photo
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def opened(qtbot: QtBot, space: Workspace, photo: Path) -> CanvasView:
    document = open_photo(qtbot, space, photo)
    layer = AnnotationLayer(name="Boxes", id="boxes")
    boxes = {layer.id: [Annotation(1, "person", Box(20, 20, 60, 60))]}
    document.history.push(edits.insert_layers(document, [layer], text("Add"), annotations=boxes))
    view = space.desk.view
    assert view is not None
    view.finish_painting()
    return view


def test_the_original_is_seen_while_its_key_is_held(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    view = opened(qtbot, space, photo)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    after = view.grab().toImage()
    QTest.keyPress(view, Key.Key_Backslash)
    before = view.grab().toImage()
    assert before != after
    QTest.keyRelease(view, Key.Key_Backslash)
    assert view.grab().toImage() == after
    QTest.keyPress(view, Key.Key_Backslash)
    assert view.grab().toImage() == before
    QTest.keyRelease(view, Key.Key_Backslash)


def test_the_line_between_before_and_after_goes_with_esc_and_the_menu_knows(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    view = opened(qtbot, space, photo)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    entry = space.actions.by_id["view.compare_line"]
    QTest.keyClick(view, Key.Key_Backslash, CTRL)
    assert view.comparing
    assert entry.isChecked()
    QTest.keyClick(view, Key.Key_Escape)
    assert not view.comparing
    assert not entry.isChecked()
    entry.trigger()
    entry.trigger()
    assert not view.comparing


def test_opening_the_job_panel_leaves_a_zoomed_picture_alone(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    view = opened(qtbot, space, photo)
    view.set_zoom(7)
    before, height = view.camera.viewport, view.height()
    place = view.mapTo(space.window, QPoint(0, 0))
    space.commands.view.show_jobs()
    qtbot.waitUntil(lambda: view.height() != height)
    after = view.camera.viewport
    assert (after.scale, after.dx, after.dy) == (7, before.dx, before.dy)
    # A panel on the left moves the view's corner; the picture stays where it is on the screen.
    space.window.docks.toggle_all()
    qtbot.waitUntil(lambda: view.mapTo(space.window, QPoint(0, 0)) != place)
    shift = view.mapTo(space.window, QPoint(0, 0)) - place
    last = view.camera.viewport
    assert last.scale == 7
    assert (last.dx + shift.x(), last.dy + shift.y()) == (before.dx, before.dy)


def test_the_width_is_fitted_by_its_key(qtbot: QtBot, space: Workspace, photo: Path) -> None:
    view = opened(qtbot, space, photo)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.set_zoom(1)
    QTest.keyClick(view, Key.Key_F, CTRL | SHIFT)
    page = view.camera.viewport.rect(Box(0, 0, 120, 80))
    assert abs(page.width() - (view.width() - 64)) <= 1
