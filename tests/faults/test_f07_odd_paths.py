"""F7: files and folders with odd names are opened, dropped, saved, exported and run on like any other.

The name that comes out is the name that went in; only a name that is not text is refused, in one sentence.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.odd_names import NOT_TEXT, STEMS
from tests.pictures import picture
from tests.ui.window.person import Person
from vlm_studio.cli import main
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.formats.open import open_file
from vlm_studio.ui.workspace import Workspace

pytestmark = [pytest.mark.faults, pytest.mark.skipif(os.name == "nt", reason="names of Linux")]

SIZE = (24, 16)
each_name = pytest.mark.parametrize("stem", STEMS.values(), ids=STEMS)


def write_photo(path: Path) -> Path:
    Image.new("RGB", SIZE, (90, 140, 60)).save(path, "PNG")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def drop(space: Workspace, path: Path) -> None:
    """Drag the file in from a file manager, as the URL that those send."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle = space.centre.rect().center()
    actions, buttons, keys = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(
        space.centre, QDragEnterEvent(QPointF(middle), actions, data, buttons, keys)
    )
    QApplication.sendEvent(space.centre, QDropEvent(QPointF(middle), actions, data, buttons, keys))


@pytest.fixture
def opened(qtbot: QtBot, space: Workspace) -> Callable[[Callable[[], object]], Document]:
    """Does something and gives the document that comes of it."""

    def wait(deed: Callable[[], object]) -> Document:
        before = len(space.studio.documents)
        deed()
        qtbot.waitUntil(lambda: len(space.studio.documents) > before)
        return space.studio.documents[-1]

    return wait


@each_name
def test_f7_a_day_with_an_odd_name(
    stem: str,
    qtbot: QtBot,
    tmp_path: Path,
    space: Workspace,
    person: Person,
    opened: Callable[[Callable[[], object]], Document],
) -> None:
    """Dropped, saved, exported and opened again."""
    studio = space.studio
    photo = write_photo(tmp_path / f"{stem}.png")
    document = opened(lambda: drop(space, photo))
    assert (document.name, document.width, document.height) == (photo.stem, *SIZE)
    assert studio.source(document) == photo

    project = tmp_path / f"{photo.stem}.vlms"
    person.path = project
    space.actions.by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: not document.history.dirty and document.path is not None)
    assert document.path == str(project)
    assert document.name == project.stem

    folder = tmp_path / "exported"
    studio.export(document, "labelme", folder, {})
    qtbot.waitUntil(lambda: any(folder.glob("*.json")))
    [written] = folder.glob("*.json")
    assert json.loads(written.read_text("utf-8"))["imagePath"]

    studio.close(document)
    again = opened(lambda: studio.open([project]))
    assert (again.name, again.path) == (project.stem, str(project))
    assert names(tmp_path) == sorted([photo.name, project.name, "exported"])


@each_name
def test_f7_a_folder_with_an_odd_name(
    stem: str,
    qtbot: QtBot,
    tmp_path: Path,
    space: Workspace,
    person: Person,
    opened: Callable[[Callable[[], object]], Document],
) -> None:
    folder = tmp_path / stem
    folder.mkdir()
    photo = write_photo(folder / "photo.png")
    document = opened(lambda: space.studio.open([photo]))
    person.path = folder / "work.vlms"
    space.actions.by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: document.path is not None)
    assert names(folder) == ["photo.png", "work.vlms"]


def test_f7_links_lead_to_the_file_and_stay_links(
    tmp_path: Path,
    qtbot: QtBot,
    space: Workspace,
    opened: Callable[[Callable[[], object]], Document],
) -> None:
    photo = write_photo(tmp_path / "photo.png")
    project, soft, hard = (tmp_path / f"{name}.vlms" for name in ("work", "soft", "hard"))
    document = opened(lambda: space.studio.open([photo]))
    space.studio.save(document, project)
    qtbot.waitUntil(lambda: document.path is not None)
    soft.symlink_to(project)
    os.link(project, hard)
    space.studio.open([soft])
    assert space.studio.documents == [document]

    space.commands.layers.new()
    space.studio.close(document)
    through_link = opened(lambda: space.studio.open([soft]))
    space.desk.show(through_link, space.desk.view)
    space.commands.layers.new()
    space.studio.save(through_link)
    qtbot.waitUntil(lambda: not through_link.history.dirty)
    assert soft.is_symlink()
    assert soft.read_bytes() == project.read_bytes()
    assert hard.read_bytes() != project.read_bytes()


