"""A folder as a list of pictures, without a window."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.fakes.designs import LAMP, lamps
from tests.layers import layers_named
from tests.pictures import picture
from tests.unit.studio.conftest import Workshop
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.formats.fileops import FileOps
from vlm_studio.jobs.job import JobState
from vlm_studio.studio.images import Images
from vlm_studio.studio.picture_row import Picture, PictureState
from vlm_studio.wire.images import OpenImageRequest
from vlm_studio.words import text

NAMES = ("photo 2.png", "photo 10.png", "猫 🐈.png", "Zebra.png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures of different sizes, and something that is none."""
    place = tmp_path / "pictures"
    place.mkdir()
    for i, name in enumerate(NAMES):
        Image.new("RGB", (40 + i, 30), (200, 40 * i, 90)).save(place / name)
    (place / "notes.txt").write_text("not a picture")
    return place


def opened(workshop: Workshop, folder: Path) -> Images:
    """The folder in the studio, its first picture in front."""
    images = workshop.studio.images
    workshop.studio.open([folder])
    workshop.main.until(lambda: images.folder == folder and images.turning.document is not None)
    return images


def show(workshop: Workshop, row: Picture) -> Document:
    images = workshop.studio.images
    images.turning.show(row)
    workshop.main.until(lambda: images.turning.document is not None)
    document = images.turning.document
    assert document is not None
    return document


def draw(document: Document, x: float = 1) -> None:
    """A box by hand on a layer of its own."""
    layer = AnnotationLayer(name="By hand")
    boxes = {layer.id: [Annotation(1, "thing", Box(x, 1, 5, 5))]}
    document.history.push(edits.insert_layers(document, [layer], text("Draw"), annotations=boxes))


def rest(workshop: Workshop) -> None:
    workshop.main.until(lambda: not workshop.studio.jobs.at_work)


def named(images: Images, name: str) -> Picture:
    return next(row for row in images.pictures if row.name == name)


