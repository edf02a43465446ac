"""Panning and zooming, one step for one action, Esc and Enter: with every tool."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.e2e.acceptance.conftest import EMPTY, MASK
from tests.ui.canvas.hand import Button, Hand, Key, Mods, Place
from vlm_studio.document.document import Document
from vlm_studio.ui.canvas.mask_port import Clicks, MaskAnswer
from vlm_studio.ui.canvas.text_editor import TextEditor
from vlm_studio.ui.canvas.tools.table import TOOLS
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.words import Text, catalogue

Take = Callable[[str], None]
CTRL, SHIFT = Mods.ControlModifier, Mods.ShiftModifier
CORNERS: tuple[Place, ...] = (EMPTY, (340, 200), (340, 240))
LOOKING = {"hand", "zoom", "eyedropper"}
"""Tools that change nothing but the view."""
EDITING = {"nodes"}
"""Tools for drawn objects, of which there are none here."""

every_tool = pytest.mark.parametrize("tool", list(TOOLS))


class Engine:
    """Finds a square wherever it is asked; remembers the questions."""

    idle = False

    def __init__(self) -> None:
        self.asked: list[Clicks] = []

    def prepare(self, then: Callable[[Text | None], None]) -> None:
        then(None)

    def preview(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        raise AssertionError("it is never idle")

    def ask(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        import numpy as np

        from vlm_studio.document.masks import Mask

        self.asked.append(request)
        then(MaskAnswer(Mask.from_array(np.ones((30, 30), bool), 290, 190)))


@pytest.fixture(autouse=True)
def engine(view: CanvasView) -> Engine:
    engine = Engine()
    view.set_masks(engine)
    return engine


def digest(document: Document) -> str:
    return document.snapshot().digest()


def steps(document: Document) -> int:
    return len(document.history.changes())


def begin(hand: Hand) -> None:
    """Two clicks: with some tools something is half drawn now."""
    for place in CORNERS[:2]:
        hand.click(place)
    settle(hand.view)


def settle(view: CanvasView) -> None:
    """Wait for what a tool asked the light lane."""
    lane = view.stage.lane if view.stage is not None else None
    while lane is not None and not lane.idle:
        QApplication.processEvents()


def drawn(view: CanvasView) -> object:
    """Everything that was said about the thing that is half drawn."""
    tool = view._current
    return tool.drafting, getattr(tool, "points", None), getattr(tool, "_said", None)


def answer(view: CanvasView, label: str = "thing") -> None:
    """Type a label if one is asked for, or a line of text."""
    for editor in view.findChildren(TextEditor):
        if editor.isVisible():
            QTest.keyClicks(editor, label)
            QTest.keyClick(editor, Key.Key_Return)
    for popup in view.findChildren(LabelPopup):
        if popup.isVisible():
            popup.field.setFocus()
            QTest.keyClicks(popup.field, label)
            QTest.keyClick(popup.field, Key.Key_Return)
    view.setFocus()


def pan(hand: Hand, button: Button, held: Key | None) -> QPointF:
    """Drag the picture by (40, 25); returns how far it went."""
    view = hand.view
    before = view.camera.viewport
    start = hand.at(EMPTY)
    if held is not None:
        QTest.keyPress(view, held)
    QTest.mousePress(view, button, pos=start.toPoint())
    QTest.mouseMove(view, (start + QPointF(20, 10)).toPoint())
    QTest.mouseMove(view, (start + QPointF(40, 25)).toPoint())
    QTest.mouseRelease(view, button, pos=(start + QPointF(40, 25)).toPoint())
    if held is not None:
        QTest.keyRelease(view, held)
    after = view.camera.viewport
    return QPointF(after.dx - before.dx, after.dy - before.dy)


def wheel_keeps_its_place(hand: Hand, notches: float) -> bool:
    """Turn the wheel; whether what lay under the pointer still does."""
    view = hand.view
    place = hand.at((250, 150))
    there = view.camera.viewport.to_document(place)
    scale = view.zoom
    hand.wheel(place, notches)
    assert (view.zoom > scale) == (notches > 0)
    return (view.camera.viewport.to_view(there) - place).manhattanLength() <= 2


# 1 -----------------------------------------------------------------------------------------------


@every_tool
def test_the_view_is_moved_with_every_tool_also_with_a_half_drawn_shape(
    view: CanvasView, hand: Hand, document: Document, take: Take, tool: str
) -> None:
    take(tool)
    begin(hand)
    before, half = digest(document), drawn(view)
    view.set_zoom(1)
    assert pan(hand, Button.LeftButton, Key.Key_Space) == QPointF(40, 25)
    assert pan(hand, Button.MiddleButton, None) == QPointF(40, 25)
    assert wheel_keeps_its_place(hand, 2)
    assert wheel_keeps_its_place(hand, -1)
    assert view.tool == tool
    assert drawn(view) == half
    assert digest(document) == before


@every_tool
def test_the_wheel_and_the_middle_button_work_in_the_middle_of_a_drag(
    view: CanvasView, hand: Hand, document: Document, take: Take, tool: str
) -> None:
    take(tool)
    before = digest(document)
    hand.move(EMPTY)
    hand.press(EMPTY)
    hand.move((330, 220))
    dragging = view._current.dragging
    assert wheel_keeps_its_place(hand, 1)
    view.set_zoom(1)
    if tool != "hand":
        assert pan(hand, Button.MiddleButton, None) == QPointF(40, 25)
    assert view._current.dragging == dragging
    hand.key(Key.Key_Escape)
    hand.release((330, 220))
    assert digest(document) == before


# 2 and 3 -----------------------------------------------------------------------------------------


def change_something(hand: Hand, document: Document, tool: str) -> bool:
    """Use a tool until something is different: drag where nothing is, or on a mask, or click and press Enter."""
    view, before = hand.view, digest(document)

    def clicks() -> None:
        for place in CORNERS:
            hand.click(place)
        hand.key(Key.Key_Return)

    for use in (
        lambda: hand.drag([EMPTY, (320, 210), (350, 230)]),
        lambda: hand.drag([MASK, (450, 70), (440, 90)]),
        clicks,
    ):
        use()
        if tool == "click_mask":
            hand.key(Key.Key_Return)
        answer(view)
        settle(view)
        if digest(document) != before:
            return True
        hand.key(Key.Key_Escape)
        view.set_tool(tool)
        view.set_zoom(1)
    return False


def readable(sentence: Text | None) -> bool:
    """Whether a step has a name in every language, with no place left open."""
    said = []
    for language in ("en", "zh_CN"):
        catalogue.use(language)
        said.append(str(sentence))
    catalogue.use("en")
    return sentence is not None and said[0] != said[1] and not any(set("{}") & set(s) for s in said)


@every_tool
def test_one_action_is_one_step_with_a_name_and_both_keys_redo_it(
    view: CanvasView, hand: Hand, document: Document, take: Take, tool: str
) -> None:
    take(tool)
    before, count = digest(document), steps(document)
    changed = change_something(hand, document, tool)
    assert changed == (tool not in LOOKING | EDITING)
    if not changed:
        return
    after = digest(document)
    assert steps(document) == count + 1
    assert readable(document.history.undo_text)
    for redo, mods in ((Key.Key_Z, CTRL | SHIFT), (Key.Key_Y, CTRL)):
        QTest.keyClick(view, Key.Key_Z, CTRL)
        assert digest(document) == before
        QTest.keyClick(view, redo, mods)
        assert digest(document) == after


@every_tool
def test_escape_never_destroys_what_is_finished(
    view: CanvasView, hand: Hand, document: Document, take: Take, tool: str
) -> None:
    take(tool)
    change_something(hand, document, tool)
    take(tool)
    begin(hand)
    finished = digest(document)
    hand.press(EMPTY)
    hand.move((330, 230))
    for _ in range(5):
        hand.key(Key.Key_Escape)
    hand.release((330, 230))
    assert not view._current.drafting
    assert view.selection.annotations == frozenset()
    assert view.tool == "select"
    assert digest(document) == finished
    for popup in view.findChildren(LabelPopup):
        assert not popup.isVisible()


@every_tool
def test_escape_where_a_label_is_asked_for_drops_only_the_new_shape(
    view: CanvasView, hand: Hand, document: Document, take: Take, tool: str
) -> None:
    take(tool)
    before = digest(document)
    hand.drag([EMPTY, (320, 210), (350, 230)])
    if tool == "click_mask":
        hand.key(Key.Key_Return)
    asked = [popup for popup in view.findChildren(LabelPopup) if popup.isVisible()]
    for popup in asked:
        QTest.keyClick(popup.field, Key.Key_Escape)
    if not asked:
        hand.key(Key.Key_Escape)
    assert bool(asked) == (tool in {"box", "ellipse", "joints", "click_mask", "brush"})
    if tool == "pencil":  # its strokes have no label: one is there as soon as the hand lifts
        assert str(document.history.undo_text) == "Draw a stroke"
        document.history.undo()
    assert digest(document) == before
    assert not view._current.drafting


@every_tool
def test_enter_always_applies_what_is_half_drawn(
    view: CanvasView, hand: Hand, document: Document, take: Take, tool: str
) -> None:
    take(tool)
    before = digest(document)
    by_keys = TOOLS[tool].by_keys
    if tool in ("fill", "text"):
        hand.move(EMPTY)
        hand.key(Key.Key_Return)
        hand.key(Key.Key_Return)
        settle(view)
    elif by_keys == "points" and tool not in LOOKING:
        for place in CORNERS:
            hand.click(place)
        assert view._current.drafting
        hand.key(Key.Key_Return)
    elif by_keys == "drag" and tool not in LOOKING:
        hand.move(MASK if tool == "eraser" else EMPTY)
        for key in (Key.Key_Return, Key.Key_Return, Key.Key_Right, Key.Key_Down):
            hand.key(key, SHIFT if key in (Key.Key_Right, Key.Key_Down) else Mods.NoModifier)
        assert view._current.dragging
        hand.key(Key.Key_Return)
    else:
        assert tool in {"select", *LOOKING, *EDITING}
        return
    answer(view)
    assert digest(document) != before
    assert not view._current.drafting


# 4 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "mods"),
    [(Button.RightButton, Mods.NoModifier), (Button.LeftButton, Mods.ShiftModifier)],
)
def test_the_right_button_and_shift_both_take_away(
    view: CanvasView, hand: Hand, take: Take, engine: Engine, button: Button, mods: Mods
) -> None:
    take("click_mask")
    hand.click(EMPTY)
    hand.click((310, 210), button, mods)
    assert [click.positive for click in engine.asked[-1].clicks] == [True, False]
    hand.click((305, 205))
    assert [click.positive for click in engine.asked[-1].clicks] == [True, False, True]


@every_tool
def test_the_right_button_never_changes_anything_by_itself(
    view: CanvasView, hand: Hand, document: Document, take: Take, qtbot: QtBot, tool: str
) -> None:
    take(tool)
    before = digest(document)
    hand.click(EMPTY, Button.RightButton)
    assert digest(document) == before
    assert not [field for field in view.findChildren(QLineEdit) if field.isVisible()]
