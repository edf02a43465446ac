"""Looking around: zoom, pan, what is painted again and what is told."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Button, Hand, Key, Mods, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.masks import Mask
from vlm_studio.ui.canvas.tools.table import TOOLS
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text


def pixel(view: CanvasView, place: tuple[float, float]) -> QColor:
    """The colour on the screen at a place of the document."""
    at = view.camera.viewport.to_view(Point(*place)).toPoint()
    return view.grab().toImage().pixelColor(at)


@pytest.mark.parametrize("notches", [1, -1, 3, 0.25])
def test_the_wheel_keeps_the_point_under_the_cursor(
    view: CanvasView, hand: Hand, notches: float
) -> None:
    place = QPointF(333, 222)
    before = view.camera.viewport.to_document(place)
    scale = view.zoom
    hand.wheel(place, notches)
    after = view.camera.viewport.to_document(place)
    assert (view.zoom > scale) == (notches > 0)
    assert after.distance(before) <= 1 / view.zoom


def test_the_wheel_scrolls_when_the_setting_says_so_and_ctrl_still_zooms(
    view: CanvasView, hand: Hand
) -> None:
    view.set_wheel("scroll")
    before = view.camera.viewport
    hand.wheel(QPointF(400, 300), -1)
    assert view.zoom == before.scale
    assert view.camera.viewport.dy < before.dy
    hand.wheel(QPointF(400, 300), 1, Mods.ControlModifier)
    assert view.zoom > before.scale


@pytest.mark.parametrize("tool", sorted(set(TOOLS) - {"click_mask"}))
def test_space_and_the_middle_button_pan_with_every_tool(
    view: CanvasView, hand: Hand, document: Document, tool: str
) -> None:
    view.set_tool(tool)
    start = view.camera.viewport
    hand.drag([(100, 100), (130, 90)], Button.MiddleButton)
    moved = view.camera.viewport
    assert (moved.dx - start.dx, moved.dy - start.dy) == (30, -10)
    QTest.keyPress(view, Key.Key_Space)
    # The picture follows the hand, so the second place is where the first one was plus the way.
    hand.press((100, 100))
    QTest.mouseMove(view, (hand.at((100, 100)) + QPointF(15, 20)).toPoint())
    hand.release((100, 100))
    QTest.keyRelease(view, Key.Key_Space)
    again = view.camera.viewport
    assert (again.dx - moved.dx, again.dy - moved.dy) == (15, 20)
    assert document.history.undo_text is None


def test_zoom_goes_from_stop_to_stop_and_not_beyond(view: CanvasView) -> None:
    view.set_zoom(1.0)
    view.zoom_in()
    assert view.zoom == 1.5
    view.zoom_out()
    view.zoom_out()
    assert view.zoom == pytest.approx(2 / 3, abs=0.001)
    for _ in range(40):
        view.zoom_in()
    assert view.zoom == 64
    for _ in range(60):
        view.zoom_out()
    assert view.zoom == 0.05


def test_fit_shows_the_whole_document_and_stays_fitted(view: CanvasView, qtbot: QtBot) -> None:
    view.set_zoom(8)
    view.fit()
    page = view.camera.viewport.rect(Box(0, 0, 400, 300))
    assert page.width() > 600
    assert view.rect().contains(page.toAlignedRect())
    view.resize(400, 300)
    page = view.camera.viewport.rect(Box(0, 0, 400, 300))
    assert view.rect().contains(page.toAlignedRect())


def test_the_document_cannot_be_lost_out_of_sight(view: CanvasView) -> None:
    view.camera.pan(-100_000, 100_000)
    page = view.camera.viewport.rect(Box(0, 0, 400, 300))
    assert page.intersects(view.rect().toRectF())


def test_the_pointer_and_the_colour_under_it_are_told(view: CanvasView, hand: Hand) -> None:
    heard: list[QPointF | None] = []
    view.pointer_moved.connect(heard.append)
    hand.move((45, 35))
    assert heard[-1] is not None
    assert (round(heard[-1].x()), round(heard[-1].y())) == (45, 35)
    colour = view.colour_at(heard[-1])
    assert colour is not None
    assert colour.getRgb() == (255, 0, 0, 255)
    assert view.colour_at(QPointF(-1, 5)) is None


def test_a_change_is_painted_at_once_and_undo_takes_it_off_the_screen(
    view: CanvasView, document: Document
) -> None:
    plain = view.grab().toImage()
    with_annotations(document, [Annotation(1, "person", Box(100, 100, 80, 60))])
    assert pixel(view, (100, 130)) == QColor("#56B4E9")
    document.history.undo()
    assert view.grab().toImage() == plain


def test_moving_the_view_paints_the_same_as_painting_it_anew(
    view: CanvasView, document: Document
) -> None:
    with_annotations(
        document,
        [
            Annotation(i, f"thing {i}", Box(i * 37 % 350, i * 53 % 250, 40, 30))
            for i in range(1, 40)
        ],
    )
    view.set_zoom(2)
    view.grab()
    for step in ((-35, 20), (60, -45), (-7, -3)):
        view.camera.pan(*step)
        view.grab()
    moved = view.grab().toImage()
    view._backing.invalidate()
    assert view.grab().toImage() == moved


def test_a_hidden_layer_is_gone_and_a_filter_acts_at_once(
    view: CanvasView, document: Document
) -> None:
    plain = view.grab().toImage()
    boxes = [Annotation(1, "cat", Box(100, 100, 80, 60), score=0.4, provenance=None, edited=False)]
    layer = with_annotations(document, boxes)
    shown = view.grab().toImage()
    assert shown != plain
    hide = edits.set_layers(document, [layer.id], text("Hide"), visible=False)
    document.history.push(hide)
    assert view.grab().toImage() == plain


def test_above_200_percent_pixels_are_squares(view: CanvasView) -> None:
    view.set_zoom(16)
    view.camera.fit(Box(36, 26, 8, 8))
    image = view.grab().toImage()
    at = view.camera.viewport.to_view(Point(40, 32.5)).toPoint()
    # The edge of the red square is sharp: no pixel between grey and red but the line of the grid.
    beside = (-3, -2, -1, 1, 2, 3)
    colours = {image.pixelColor(at.x() + dx, at.y()).getRgb()[:3] for dx in beside}
    assert colours == {(128, 128, 128), (255, 0, 0)}


def test_without_a_document_nothing_happens(view: CanvasView, hand: Hand) -> None:
    view.set_document(None)
    hand.drag([(10, 10), (50, 50)])
    hand.key(Key.Key_Delete)
    hand.wheel(QPointF(10, 10), 1)
    surround = QColor("#123456")
    view.set_colors(type(view._colors)(surround=surround))
    assert view.grab().toImage().pixelColor(400, 300) == surround


def test_escape_lets_go_step_by_step_and_loses_nothing(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    with_annotations(document, [Annotation(1, "cat", Box(10, 10, 50, 50))])
    digest = document.snapshot().digest()
    view.set_tool("polygon")
    view.selection.select([("layer", 1)])
    for place in ((100, 100), (150, 100), (150, 150)):
        hand.click(place)
    hand.key(Key.Key_Escape)
    assert view.selection.annotations
    hand.key(Key.Key_Escape)
    assert not view.selection.annotations
    assert view.tool == "polygon"
    hand.key(Key.Key_Escape)
    assert view.tool == "select"
    assert document.snapshot().digest() == digest


def test_drags_are_announced_so_that_results_can_wait(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    with_annotations(document, [Annotation(1, "cat", Box(10, 10, 50, 50))])
    heard: list[str] = []
    view.drag_began.connect(lambda: heard.append("began"))
    view.drag_ended.connect(lambda: heard.append("ended"))
    hand.press((30, 30))
    hand.move((60, 60))
    assert heard == ["began"]
    hand.release((60, 60))
    assert heard == ["began", "ended"]


def test_the_cursor_says_what_a_press_would_do(view: CanvasView, hand: Hand) -> None:
    view.set_tool("hand")
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    hand.press((50, 50))
    assert view.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    hand.release((50, 50))
    view.set_tool("box")
    assert view.cursor().shape() == Qt.CursorShape.CrossCursor
    QTest.keyPress(view, Key.Key_Space)
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    QTest.keyRelease(view, Key.Key_Space)
    assert view.cursor().shape() == Qt.CursorShape.CrossCursor


def test_one_changed_annotation_is_painted_and_the_rest_stays_right(
    view: CanvasView, document: Document
) -> None:
    with_annotations(
        document,
        [Annotation(1, "person", Box(10, 40, 80, 60)), Annotation(2, "cat", Box(150, 100, 80, 60))],
    )
    view.grab()
    moved = [Annotation(2, "a long new name", Box(60, 70, 200, 90))]
    document.history.push(edits.set_annotations(document, "layer", moved, text("Move")))
    changed = view.grab().toImage()
    view._backing.invalidate()
    assert view.grab().toImage() == changed
    document.history.undo()
    undone = view.grab().toImage()
    view._backing.invalidate()
    assert view.grab().toImage() == undone
    assert undone != changed


def test_a_stroke_on_a_mask_is_painted_where_it_is_and_the_rest_stays_right(
    view: CanvasView, document: Document
) -> None:
    pixels = np.zeros((200, 300), np.bool_)
    pixels[20:180, 20:280] = True
    pixels[::7, 100:140] = False
    pixels[0, 0] = pixels[-1, -1] = True
    before = Mask.from_array(pixels, 40, 30)
    pixels[90:110, 60:80] = False
    after = Mask.from_array(pixels, 40, 30)
    assert before is not None
    assert after is not None
    with_annotations(document, [Annotation(1, "person", before), Annotation(2, "cat", after)])
    first = view.grab().toImage()
    stroke = [Annotation(1, "person", after), Annotation(2, "cat", before)]
    document.history.push(edits.set_annotations(document, "layer", stroke, text("Paint")))
    changed = view.grab().toImage()
    assert changed != first
    assert view._backing is not None
    view._backing.forget()
    assert view.grab().toImage() == changed
    document.history.undo()
    assert view.grab().toImage() == first


def test_what_is_dragged_is_painted_once(view: CanvasView, hand: Hand, document: Document) -> None:
    with_annotations(document, [Annotation(1, "person", Box(40, 100, 80, 60))])
    line = QColor("#56B4E9")
    assert pixel(view, (40, 130)) == line
    hand.press((80, 130))
    hand.move((180, 160))
    hand.move((180, 160))
    assert pixel(view, (40, 130)) != line
    hand.release((180, 160))
    assert pixel(view, (40, 130)) != line


def test_a_draft_gets_its_keys_before_the_shortcuts_of_the_window(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    pressed: list[str] = []
    for keys in ("Ctrl+Z", "Backspace", "Return"):
        QShortcut(QKeySequence(keys), view, lambda keys=keys: pressed.append(keys))
    view.activateWindow()
    view.set_tool("polygon")
    for place in ((100, 100), (150, 100), (150, 150), (120, 170)):
        hand.click(place)
    hand.key(Key.Key_Z, Mods.ControlModifier)
    hand.key(Key.Key_Backspace)
    hand.key(Key.Key_Return)
    assert pressed == []
    hand.key(Key.Key_Z, Mods.ControlModifier)
    hand.key(Key.Key_Backspace)
    assert pressed == []
    assert not view._current.drafting
    hand.key(Key.Key_Backspace)
    hand.key(Key.Key_Z, Mods.ControlModifier)
    assert pressed == ["Backspace", "Ctrl+Z"]


def test_a_zoomed_picture_stays_where_it_is_on_the_screen_when_the_view_is_resized(
    view: CanvasView,
) -> None:
    view.set_zoom(3)
    view.camera.pan(-40, 25)
    before = view.camera.viewport
    view.resize(640, 350)
    after = view.camera.viewport
    assert (after.scale, after.dx, after.dy) == (3, before.dx, before.dy)
    view.fit()
    view.resize(800, 600)
    assert view.camera.viewport.visible.intersection(Box(0, 0, 400, 300)) == Box(0, 0, 400, 300)


def test_fit_width_shows_all_of_the_width_and_what_was_in_the_middle(view: CanvasView) -> None:
    view.resize(800, 200)
    view.set_zoom(8)
    view.camera.fit(Box(100, 200, 20, 20))
    view.fit_width()
    seen = view.camera.viewport.visible
    assert seen.x <= 0
    assert seen.right >= 400
    assert abs(seen.centre.y - 210) <= 1
    view.resize(1600, 1400)
    view.fit_width()
    assert view.camera.viewport.visible.centre.y == pytest.approx(150, abs=1)


@pytest.mark.parametrize("surround", ["#141517", "#d9dbdf"])
def test_a_grid_fades_in_between_large_pixels(view: CanvasView, surround: str) -> None:
    view.set_colors(type(view._colors)(surround=QColor(surround)))
    lines = {}
    for zoom in (8, 10, 16):
        view.set_zoom(zoom)
        view.camera.fit(Box(44, 34, 4, 4), most=zoom)
        view.finish_painting()
        image = view.grab().toImage()
        place = view.camera.viewport.to_view(Point(46, 36)).toPoint()
        line = image.pixelColor(place.x(), place.y() + zoom // 2)
        middle = image.pixelColor(place.x() + zoom // 2, place.y() + zoom // 2)
        assert middle == QColor(255, 0, 0)
        lines[zoom] = middle.red() - line.red()
    assert lines[8] == 0
    assert 0 < lines[10] < lines[16]


def test_chips_move_when_a_neighbour_goes_and_the_rest_stays_right(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    several = [Annotation(i, f"thing {i}", Box(100 + i, 120, 40 * i, 30)) for i in range(1, 5)]
    with_annotations(document, [*several, Annotation(9, "right", Box(380, 120, 20, 30))])

    def agrees() -> None:
        image = view.grab().toImage()
        assert view._backing is not None
        view._backing.forget()
        assert view.grab().toImage() == image

    view.grab()
    document.history.push(edits.remove_annotations(document, "layer", [1], text("Delete")))
    agrees()
    longer = [Annotation(3, "a much longer name", several[2].shape)]
    document.history.push(edits.set_annotations(document, "layer", longer, text("Rename")))
    agrees()
    hand.press((141, 120))
    hand.move((160, 160))
    hand.move((190, 200))
    agrees()
    hand.release((190, 200))
    agrees()
    for _ in range(3):
        document.history.undo()
        agrees()