def test_pictures_stand_in_the_order_a_person_expects(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    assert [row.name for row in images.pictures] == [*NAMES[:2], "Zebra.png", "猫 🐈.png"]
    assert images.counts() == (0, 4)
    assert [document.image for document in workshop.studio.documents] == ["photo 2.png"]


def test_one_picture_is_open_at_a_time_and_what_was_drawn_is_there_again(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    for row in images.pictures:
        draw(show(workshop, row))
        assert row.state is PictureState.EDITED
    rest(workshop)
    assert [document.image for document in workshop.studio.documents] == ["猫 🐈.png"]
    assert (folder / "photo 2.png.vlms").is_file()
    # The last one is still open and in no file.
    assert not (folder / "猫 🐈.png.vlms").exists()
    images.turning.leave()
    rest(workshop)
    assert images.counts() == (4, 4)
    assert workshop.studio.documents == []
    blocks = list(workshop.studio.blocks.path.glob("*.px"))
    assert blocks == []

    document = show(workshop, named(images, "猫 🐈.png"))
    [layer] = layers_named(document, "By hand")
    assert len(document.annotations(layer.id)) == 1
    assert not document.history.dirty


def test_a_folder_opened_again_knows_what_was_done(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    draw(show(workshop, images.pictures[1]))
    images.turning.leave()
    rest(workshop)
    images.pictures[1].summary = None
    images.folder = None
    images = opened(workshop, folder)
    rest(workshop)
    states = [row.state for row in images.pictures]
    assert states == [PictureState.NEW, PictureState.EDITED, PictureState.NEW, PictureState.NEW]
    assert images.next(1, unfinished=True) is images.pictures[2]


def test_a_picture_that_changed_since_is_named(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    first, second = images.pictures[:2]
    draw(show(workshop, first))
    show(workshop, second)
    rest(workshop)
    shutil.copy(picture("chelsea.png"), first.path)
    show(workshop, first)
    assert "changed since" in str(workshop.notices[-1].text)
    document = images.turning.document
    assert document is not None
    assert (document.width, document.height) == (40, 30)


def test_a_file_that_is_damaged_or_gone_fails_alone(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    rest(workshop)
    broken, gone = images.pictures[2:]
    broken.path.write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    gone.path.unlink()
    for row in (broken, gone):
        images.turning.show(row)
        rest(workshop)
        assert row.state is PictureState.FAILED
        assert row.name in str(row.error)
    show(workshop, images.pictures[1])
    assert images.counts() == (0, 4)


def test_a_failed_save_brings_the_picture_back(
    workshop: Workshop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = opened(workshop, folder)
    first, second = images.pictures[:2]
    document = show(workshop, first)
    draw(document)

    def full(ops: FileOps, descriptor: int, data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(FileOps, "write", full)
        images.turning.show(second)
        workshop.main.until(lambda: bool(workshop.notices))
        rest(workshop)
    assert "not enough room" in str(workshop.notices[-1].text)
    assert document in workshop.studio.documents
    assert document.history.dirty
    assert not (folder / "photo 2.png.vlms").exists()
    show(workshop, second)
    rest(workshop)
    assert document not in workshop.studio.documents
    assert (folder / "photo 2.png.vlms").is_file()


def test_a_folder_that_cannot_be_written_keeps_its_annotations_elsewhere(
    workshop: Workshop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FileOps.create

    def refuse(ops: FileOps, path: Path) -> int:
        if folder in path.parents:
            raise OSError(errno.EACCES, "Permission denied")
        return real(ops, path)

    monkeypatch.setattr(FileOps, "create", refuse)
    images = opened(workshop, folder)
    assert images.elsewhere is not None
    draw(show(workshop, images.pictures[0]))
    show(workshop, images.pictures[1])
    rest(workshop)
    assert [file.name for file in images.elsewhere.iterdir()] == ["photo 2.png.vlms"]
    document = show(workshop, images.pictures[0])
    assert len(layers_named(document, "By hand")) == 1


def test_an_empty_folder_says_so(workshop: Workshop, tmp_path: Path) -> None:
    workshop.studio.open([tmp_path])
    workshop.main.until(lambda: bool(workshop.notices))
    assert workshop.studio.images.pictures == []
    assert workshop.studio.documents == []


def test_searching_and_stepping_agree(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    images.find("PHOTO", None)
    assert [row.name for row in images.shown] == ["photo 2.png", "photo 10.png"]
    assert images.next(1) is images.shown[1]
    assert images.next(-1) is None
    show(workshop, images.shown[1])
    assert images.next(1) is None
    images.find("", PictureState.EDITED)
    assert images.shown == []


def test_taking_a_picture_out_of_the_list_leaves_its_files(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    draw(show(workshop, images.pictures[0]))
    images.remove(images.pictures[:1])
    rest(workshop)
    assert images.counts() == (0, 3)
    assert (folder / "photo 2.png").is_file()
    assert (folder / "photo 2.png.vlms").is_file()


def test_a_sidecar_that_is_open_as_a_project_is_not_opened_twice(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    first, second = images.pictures[:2]
    draw(show(workshop, first))
    show(workshop, second)
    rest(workshop)
    project = workshop.open(folder / "photo 2.png.vlms")
    assert show(workshop, first) is project
    draw(project, 9)
    show(workshop, second)
    rest(workshop)
    assert len(layers_named(show(workshop, first), "By hand")) == 2


def test_pictures_that_are_passed_by_are_not_read(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    rest(workshop)
    images.turning.leave()
    for row in images.pictures:
        images.turning.show(row)
    waiting = [job.request for job in workshop.studio.jobs.quiet if job.state is JobState.WAITING]
    assert all(
        isinstance(request, OpenImageRequest) and request.picture != str(images.pictures[1].path)
        for request in waiting
    )
    workshop.main.until(lambda: images.turning.document is not None)
    rest(workshop)
    assert [document.image for document in workshop.studio.documents] == ["猫 🐈.png"]


def test_a_picture_saved_under_another_name_is_a_project_of_its_own(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    images = opened(workshop, folder)
    first, second = images.pictures[:2]
    document = show(workshop, first)
    draw(document)
    workshop.studio.save(document, tmp_path / "mine.vlms")
    rest(workshop)
    assert first.state is PictureState.NEW
    draw(document, 9)
    show(workshop, second)
    rest(workshop)
    assert document in workshop.studio.documents
    assert not (folder / "photo 2.png.vlms").exists()


def test_the_next_picture_comes_in_front_when_one_is_taken_out(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    first, second, third, last = images.pictures
    show(workshop, second)
    images.remove([second, third])
    assert images.turning.picture is last
    images.remove([last])
    assert images.turning.picture is first
    images.remove([first])
    rest(workshop)
    assert images.turning.picture is None
    assert workshop.studio.documents == []


def test_what_is_shown_follows_the_state_of_each_picture(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    first, second, third, last = images.pictures
    images.find("", PictureState.NEW)
    document = show(workshop, first)
    draw(document)
    assert images.shown == [first, second, third, last], "it is still being worked on"
    following = images.next(1)
    assert following is second
    show(workshop, following)
    rest(workshop)
    assert images.shown == [second, third, last]

    images.find("", PictureState.EDITED)
    assert images.shown == [first]
    draw(show(workshop, third))
    images.turning.leave()
    assert images.shown == [first, third]


@pytest.mark.parametrize("drawn", [False, True])
def test_designs_wait_for_their_picture_while_another_one_is_in_front(
    workshop: Workshop, folder: Path, drawn: bool
) -> None:
    studio, images = workshop.studio, opened(workshop, folder)
    first, *others = images.pictures
    page = show(workshop, first)
    studio.staging.add(page, LAMP, lamps())
    if drawn:
        draw(page)
    rest(workshop)
    for other in others:
        show(workshop, other)
        rest(workshop)
    assert studio.staging.earlier.count == 0
    assert workshop.notices == []
    again = show(workshop, first)
    rest(workshop)
    assert len(studio.staging.tray(again).designs) == 3


def test_designs_that_come_while_another_picture_is_in_front_are_not_offered_to_that(
    workshop: Workshop, folder: Path
) -> None:
    studio, images = workshop.studio, opened(workshop, folder)
    page = show(workshop, images.pictures[0])
    studio.design(page, LAMP)
    workshop.main.until(lambda: workshop.heavy.now is not None)
    assert workshop.heavy.now is not None
    show(workshop, images.pictures[1])
    workshop.heavy.now.succeed(lamps())
    rest(workshop)
    show(workshop, images.pictures[2])
    rest(workshop)
    assert studio.staging.earlier.count == 0
    again = show(workshop, images.pictures[0])
    rest(workshop)
    assert len(studio.staging.tray(again).designs) == 3
