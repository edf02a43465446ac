"""What nobody means to do: the smallest and thinnest pictures, numbers beyond reason, the ground pulled away."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Hand, Key, Mods
from tests.ui.window.person import Person, open_photo
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui.canvas.tools.table import TOOLS
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.ui.workspace import Workspace


def rest(qtbot: QtBot, space: Workspace) -> None:
    qtbot.waitUntil(lambda: not space.studio.jobs.at_work)


def undo_all(document: Document) -> int:
    """Back to the beginning; how many steps that took."""
    steps = 0
    while document.history.undo_text is not None:
        document.history.undo()
        steps += 1
    return steps


def name(view: CanvasView) -> None:
    """Answer whatever asks for a label."""
    for popup in view.findChildren(LabelPopup):
        if popup.isVisible():
            QTest.keyClicks(popup.field, "thing")
            QTest.keyClick(popup.field, Key.Key_Return)


def annotations(document: Document) -> list[Annotation]:
    layers = [layer for layer in document.walk() if isinstance(layer, AnnotationLayer)]
    return [each for layer in layers for each in document.annotations(layer.id).values()]


def use_all_over(hand: Hand, width: int, height: int) -> None:
    """Drags, clicks and keys from corner to corner and beyond."""
    middle = (width / 2, height / 2)
    drags = ([(0, 0), middle, (width, height)], [(-5, -5), (width + 5, height + 5)])
    for places, mods in zip(drags, (Mods.NoModifier, Mods.ShiftModifier), strict=True):
        hand.drag(places, mods=mods)
        name(hand.view)
    for place in ((0, 0), middle, (width - 1, height - 1)):
        hand.click(place)
        name(hand.view)
    hand.double_click(middle)
    for key in (Key.Key_Return, Key.Key_Right, Key.Key_Escape, Key.Key_Escape):
        name(hand.view)
        hand.key(key)


@pytest.mark.parametrize("size", [(1, 1), (65535, 1), (1, 65535)])
def test_every_tool_works_on_the_smallest_and_the_thinnest_picture(
    qtbot: QtBot, space: Workspace, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "thin.png"
    Image.new("RGB", size, (90, 140, 60)).save(file)
    document = open_photo(qtbot, space, file)
    rest(qtbot, space)
    view = space.desk.view
    assert view is not None
    first = document.snapshot().digest()
    for zoom in ("view.fit", "view.zoom_100", "view.zoom_800"):
        for tool in TOOLS:
            space.actions.by_id[zoom].trigger()
            view.set_tool(tool)
            use_all_over(Hand(view), *size)
        space.window.grab()
    rest(qtbot, space)
    made = annotations(document)
    assert {annotation.label for annotation in made} >= {"thing"}
    assert [a.shape for a in made if min(a.bounds().width, a.bounds().height) <= 0] == []
    assert undo_all(document) >= len(made) > 0
    assert document.snapshot().digest() == first


@pytest.mark.parametrize("id", [1, 2, 3, 4, 5])
def test_no_number_puts_a_shape_out_of_the_picture_or_makes_it_nothing(
    space: Workspace, view: CanvasView, document: Document, id: int
) -> None:
    before, last = document.snapshot().digest(), document.history.last
    view.selection.select([("layer", id)])
    fields = [
        field for field in space.panels.properties.findChildren(NumberField) if field.isVisible()
    ]
    assert len(fields) == 4
    for typed in ("0", "-5", "99999999999999", "1e308", "nan", "inf", "", "abc", "0.0001"):
        for field in (field for field in fields if field.isEnabled()):
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field.lineEdit(), typed)
            QTest.keyClick(field.lineEdit(), Key.Key_Return)
            bounds = document.annotations("layer")[id].bounds()
            assert min(bounds.width, bounds.height) >= 1
            assert 0 <= bounds.x < bounds.right <= 600 + 1e-9
            assert 0 <= bounds.y < bounds.bottom <= 400 + 1e-9
            sides = (bounds.x, bounds.y, bounds.width, bounds.height)
            shown = tuple(each.value() for each in fields)
            assert shown == pytest.approx(sides, abs=0.051)
    assert document.history.last is not last
    while document.history.last is not last:
        document.history.undo()
    assert document.snapshot().digest() == before


@pytest.mark.parametrize("spot", [(0, 0.5), (1, 1), (0.5, 0)])
@pytest.mark.parametrize("id", [1, 2])
def test_a_handle_pulled_onto_the_other_side_leaves_a_pixel(
    view: CanvasView, hand: Hand, document: Document, id: int, spot: tuple[float, float]
) -> None:
    box = document.annotations("layer")[id].bounds()
    view.selection.select([("layer", id)])
    start = (box.x + spot[0] * box.width, box.y + spot[1] * box.height)
    end = (box.x + (1 - spot[0]) * box.width, box.y + (1 - spot[1]) * box.height)
    hand.drag([start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end])
    now = document.annotations("layer")[id].bounds()
    assert now != box
    assert min(now.width, now.height) >= 1


@pytest.mark.parametrize("file_name", ["empty.png", "empty.vlms", "empty.json", "empty.xyz"])
def test_an_empty_file_is_refused_in_a_sentence(
    qtbot: QtBot, space: Workspace, document: Document, tmp_path: Path, file_name: str
) -> None:
    (tmp_path / file_name).touch()
    before = document.snapshot().digest()
    space.commands.files.open([tmp_path / file_name])
    qtbot.waitUntil(lambda: space.centre.messages.notice is not None)
    assert file_name in space.centre.messages.words.text()
    assert space.studio.documents == [document]
    assert document.snapshot().digest() == before


def begin(view: CanvasView, hand: Hand, tool: str) -> None:
    """Something half done with ``tool``, the button still down where it drags."""
    view.set_tool(tool)
    if tool == "polygon":
        for place in ((300, 200), (340, 200), (340, 240)):
            hand.click(place)
        return
    x, y = (60, 50) if tool == "select" else (300, 200)
    hand.press((x, y))
    for step in (20, 40):
        hand.move((x + step, y + step))


PULLED_AWAY: dict[str, Callable[[Workspace, Document], object]] = {
    "the step before is undone": lambda _, document: document.history.undo(),
    "its layer is deleted": lambda space, _: space.commands.layers.delete(),
    "its layer is locked": lambda space, _: space.commands.layers.lock(["layer"], locked=True),
    "its tab is closed": lambda space, _: space.actions.by_id["file.close"].trigger(),
}


@pytest.mark.parametrize("what", PULLED_AWAY)
@pytest.mark.parametrize("tool", ["select", "box", "polygon", "joints", "click_mask", "brush"])
def test_nothing_is_lost_when_in_the_middle_of_a_drag(
    qtbot: QtBot,
    space: Workspace,
    view: CanvasView,
    document: Document,
    hand: Hand,
    person: Person,
    tool: str,
    what: str,
) -> None:
    person.answer = "discard"
    first = document.snapshot().digest()
    view.selection.select([("layer", 4 if tool == "brush" else 1)])
    begin(view, hand, tool)
    assert document.snapshot().digest() == first
    PULLED_AWAY[what](space, document)
    QApplication.processEvents()
    if space.desk.document is document:
        hand.release((360, 250))
        hand.key(Key.Key_Return)
        name(view)
        hand.key(Key.Key_Escape)
        space.window.grab()
    rest(qtbot, space)
    last = document.snapshot().digest()
    for _ in range(undo_all(document)):
        document.history.redo()
    assert document.snapshot().digest() == last


@pytest.mark.parametrize("what", PULLED_AWAY)
def test_a_label_field_is_no_trap_when(
    qtbot: QtBot,
    space: Workspace,
    view: CanvasView,
    document: Document,
    hand: Hand,
    person: Person,
    what: str,
) -> None:
    person.answer = "discard"
    view.set_tool("box")
    hand.drag([(300, 200), (360, 260)])
    [popup] = view.findChildren(LabelPopup)
    assert popup.isVisible()
    PULLED_AWAY[what](space, document)
    QApplication.processEvents()
    rest(qtbot, space)
    if space.desk.document is document:
        name(view)
        assert [a.label for a in annotations(document)].count("thing") == 1
        assert not any(each.isVisible() for each in view.findChildren(LabelPopup))
    else:
        assert space.studio.documents == []


def test_a_folder_that_is_gone_loses_nothing_that_is_open(
    qtbot: QtBot, space: Workspace, person: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    names = ["1.png", "2.png", "3.png"]
    for each in names:
        Image.new("RGB", (60, 40), (90, 140, 60)).save(folder / each)
    person.files = [folder]
    space.actions.by_id["file.open_folder"].trigger()
    qtbot.waitUntil(lambda: space.desk.document is not None)
    rest(qtbot, space)
    shutil.rmtree(folder)
    for id in ("image.next", "image.next", "image.next", "image.previous", "image.refresh"):
        space.actions.by_id[id].trigger()
        rest(qtbot, space)
        assert space.desk.document is not None
        assert [picture.name for picture in space.studio.images.pictures] == names
    assert "set cannot be read" in space.centre.messages.words.text()
