"""Drawn objects in the window: their panel, their verbs in the menus, their keys."""

from __future__ import annotations

from pathlib import Path as FilePath

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.layers import objects_of
from tests.ui.canvas.hand import Hand, Key, Mods
from tests.ui.window.person import Person, open_photo
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.nodes import lines_of
from vlm_studio.document.vectors import LineTo, Oval, Path, Rectangle, Subpath, VectorObject
from vlm_studio.ui.actions import TOOLS
from vlm_studio.ui.main_window import MINIMUM
from vlm_studio.ui.workspace import Workspace

P = Point
CTRL, SHIFT = Mods.ControlModifier, Mods.ShiftModifier
CARD = VectorObject(1, Rectangle(100, 100, 80, 60), fill="#0000ff", stroke="#000000", width=3)
RING = VectorObject(2, Oval(220, 100, 60, 60), stroke="#00ff00", width=4)
LINE = VectorObject(
    3, Path((Subpath(P(100, 250), (LineTo(P(200, 250)), LineTo(P(200, 280)))),)), stroke="#ff0000"
)


@pytest.fixture
def document(qtbot: QtBot, space: Workspace) -> Document:
    layer = VectorLayer(name="Drawing", id="v", objects=(CARD, RING, LINE))
    document = Document(DocumentState("d", "drawing", 400, 300, {"v": layer}, {"": ("v",)}))
    space.studio.add(document)
    qtbot.waitUntil(lambda: space.desk.document is document)
    return document


@pytest.fixture
def hand(space: Workspace, document: Document) -> Hand:
    assert space.desk.view is not None
    space.desk.view.setFocus()
    return Hand(space.desk.view)


def select(space: Workspace, *ids: int) -> None:
    assert space.desk.selection is not None
    space.desk.selection.select_objects([("v", id) for id in ids])


def choose(space: Workspace, id: str) -> None:
    action = space.actions.by_id[id]
    assert action.isEnabled(), id
    action.trigger()


def test_the_panel_changes_all_selected_objects_in_one_step_each(
    space: Workspace, document: Document
) -> None:
    page = space.panels.properties.vector
    select(space, 1, 2)
    before = document.snapshot().digest()
    steps = len(document.history.changes())
    page.stroke_width.setValue(9)
    assert [objects_of(document)[id].width for id in (1, 2, 3)] == [9, 9, 1]
    for combo, value in ((page.ends.cap, "round"), (page.ends.join, "bevel")):
        combo.setCurrentIndex(combo.findData(value))
        combo.activated.emit(combo.currentIndex())
    assert {(o.cap, o.join) for id, o in objects_of(document).items() if id < 3} == {
        ("round", "bevel")
    }
    for value in ("Dashed", "Dotted"):
        combo = page.ends.dash
        combo.setCurrentText(value)
        combo.activated.emit(combo.currentIndex())
        assert combo.currentText() == value
    assert [objects_of(document)[id].dash for id in (1, 2, 3)] == [(0, 2), (0, 2), ()]
    page.opacity.field.setValue(0.5)
    assert [objects_of(document)[id].opacity for id in (1, 2, 3)] == [0.5, 0.5, 1]
    page.fill.chosen.emit("#d64545")
    assert [objects_of(document)[id].fill for id in (1, 2, 3)] == ["#d64545", "#d64545", None]
    assert len(document.history.changes()) == steps + 7
    for _ in range(7):
        space.commands.edit.undo()
    assert document.snapshot().digest() == before
    space.commands.edit.redo()
    assert [objects_of(document)[id].width for id in (1, 2, 3)] == [9, 9, 1]
    assert page.stroke_width.value() == 9


def test_dots_with_flat_ends_can_still_be_seen(space: Workspace, document: Document) -> None:
    select(space, 1)
    ends = space.panels.properties.vector.ends
    for combo, value in ((ends.dash, "dotted"), (ends.cap, "butt")):
        combo.setCurrentIndex(combo.findData(value))
        combo.activated.emit(combo.currentIndex())
    only = objects_of(document)[1]
    assert (only.cap, only.dash) == ("butt", (1, 1))
    assert ends.dash.currentData() == "dotted"


def test_ends_that_differ_are_shown_as_none_of_them(space: Workspace, document: Document) -> None:
    select(space, 1, 2)
    ends = space.panels.properties.vector.ends
    assert ends.cap.currentData() == "butt"
    select(space, 1)
    combo = ends.cap
    combo.setCurrentIndex(combo.findData("square"))
    combo.activated.emit(combo.currentIndex())
    select(space, 1, 2)
    assert ends.cap.currentIndex() == -1


def test_an_anchor_is_put_where_the_numbers_say(
    space: Workspace, document: Document, hand: Hand
) -> None:
    anchor = space.panels.properties.vector.anchor
    select(space, 3)
    assert anchor.isHidden()
    space.commands.view.tool("nodes")
    hand.click((200, 250))
    assert not anchor.isHidden()
    assert (anchor.across.value(), anchor.down.value()) == (200, 250)
    before = document.snapshot().digest()
    anchor.across.setValue(240.5)
    [line] = lines_of(objects_of(document)[3].shape)
    assert line.nodes[1].point == P(240.5, 250)
    space.commands.edit.undo()
    assert document.snapshot().digest() == before
    assert anchor.across.value() == 200


