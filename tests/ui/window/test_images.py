"""A folder of pictures in the window: the list, stepping, what is kept of each picture."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.canvas.hand import Hand
from tests.ui.window.person import FACES, Person, put_in_store
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.paths import thumbnails_folder
from vlm_studio.studio.picture_row import Picture, PictureState
from vlm_studio.tasks.requests import Annotations
from vlm_studio.ui.dialogs.export import ExportImagesDialog
from vlm_studio.ui.panels.images_panel import ImagesPanel
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.images import ExportImagesRequest

Key, Mod, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
NAMES = ["1.png", "2.png", "10.png", "猫 🐈.png"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "set"
    place.mkdir()
    for i, name in enumerate(NAMES):
        Image.new("RGB", (300 + i, 200), (60, 60 * i, 120)).save(place / name)
    return place


@pytest.fixture
def panel(qtbot: QtBot, space: Workspace, person: Person, folder: Path) -> ImagesPanel:
    """The folder, opened through the menu's action."""
    person.files = [folder]
    space.actions.by_id["file.open_folder"].trigger()
    qtbot.waitUntil(lambda: space.desk.document is not None)
    assert space.image_desk.panel is not None
    rest(qtbot, space)
    return space.image_desk.panel


def rest(qtbot: QtBot, space: Workspace) -> None:
    qtbot.waitUntil(lambda: not space.studio.jobs.at_work)


def front(space: Workspace) -> str:
    assert space.desk.document is not None
    return space.desk.document.image


def front_document(space: Workspace) -> Document:
    assert space.desk.document is not None
    return space.desk.document


def click_row(panel: ImagesPanel, name: str, keys: Mod = Mod.NoModifier) -> None:
    place = panel.list.visualRect(panel.model.index(rows(panel).index(name))).center()
    QTest.mouseClick(panel.list.viewport(), Button.LeftButton, keys, place)


def rows(panel: ImagesPanel) -> list[str]:
    return [panel.model.index(i).data() for i in range(panel.model.rowCount())]


def picture(space: Workspace, name: str) -> Picture:
    return next(p for p in space.studio.images.pictures if p.name == name)


def thumbnails() -> list[Path]:
    """Every small picture that was made."""
    return [path for path in thumbnails_folder().rglob("*") if path.is_file()]


def draw_box(space: Workspace, label: str) -> None:
    view = space.desk.view
    assert view is not None
    view.set_tool("box")
    Hand(view).drag([(20, 20), (80, 90)])
    QTest.keyClicks(QApplication.focusWidget(), label)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    space.window.activateWindow()  # what a window manager does when the field is gone


def test_a_folder_is_listed_and_its_first_picture_is_in_front(
    space: Workspace, panel: ImagesPanel
) -> None:
    assert space.window.docks.all["images"].isVisible()
    assert rows(panel) == NAMES
    assert front(space) == "1.png"
    assert panel.count.text() == "0 of 4 done"
    assert panel.list.currentIndex().data() == "1.png"
    assert panel.small.of(picture(space, "1.png")) is not None


def test_keys_and_clicks_turn_the_pages_of_one_tab(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel
) -> None:
    for key, name in (
        (Key.Key_PageDown, "2.png"),
        (Key.Key_PageDown, "10.png"),
        (Key.Key_PageUp, "2.png"),
    ):
        QTest.keyClick(space.desk.view, key)
        qtbot.waitUntil(lambda n=name: front(space) == n)
        assert panel.list.currentIndex().data() == name
        assert space.centre.tabs.count() == 1
    click_row(panel, "猫 🐈.png")
    qtbot.waitUntil(lambda: front(space) == "猫 🐈.png")
    assert space.centre.tabs.tabText(0) == "猫 🐈.png"
    QTest.keyClick(space.desk.view, Key.Key_PageDown)  # the last one
    rest(qtbot, space)
    assert front(space) == "猫 🐈.png"


