"""Dropping, running and cancelling, keys and the cheat-sheet, in the real window."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.canvas.hand import Button, Hand, Key, Mods
from tests.ui.window.person import Person, faces, put_in_store
from vlm_studio.document.document import Document
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.paths import resource
from vlm_studio.ui.actions import ACTIONS, BY_ID
from vlm_studio.ui.canvas.input import GESTURES as CANVAS
from vlm_studio.ui.canvas.tools.table import MODES, TOOLS
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.dialogs.shortcuts import ShortcutsDialog
from vlm_studio.ui.drop_zones import DropZones
from vlm_studio.ui.keys.profiles import PROFILES
from vlm_studio.ui.keys.strokes import shown
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.panels.layer_list import GESTURES as LAYERS
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome

CTRL, SHIFT, ALT = Mods.ControlModifier, Mods.ShiftModifier, Mods.AltModifier
Take = Callable[[str], None]

# 5 -----------------------------------------------------------------------------------------------


def over(space: Workspace, data: QMimeData, place: QPoint) -> bool:
    """Drag ``data`` into the middle of the window, to ``place``; whether it is welcome."""
    at = QPointF(place)
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, Button.LeftButton, Mods(0))
    enter.setAccepted(False)
    QApplication.sendEvent(space.centre, enter)
    if enter.isAccepted():
        move = QDragMoveEvent(at, Qt.DropAction.CopyAction, data, Button.LeftButton, Mods(0))
        QApplication.sendEvent(space.centre, move)
    return enter.isAccepted()


def drop(space: Workspace, data: QMimeData, place: QPoint) -> None:
    event = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, Button.LeftButton, Mods(0))
    QApplication.sendEvent(space.centre, event)


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


@pytest.mark.usefixtures("view")
def test_drop_zones_are_seen_while_something_is_dragged_and_gone_afterwards(
    qtbot: QtBot, space: Workspace, document: Document, file: Path
) -> None:
    [zones] = space.centre.findChildren(DropZones)
    before = space.centre.grab().toImage()
    assert over(space, files(file), QPoint(40, 200))
    assert zones.isVisible()
    assert space.centre.grab().toImage() != before
    QApplication.sendEvent(space.centre, QDragLeaveEvent())
    assert not zones.isVisible()
    layers = len(document.layers)
    assert over(space, files(file), QPoint(space.centre.width() // 4, 300))
    drop(space, files(file), QPoint(space.centre.width() // 4, 300))
    assert not zones.isVisible()
    qtbot.waitUntil(lambda: len(document.layers) == layers + 1)


@pytest.mark.usefixtures("view")
def test_a_bad_drop_changes_nothing(
    qtbot: QtBot, space: Workspace, document: Document, tmp_path: Path
) -> None:
    before, open = document.snapshot().digest(), list(space.studio.documents)
    words = QMimeData()
    words.setText("only words")
    assert not over(space, words, QPoint(200, 200))
    bad = tmp_path / "no_picture.png"
    bad.write_text("only words")
    place = QPoint(space.centre.width() // 4, 300)
    assert over(space, files(bad), place)
    drop(space, files(bad), place)
    qtbot.waitUntil(lambda: space.centre.messages.notice is not None)
    assert "no_picture.png" in space.centre.messages.words.text()
    assert document.snapshot().digest() == before
    assert space.studio.documents == open


# 6 -----------------------------------------------------------------------------------------------


@pytest.fixture
def ready(space: Workspace, view: CanvasView) -> CanvasView:
    """A model that finds faces is there and chosen."""
    put_in_store(space.studio.store, "blazeface")
    space.panels.task.choose_model("blazeface")
    return view


def job(space: Workspace) -> Job:
    return space.studio.jobs.jobs[-1]


def test_control_enter_runs_and_with_shift_before_those_that_wait(
    qtbot: QtBot, space: Workspace, ready: CanvasView, heavy: FakeLane
) -> None:
    asked: list[Job] = []
    space.studio.jobs.added.connect(asked.append)
    for mods in (CTRL, CTRL, CTRL | SHIFT):
        QTest.keyClick(ready, Key.Key_Return, mods)
    qtbot.waitUntil(lambda: heavy.now is not None)
    running, later, sooner = asked
    order: list[Job] = []
    space.studio.jobs.changed.connect(
        lambda job: order.append(job) if job.running and job not in order else None
    )
    for _ in range(3):
        qtbot.waitUntil(lambda: heavy.now is not None)
        count = len(heavy.seen)
        assert heavy.now is not None
        heavy.now.succeed(faces(0.9))
        qtbot.waitUntil(lambda count=count: len(heavy.seen) > count or not space.studio.jobs.busy)
    assert order[-2:] == [sooner, later]
    assert {each.state for each in (running, sooner, later)} == {JobState.DONE}


@pytest.mark.parametrize("way", ["Ctrl+Alt+Enter", "Shift+X", "button"])
@pytest.mark.parametrize("phase", ["waiting", "running"])
def test_there_is_a_way_to_cancel_in_every_phase(
    qtbot: QtBot,
    space: Workspace,
    document: Document,
    ready: CanvasView,
    heavy: FakeLane,
    way: str,
    phase: str,
) -> None:
    before = document.snapshot().digest()
    QTest.keyClick(ready, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: heavy.now is not None)
    if phase == "waiting":
        QTest.keyClick(ready, Key.Key_Return, CTRL)
        assert job(space).state is JobState.WAITING
    wanted = job(space)
    space.panels.jobs.set_open(True)
    row = space.panels.jobs.row_of(wanted)
    assert row.cancel.isVisible()
    if way == "button":
        QTest.mouseClick(row.cancel, Button.LeftButton)
    else:
        running = space.studio.jobs.jobs[0]
        key, mods = (Key.Key_X, SHIFT) if way == "Shift+X" else (Key.Key_Return, CTRL | ALT)
        QTest.keyClick(ready, key, mods)
        qtbot.waitUntil(lambda: running.ended)
        if phase == "waiting":
            qtbot.waitUntil(lambda: wanted.running)
            QTest.keyClick(ready, key, mods)
    qtbot.waitUntil(lambda: wanted.ended)
    assert wanted.state is JobState.CANCELLED
    if heavy.now is not None:
        heavy.now.end(Outcome("cancelled"))
    qtbot.waitUntil(lambda: not space.studio.jobs.busy)
    assert document.snapshot().digest() == before


# 7 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "tool"), [("V", "select"), ("H", "hand"), ("B", "brush"), ("E", "eraser")]
)
def test_the_studio_profile_has_the_letters_of_the_tools(
    view: CanvasView, take: Take, key: str, tool: str
) -> None:
    take("box")
    QTest.keyClick(view, key)
    assert view.tool == tool


def test_brackets_size_the_brush(space: Workspace, view: CanvasView, take: Take) -> None:
    take("brush")
    sizes = [space.centre.options.now.brush]
    for key in (Key.Key_BracketRight, Key.Key_BracketLeft, Key.Key_BracketLeft):
        QTest.keyClick(view, key)
        sizes.append(space.centre.options.now.brush)
    assert sizes[3] < sizes[0] == sizes[2] < sizes[1]


@pytest.mark.parametrize("key", ["L", "I", "C", "X"])
def test_letters_of_tools_that_come_later_are_kept_free(
    space: Workspace, view: CanvasView, document: Document, key: str
) -> None:
    later = tomllib.loads(resource("keys", "reserved.toml").read_text("utf-8"))["studio"]["window"]
    kept = [id for id, keys in later.items() if key in keys]
    bound = [action.id for action in ACTIONS if key in space.keys.keys(action.id)]
    assert len(kept + bound) == 1
    if bound:
        return
    before = document.snapshot().digest()
    QTest.keyClick(view, key)
    assert view.tool == "select"
    assert document.snapshot().digest() == before


def test_the_annotator_profile_has_the_letters_of_annotators(
    space: Workspace, view: CanvasView, take: Take
) -> None:
    space.keys.use("annotator")
    take("click_mask")
    QTest.keyClick(view, Key.Key_E)
    assert space.centre.options.now.takes_away
    QTest.keyClick(view, Key.Key_Q)
    assert not space.centre.options.now.takes_away
    assert view.tool == "click_mask"


def test_in_the_annotator_profile_d_and_a_turn_the_pages_of_a_folder(
    qtbot: QtBot, space: Workspace, person: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("1.png", "2.png", "3.png"):
        Image.new("RGB", (60, 40), (90, 140, 60)).save(folder / name)
    space.keys.use("annotator")
    person.files = [folder]
    space.actions.by_id["file.open_folder"].trigger()
    front = None
    for key, name in (("", "1.png"), ("D", "2.png"), ("D", "3.png"), ("A", "2.png")):
        if key:
            QTest.keyClick(space.desk.view, key)
        qtbot.waitUntil(
            lambda n=name: space.desk.document is not None and space.desk.document.image == n
        )
        assert space.desk.document is not front
        front = space.desk.document
    assert front is not None
    assert not front.history.dirty
    qtbot.waitUntil(lambda: not space.studio.jobs.at_work)


@pytest.mark.parametrize("finish", [Key.Key_F, Key.Key_Space, Key.Key_Return])
def test_in_the_annotator_profile_f_space_and_enter_close_a_polygon(
    space: Workspace, view: CanvasView, hand: Hand, document: Document, take: Take, finish: Key
) -> None:
    space.keys.use("annotator")
    take("polygon")
    for place in ((300, 200), (340, 200), (340, 240)):
        hand.click(place)
    QTest.keyClick(view, finish)
    [popup] = [popup for popup in view.findChildren(LabelPopup) if popup.isVisible()]
    QTest.keyClick(popup.field, Key.Key_Return)
    assert len(document.annotations("layer")) == 6


# 8 -----------------------------------------------------------------------------------------------


def lines(sheet: QWidget) -> set[str]:
    return {label.text() for label in sheet.findChildren(QLabel)}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_cheat_sheet_says_what_the_keys_are_and_nothing_else(
    qtbot: QtBot, space: Workspace, profile: str
) -> None:
    space.keys.use(profile)
    space.keys.bind("tool.ellipse", ("Ctrl+Alt+9",))
    sheet = ShortcutsDialog(space.window, space.keys)
    qtbot.addWidget(sheet)
    said = lines(sheet)
    for action in ACTIONS:
        keys = space.keys.keys(action.id)
        if keys:
            assert {str(action.text), shown(keys)} <= said, action.id
    assert any("Ctrl+Alt+9" in line for line in said)
    keyless = {str(a.text) for a in ACTIONS if not space.keys.keys(a.id)}
    bound = {str(a.text) for a in ACTIONS if space.keys.keys(a.id)}
    assert not (keyless - bound) & said


def test_the_cheat_sheet_says_what_the_mouse_does_with_every_tool(
    qtbot: QtBot, space: Workspace
) -> None:
    sheet = ShortcutsDialog(space.window, space.keys)
    qtbot.addWidget(sheet)
    said = lines(sheet)
    for name, tool in (TOOLS | MODES).items():
        assert tool.gestures, name
        assert {str(part) for gesture in tool.gestures for part in gesture} <= said
    assert {str(part) for gesture in (*CANVAS, *LAYERS) for part in gesture} <= said


# 10 ----------------------------------------------------------------------------------------------


def single_keys() -> str:
    """Every character that is a shortcut by itself in any profile."""
    from vlm_studio.ui.keys.profiles import profile_keys

    keys = {key for name in PROFILES for several in profile_keys(name).values() for key in several}
    return "".join(sorted(key.lower() for key in keys if len(key) == 1))


def label_popup(space: Workspace, hand: Hand) -> QLineEdit:
    space.actions.by_id["edit.label"].trigger()
    [popup] = [p for p in hand.view.findChildren(LabelPopup) if p.isVisible()]
    return popup.field


FIELDS: dict[str, Callable[[Workspace, Hand], QLineEdit]] = {
    "models": lambda space, _: space.panels.models.search,
    "classes": lambda space, _: space.panels.task.classes.field,
    "layers": lambda space, _: space.panels.layers.search,
    "label": label_popup,
}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("field", FIELDS)
def test_letters_are_letters_while_somebody_types(
    space: Workspace, view: CanvasView, document: Document, hand: Hand, field: str, profile: str
) -> None:
    space.keys.use(profile)
    view.selection.select([("layer", 1)])
    before = document.snapshot().digest()
    typed = single_keys()
    assert {"v", "b", "[", "."} <= set(typed)
    line = FIELDS[field](space, hand)
    line.setFocus()
    line.clear()
    QTest.keyClicks(line, typed)
    assert line.text() == typed
    assert view.tool == "select"
    assert document.snapshot().digest() == before
    assert space.desk.document is document


def test_letters_do_nothing_in_a_number_field(
    space: Workspace, view: CanvasView, document: Document
) -> None:
    before = document.snapshot().digest()
    number = space.panels.task.score.field
    number.setFocus()
    QTest.keyClicks(number.lineEdit(), single_keys())
    assert view.tool == "select"
    assert document.snapshot().digest() == before


def test_every_tool_has_a_key_a_button_and_a_menu_entry_that_takes_it_up(
    space: Workspace, view: CanvasView
) -> None:
    for tool in TOOLS:
        [key, *_] = space.keys.keys(f"tool.{tool}")
        stroke = QKeySequence(key)[0]
        QTest.keyClick(view, stroke.key(), stroke.keyboardModifiers())
        assert view.tool == tool
        assert space.actions.by_id[f"tool.{tool}"].isChecked()
        assert f"tool.{tool}" in BY_ID