def test_verbs_of_lines_are_in_the_menu_and_can_be_done_when_they_mean_something(
    space: Workspace, document: Document, hand: Hand
) -> None:
    verbs = ("anchor.smooth", "anchor.corner", "anchor.cut", "anchor.join", "path.close")

    def offered() -> set[str]:
        return {id for id in verbs if space.actions.by_id[id].isEnabled()}

    assert offered() == set()
    select(space, 3)
    assert offered() == {"path.close"}
    space.commands.view.tool("nodes")
    hand.click((200, 250))
    assert offered() == {"anchor.smooth", "anchor.corner", "anchor.cut", "path.close"}
    choose(space, "anchor.smooth")
    [line] = lines_of(objects_of(document)[3].shape)
    assert line.nodes[1].smooth
    choose(space, "anchor.corner")
    choose(space, "path.close")
    choose(space, "path.reverse")
    [line] = lines_of(objects_of(document)[3].shape)
    assert line.closed
    assert [node.point for node in line.nodes] == [P(100, 250), P(200, 280), P(200, 250)]
    for _ in range(4):
        space.commands.edit.undo()
    assert objects_of(document)[3] == LINE


def test_the_keys_of_the_pen_and_of_anchors_are_those_of_the_profile(
    space: Workspace, document: Document, hand: Hand
) -> None:
    view = space.desk.view
    assert view is not None
    QTest.keyClick(view, Key.Key_A)
    assert view.tool == "nodes"
    space.keys.use("photoshop")
    QTest.keyClick(view, Key.Key_P)
    assert view.tool == "pen"
    space.keys.use("studio")
    QTest.keyClick(view, Key.Key_P)
    assert view.tool == "polygon"


def test_the_keys_of_layers_are_those_of_objects_while_the_canvas_has_them(
    space: Workspace, document: Document, hand: Hand
) -> None:
    view, group = space.desk.view, space.actions.by_id["layer.group"]
    assert view is not None
    assert group.text() == "Group layers"
    QTest.keyClick(view, Key.Key_A, CTRL)
    assert group.text() == "Group objects"
    QTest.keyClick(view, Key.Key_G, CTRL)
    assert {each.group for each in objects_of(document).values()} == {1}
    assert space.actions.by_id["layer.ungroup"].isEnabled()
    QTest.keyClick(view, Key.Key_G, CTRL | SHIFT)
    assert {each.group for each in objects_of(document).values()} == {0}
    assert not space.actions.by_id["layer.ungroup"].isEnabled()
    hand.click((140, 130))
    QTest.keyClick(view, Key.Key_BracketRight, CTRL)
    assert list(objects_of(document)) == [2, 1, 3]
    choose(space, "layer.front")
    assert list(objects_of(document)) == [2, 3, 1]
    space.panels.layers.list.setFocus()
    choose(space, "layer.group")
    assert [layer.name for layer in document.walk()] == ["Group", "Drawing"]
    space.commands.edit.undo()
    space.commands.edit.undo()
    space.commands.edit.undo()
    assert list(objects_of(document)) == [1, 2, 3]


def test_verbs_for_shapes_work_on_objects_where_they_mean_the_same(
    space: Workspace, document: Document, hand: Hand
) -> None:
    same = ("edit.transform", "view.fit_selection", "shape.left", "shape.flip_across")
    assert not any(space.actions.by_id[id].isEnabled() for id in same)
    select(space, 1, 2)
    assert all(space.actions.by_id[id].isEnabled() for id in same)
    assert not space.actions.by_id["shape.across"].isEnabled()
    choose(space, "shape.bottom")
    assert objects_of(document)[1].shape == Rectangle(100, 100, 80, 60)
    choose(space, "shape.left")
    assert objects_of(document)[2].shape == Oval(100, 100, 60, 60)
    choose(space, "path.convert")
    assert isinstance(objects_of(document)[2].shape, Path)
    choose(space, "edit.transform")
    assert space.desk.view is not None
    assert space.desk.view.tool == "transform"
    QTest.keyClick(space.desk.view, Key.Key_Escape)
    assert space.desk.view.tool == "select"


@pytest.mark.parametrize("size", [MINIMUM, (1440, 900)])
def test_every_tool_can_be_seen_and_pressed_however_small_the_window(
    qtbot: QtBot, space: Workspace, document: Document, size: tuple[int, int]
) -> None:
    strip = space.window.strip
    space.window.resize(*size)
    last = strip.widgetForAction(space.actions.by_id["view.fit"])
    qtbot.waitUntil(lambda: last.geometry().bottom() < strip.height())
    for tool in TOOLS:
        button = strip.widgetForAction(space.actions.by_id[tool.id])
        assert button.isVisible(), tool.id
        assert strip.rect().contains(button.geometry()), tool.id


def test_what_was_drawn_and_grouped_is_the_same_after_it_was_saved_and_opened(
    qtbot: QtBot,
    space: Workspace,
    document: Document,
    hand: Hand,
    person: Person,
    tmp_path: FilePath,
) -> None:
    select(space, 1, 2)
    choose(space, "layer.group")
    space.commands.view.tool("pen")
    hand.click((50, 200))
    hand.drag([(150, 200), (160, 220), (150, 240)])
    hand.click((250, 200))
    hand.key(Key.Key_Return)
    space.commands.view.tool("nodes")
    hand.double_click((50, 200))
    before = objects_of(document)
    person.path = tmp_path / "drawing.vlms"
    space.commands.files.save()
    qtbot.waitUntil(lambda: not document.history.dirty)
    space.commands.files.close()
    again = open_photo(qtbot, space, person.path)
    [layer] = again.walk()
    assert isinstance(layer, VectorLayer)
    assert {each.id: each for each in layer.objects} == before
    assert len(before) == 4