def test_f7_a_path_longer_than_windows_takes(
    tmp_path: Path,
    qtbot: QtBot,
    space: Workspace,
    opened: Callable[[Callable[[], object]], Document],
) -> None:
    folder = tmp_path.joinpath(*["a folder with a name of some length"] * 12)
    folder.mkdir(parents=True)
    photo = write_photo(folder / "photo.png")
    assert len(str(photo)) > 260
    document = opened(lambda: drop(space, photo))
    space.studio.save(document, folder / "work.vlms")
    qtbot.waitUntil(lambda: document.path is not None)
    assert (folder / "work.vlms").is_file()


@pytest.fixture
def unreadable(tmp_path: Path) -> Path:
    """A photo whose name is not text."""
    photo = tmp_path / f"{NOT_TEXT}.png"
    write_photo(tmp_path / "photo.png").rename(photo)
    return photo


def test_f7_a_name_that_is_not_text_is_refused_in_one_sentence(
    unreadable: Path, space: Workspace
) -> None:
    space.studio.open([unreadable])
    notice = space.centre.messages.notice
    assert notice is not None
    assert "not valid UTF-8" in str(notice.text)
    assert space.studio.documents == []


@pytest.mark.usefixtures("starter_home")
def test_f7_a_terminal_refuses_it_too_and_goes_on(
    unreadable: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good = write_photo(unreadable.with_name("good.png"))
    photos = [str(unreadable), str(good)]
    assert main(["run", "object-detection", "--model", "blazeface", *photos]) == 1
    told = capfd.readouterr()
    assert json.loads(told.out)["image"]["path"] == str(good)
    assert "not valid UTF-8" in told.err
    assert "Traceback" not in told.err


@pytest.mark.usefixtures("starter_home")
def test_f7_one_run_in_a_terminal_over_all_of_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    photos = [write_photo(folder / f"{stem}.png") for stem in STEMS.values()]
    assert main(["run", "object-detection", str(folder), "--model", "blazeface"]) == 0
    told = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert {line["image"]["path"] for line in told} == set(map(str, photos))


@each_name
def test_f7_models_in_a_home_with_an_odd_name(
    stem: str,
    tmp_path: Path,
    starter_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Every runtime reads its file there: TFLite's, ONNX Runtime's."""
    home = tmp_path / stem
    home.mkdir()
    (home / "models").symlink_to((starter_home / "models").resolve(), target_is_directory=True)
    monkeypatch.setenv("VLM_STUDIO_HOME", str(home))
    cat = str(picture("chelsea.png"))
    assert main(["run", "object-detection", cat, "--model", "blazeface"]) == 0
    assert main(["run", "image-segmentation", cat, "--model", "u2netp"]) == 0
    faces, things = map(json.loads, capfd.readouterr().out.splitlines())
    assert faces["model"]["id"] == "blazeface"
    assert [found["label"] for found in things["annotations"]] == ["salient object"]


@each_name
def test_f7_a_picture_file_is_read_whatever_its_name(
    stem: str, tmp_path: Path, blocks: BlockFolder
) -> None:
    photo = write_photo(tmp_path / f"{stem}.png")
    opened = open_file(photo, blocks)
    assert opened.state.image == photo.name
    assert opened.state.name == photo.stem


def test_f7_a_folder_of_odd_names_is_worked_through(
    tmp_path: Path, qtbot: QtBot, space: Workspace
) -> None:
    """Each picture is shown, something is done on it, and its work is found again beside it."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for stem in STEMS.values():
        write_photo(folder / f"{stem}.png")
    images = space.studio.images
    space.studio.open([folder])
    qtbot.waitUntil(lambda: len(images.pictures) == len(STEMS))
    for row in images.pictures:
        images.turning.show(row)
        qtbot.waitUntil(lambda: images.turning.document is not None)
        qtbot.waitUntil(lambda: space.desk.document is images.turning.document)
        space.commands.layers.new()
    images.turning.leave()
    qtbot.waitUntil(lambda: not any(row.dirty for row in images.pictures))
    assert {row.error for row in images.pictures} == {None}
    assert all(row.sidecar is not None for row in images.pictures)
    before = {row.path: row.sidecar for row in images.pictures}
    images.refresh()
    qtbot.waitUntil(lambda: images.pictures != [] and images.known)
    assert {row.path: row.sidecar for row in images.pictures} == before
    for row in images.pictures:
        images.turning.show(row)
        qtbot.waitUntil(lambda: images.turning.document is not None)
        assert len(images.turning.document.layers) == 2