def test_what_is_drawn_is_saved_by_turning_the_page(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, folder: Path
) -> None:
    draw_box(space, "house")
    row = picture(space, "1.png")
    assert row.state is PictureState.EDITED
    assert not (folder / "1.png.vlms").exists()
    QTest.keyClick(space.desk.view, Key.Key_PageDown)
    qtbot.waitUntil(lambda: front(space) == "2.png")
    assert space.desk.view is not None
    assert space.desk.view.tool == "box"
    rest(qtbot, space)
    assert (folder / "1.png.vlms").is_file()
    assert panel.small.of(row) is not None  # that of before, or already that with the box
    qtbot.waitUntil(lambda: panel.count.text() == "1 of 4 done")
    QTest.keyClick(space.desk.view, Key.Key_A, Mod.ControlModifier | Mod.AltModifier)
    rest(qtbot, space)
    assert front(space) == "2.png"  # the one before is done
    QTest.keyClick(space.desk.view, Key.Key_PageUp)
    qtbot.waitUntil(lambda: front(space) == "1.png")
    assert space.desk.document is not None
    assert space.desk.document.labels() == ["house"]


def test_each_picture_is_seen_as_it_was_left(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel
) -> None:
    def step(key: Key, name: str) -> None:
        QTest.keyClick(space.desk.view, key)
        qtbot.waitUntil(lambda: front(space) == name)

    assert space.desk.view is not None
    fitted = space.desk.view.zoom
    space.desk.view.set_zoom(4)
    Hand(space.desk.view).drag([(150, 100), (140, 90)], button=Button.MiddleButton)
    pose = space.desk.view.camera.pose
    assert pose is not None
    step(Key.Key_PageDown, "2.png")
    assert space.desk.view.zoom == fitted
    step(Key.Key_PageUp, "1.png")
    assert space.desk.view.camera.pose == pytest.approx(pose, abs=0.5)
    space.actions.by_id["image.keep_zoom"].trigger()
    step(Key.Key_PageDown, "2.png")
    assert space.desk.view.camera.pose == pytest.approx(pose, abs=0.5)


def test_search_and_state_filter_the_list(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel
) -> None:
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "1")
    assert rows(panel) == ["1.png", "10.png"]
    QTest.keyClick(space.desk.view, Key.Key_PageDown)
    qtbot.waitUntil(lambda: front(space) == "10.png")
    QTest.keyClicks(panel.search, "x")
    assert rows(panel) == []
    assert panel.nothing.isVisible()
    panel.search.setFocus()
    QTest.keyClick(panel.search, Key.Key_Escape)
    assert rows(panel) == NAMES


def test_delete_takes_rows_away_and_no_files(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, folder: Path
) -> None:
    click_row(panel, "2.png")
    click_row(panel, "10.png", Mod.ControlModifier)
    QTest.keyClick(panel.list, Key.Key_Delete)
    rest(qtbot, space)
    assert rows(panel) == ["1.png", "猫 🐈.png"]
    assert front(space) == "猫 🐈.png"
    assert panel.list.currentIndex().data() == "猫 🐈.png"
    panel.list.setFocus()
    QTest.keyClick(panel.list, Key.Key_Delete)
    rest(qtbot, space)
    assert front(space) == "1.png"
    panel.list.setFocus()
    QTest.keyClick(panel.list, Key.Key_Delete)
    rest(qtbot, space)
    assert rows(panel) == []
    assert space.desk.document is None
    assert sorted(file.name for file in folder.iterdir()) == sorted(NAMES)


def test_reading_the_folder_again_finds_what_came_and_what_went(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, folder: Path
) -> None:
    (folder / "2.png").unlink()
    Image.new("RGB", (50, 50)).save(folder / "3.png")
    QTest.keyClick(space.desk.view, Key.Key_F5)
    qtbot.waitUntil(lambda: rows(panel) == ["1.png", "3.png", "10.png", "猫 🐈.png"])
    assert front(space) == "1.png"


