"""What can be chosen for the tool in hand, over the top of the canvas."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Hand
from tests.ui.window.person import open_photo
from vlm_studio.studio import Notice
from vlm_studio.ui.canvas.tools.table import TOOLS
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.tool_bar import ToolBar
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

Key = Qt.Key


@pytest.fixture
def view(qtbot: QtBot, space: Workspace, photo: Path) -> CanvasView:
    open_photo(qtbot, space, photo)
    assert space.desk.view is not None
    return space.desk.view


@pytest.fixture
def bar(space: Workspace, view: CanvasView) -> ToolBar:
    assert space.centre.tool_bar is not None
    return space.centre.tool_bar


def take(space: Workspace, tool: str) -> None:
    space.actions.by_id[f"tool.{tool}"].trigger()


def brush(space: Workspace) -> int:
    return space.centre.options.now.brush


def test_only_tools_with_a_choice_have_a_bar(space: Workspace, bar: ToolBar) -> None:
    shown = []
    for tool in TOOLS:
        take(space, tool)
        if bar.isVisible():
            shown.append(tool)
    assert shown == ["joints", "click_mask", "brush", "eraser", "pencil", "pen", "fill", "text"]


@pytest.mark.usefixtures("view")
def test_it_goes_with_the_document(qtbot: QtBot, space: Workspace, bar: ToolBar) -> None:
    take(space, "brush")
    assert bar.isVisible()
    space.commands.files.close()
    qtbot.waitUntil(lambda: space.desk.document is None)
    assert not bar.isVisible()


def test_the_brush_is_sized_by_slider_field_and_keys_and_all_show_it(
    space: Workspace, view: CanvasView, bar: ToolBar
) -> None:
    take(space, "brush")
    view.setFocus()
    slider = bar.size_slider.slider
    QTest.mouseClick(
        slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2)
    )
    # The middle of the slider is well below half of the largest size, and the canvas keeps the keys.
    assert 100 < brush(space) < 400
    assert view.hasFocus()
    assert bar.size_slider.field.value() == brush(space)
    before = brush(space)
    QTest.keyClick(view, Key.Key_BracketLeft)
    assert brush(space) < before
    assert bar.size_slider.value == brush(space)
    field = bar.size_slider.field.lineEdit()
    bar.size_slider.field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "33")
    QTest.keyClick(field, Key.Key_Return)
    assert brush(space) == 33
    assert view.hasFocus()


def test_the_size_is_the_same_in_every_document(
    qtbot: QtBot, space: Workspace, view: CanvasView, photo: Path, bar: ToolBar
) -> None:
    take(space, "brush")
    space.centre.options.size_brush(77)
    second = photo.with_name("second.png")
    second.write_bytes(photo.read_bytes())
    open_photo(qtbot, space, second)
    take(space, "eraser")
    assert space.desk.view is not view
    assert bar.size_slider.value == 77


def test_keys_and_buttons_both_say_what_clicks_do(space: Workspace, bar: ToolBar) -> None:
    take(space, "click_mask")
    assert bar.add.isChecked()
    space.actions.by_id["mask.negative"].trigger()
    assert bar.take_away.isChecked()
    bar.add.click()
    assert not space.centre.options.now.takes_away


def test_the_next_figure_is_the_one_chosen(
    space: Workspace, view: CanvasView, bar: ToolBar
) -> None:
    take(space, "joints")
    bar.skeleton.setCurrentIndex(bar.skeleton.findData("hand21"))
    bar.skeleton.activated.emit(bar.skeleton.currentIndex())
    assert view.hasFocus()
    asked = []
    view.label_wanted.connect(asked.append)
    Hand(view).drag([(10, 10), (60, 60)])
    assert [request.label for request in asked] == ["hand"]
    asked[0].cancel()


def test_it_stands_below_a_message_and_inside_a_narrow_window(
    qtbot: QtBot, space: Workspace, bar: ToolBar
) -> None:
    take(space, "click_mask")
    top = bar.y()
    space.centre.messages.show_notice(Notice(text("Something was said."), "warning"))
    assert bar.y() > top
    assert not bar.geometry().intersects(space.centre.messages.geometry())
    space.centre.messages.next()
    assert bar.y() == top
    space.window.resize(1024, 640)
    qtbot.waitUntil(lambda: space.centre.width() < 500)
    assert space.centre.rect().contains(bar.geometry())
    assert bar.result.width() >= bar.result.minimumSizeHint().width()


def test_the_pencils_width_and_colour_are_chosen_there(
    space: Workspace, view: CanvasView, bar: ToolBar
) -> None:
    view.setFocus()
    QTest.keyClick(view, Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert view.tool == "pencil"
    bar.width_slider.field.setValue(12)
    assert space.centre.options.now.pencil == 12
    QTest.mouseClick(bar.colour, Qt.MouseButton.LeftButton)
    assert bar.colour.field.isVisible()
    blue = next(each for each in bar.colour.field.swatches if each.colour == "#3b78d8")
    QTest.mouseClick(blue, Qt.MouseButton.LeftButton)
    assert not bar.colour.field.isVisible()
    assert space.centre.options.now.pencil_colour == bar.colour.colour == "#3b78d8"