def test_a_damaged_picture_says_so_in_its_row(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, folder: Path
) -> None:
    (folder / "20.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    QTest.keyClick(space.desk.view, Key.Key_F5)
    qtbot.waitUntil(lambda: "20.png" in rows(panel))
    click_row(panel, "20.png")
    qtbot.waitUntil(lambda: space.centre.messages.isVisible())
    assert picture(space, "20.png").state is PictureState.FAILED
    assert "20.png" in space.centre.messages.words.text()
    assert front(space) == "1.png"
    click_row(panel, "2.png")
    qtbot.waitUntil(lambda: front(space) == "2.png")


def test_a_dropped_folder_is_listed(qtbot: QtBot, space: Workspace, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    window, centre = space.window.windowHandle(), space.centre
    place = QPointF(centre.mapTo(space.window, QPoint(centre.width() // 2, centre.height() // 2)))
    action, none = Qt.DropAction.CopyAction, Mod.NoModifier
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(window, kind(place, action, data, Button.LeftButton, none))
    QApplication.sendEvent(window, QDropEvent(place, action, data, Button.LeftButton, none))
    qtbot.waitUntil(lambda: space.desk.document is not None)
    assert front(space) == "1.png"
    rest(qtbot, space)


def test_quitting_saves_what_was_drawn_without_a_question(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, person: Person, folder: Path
) -> None:
    draw_box(space, "tree")
    space.commands.files.quit()
    qtbot.waitUntil(lambda: not space.window.isVisible())
    assert person.asked == []
    assert (folder / "1.png.vlms").is_file()


def test_thousands_of_files_are_listed_and_only_those_in_sight_are_drawn(
    qtbot: QtBot, space: Workspace, person: Person, tmp_path: Path
) -> None:
    first = tmp_path / "0.png"
    Image.new("RGB", (64, 48), (20, 120, 60)).save(first)
    for i in range(1, 2000):
        os.link(first, tmp_path / f"{i}.png")
    person.files = [tmp_path]
    space.actions.by_id["file.open_folder"].trigger()
    qtbot.waitUntil(lambda: space.desk.document is not None)
    panel = space.image_desk.panel
    assert panel is not None
    rest(qtbot, space)
    assert panel.count.text() == "0 of 2000 done"
    assert 0 < len(thumbnails()) < 40
    QTest.keyClick(panel.list, Key.Key_End)
    qtbot.waitUntil(lambda: front(space) == "1999.png")
    rest(qtbot, space)
    assert panel.small.of(picture(space, "1999.png")) is not None
    assert len(thumbnails()) < 80
    assert space.centre.tabs.count() == 1


def boxes(*scores: float) -> Annotations:
    found = (
        Annotation(i, "face", Box(5.0 * i, 5, 20, 20), score, FACES)
        for i, score in enumerate(scores, 1)
    )
    return Annotations(tuple(found))


def answer(qtbot: QtBot, heavy: FakeLane, result: Annotations) -> None:
    qtbot.waitUntil(lambda: heavy.now is not None)
    assert heavy.now is not None
    now = heavy.now
    now.succeed(result)
    qtbot.waitUntil(lambda: heavy.now is not now)


def test_run_on_all_is_one_row_and_leaves_the_hand_free(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, heavy: FakeLane, folder: Path
) -> None:
    put_in_store(space.studio.store, "blazeface")
    space.panels.task.choose_model("blazeface")
    QTest.mouseClick(panel.run, Button.LeftButton)
    [job] = space.studio.jobs.jobs
    row = space.panels.jobs.row_of(job)
    assert row.title.text() == "Detect - 4 pictures"
    click_row(panel, "猫 🐈.png")
    qtbot.waitUntil(lambda: front(space) == "猫 🐈.png")
    answer(qtbot, heavy, boxes(0.9))
    qtbot.waitUntil(lambda: panel.count.text() == "1 of 4 done")
    assert row.status.text() == "1 of 4 pictures"
    assert front(space) == "猫 🐈.png"
    qtbot.waitUntil(lambda: heavy.now is not None)
    QTest.mouseClick(row.cancel, Button.LeftButton)
    qtbot.waitUntil(lambda: job.ended)
    assert row.status.text() == "Cancelled"
    rest(qtbot, space)

    done = space.studio.images.counts()[0]
    space.panels.jobs.set_open(True)
    QTest.mouseClick(row.retry, Button.LeftButton)
    for _ in range(4 - done):
        answer(qtbot, heavy, boxes(0.9, 0.8))
    rest(qtbot, space)
    assert len(heavy.seen) <= 5  # one was under way when it was stopped
    qtbot.waitUntil(lambda: panel.count.text() == "4 of 4 done")
    assert all((folder / f"{name}.vlms").is_file() for name in NAMES)


def test_run_on_the_selected_rows_only(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, heavy: FakeLane
) -> None:
    put_in_store(space.studio.store, "blazeface")
    space.panels.task.choose_model("blazeface")
    click_row(panel, "1.png")
    click_row(panel, "10.png", Mod.ControlModifier)
    space.actions.by_id["run.chosen"].trigger()
    for _ in range(2):
        answer(qtbot, heavy, boxes(0.9))
    rest(qtbot, space)
    states = [row.state for row in space.studio.images.pictures]
    assert states == [PictureState.DONE, PictureState.NEW] * 2
    space.actions.by_id["run.unfinished"].trigger()
    for _ in range(2):
        answer(qtbot, heavy, boxes())
    rest(qtbot, space)
    assert space.studio.images.counts() == (4, 4)


def test_exporting_all_says_how_many_are_done(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, fetch: FakeLane, tmp_path: Path
) -> None:
    dialog = ExportImagesDialog(space.window, space.studio)
    dialog.open()
    dialog.choose("coco")
    assert "0 of 4 pictures are done" in dialog.losses.text()
    assert not dialog.export.isEnabled()
    dialog.reject()
    draw_box(space, "house")
    QTest.keyClick(space.desk.view, Key.Key_PageDown)
    rest(qtbot, space)
    dialog = ExportImagesDialog(space.window, space.studio)
    dialog.open()
    dialog.choose("yolo")
    assert dialog.export.isEnabled()
    dialog.write(tmp_path / "out")
    qtbot.waitUntil(lambda: fetch.now is not None)
    assert fetch.now is not None
    request = fetch.now.request
    assert isinstance(request, ExportImagesRequest)
    assert [Path(member.picture).name for member in request.members] == ["1.png"]
    [job] = space.studio.jobs.jobs
    row = space.panels.jobs.row_of(job)
    assert row.title.text() == "Export 1 picture to out"
    space.panels.jobs.set_open(True)
    QTest.mouseClick(row.cancel, Button.LeftButton)
    qtbot.waitUntil(lambda: row.status.text() == "Cancelled")


def test_a_picture_is_saved_when_the_hand_rests(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, folder: Path
) -> None:
    space.image_desk.rest.setInterval(1)
    draw_box(space, "house")
    qtbot.waitUntil((folder / "1.png.vlms").is_file)
    rest(qtbot, space)
    assert space.desk.document is not None
    assert not space.desk.document.history.dirty
    assert front(space) == "1.png"
    QTest.keyClick(space.desk.view, Key.Key_Z, Mod.ControlModifier)
    assert space.desk.document.labels() == []
    rest(qtbot, space)
    qtbot.waitUntil(lambda: not front_document(space).history.dirty)
    QTest.keyClick(space.desk.view, Key.Key_Y, Mod.ControlModifier)
    assert front_document(space).labels() == ["house"]


def test_a_picture_that_is_only_looked_at_writes_nothing(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel, folder: Path
) -> None:
    space.image_desk.rest.setInterval(1)
    for name in NAMES[1:]:
        QTest.keyClick(space.desk.view, Key.Key_PageDown)
        qtbot.waitUntil(lambda n=name: front(space) == n)
    rest(qtbot, space)
    assert sorted(file.name for file in folder.iterdir()) == sorted(NAMES)


def test_a_picture_that_was_closed_comes_back_by_a_click(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel
) -> None:
    QTest.keyClick(space.desk.view, Key.Key_W, Mod.ControlModifier)
    qtbot.waitUntil(lambda: space.desk.document is None)
    click_row(panel, "1.png")
    qtbot.waitUntil(lambda: space.desk.document is not None)
    assert front(space) == "1.png"
    rest(qtbot, space)


def test_a_list_of_what_is_not_done_shrinks_as_work_goes_on(
    qtbot: QtBot, space: Workspace, panel: ImagesPanel
) -> None:
    QTest.keyClick(panel.state, Key.Key_Down)
    assert rows(panel) == NAMES
    draw_box(space, "house")
    assert rows(panel) == NAMES, "what is worked on stays"
    click_row(panel, "2.png")
    rest(qtbot, space)
    assert rows(panel) == NAMES[1:]
    assert panel.list.currentIndex().data() == front(space) == "2.png"
    QTest.keyClick(panel.state, Key.Key_Up)
    assert rows(panel) == NAMES
