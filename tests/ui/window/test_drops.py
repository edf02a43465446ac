"""Dropping things on the canvas: every place by its name, and what each kind of file can be dropped on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.plain_painter import PlainPainter
from tests.layers import layers_named
from tests.steps import undone_and_redone
from tests.ui.window.layer_rows import RowDrag, names, press
from tests.ui.window.person import Person, open_photo
from vlm_studio.cli.parser import build
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.document.vectors import Rectangle
from vlm_studio.formats.export import export
from vlm_studio.ui.session import Session
from vlm_studio.ui.workspace import Workspace

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def offered(space: Workspace, data: QMimeData) -> list[str]:
    """The places that are shown when ``data`` comes over the canvas."""
    enter = QDragEnterEvent(QPointF(5, 5), COPY, data, LEFT, NONE)
    enter.setAccepted(False)
    QApplication.sendEvent(space.centre, enter)
    zones = space.centre.drops.zones
    assert enter.isAccepted() == zones.isVisible()
    return list(zones.areas()) if enter.isAccepted() else []


def drop(space: Workspace, data: QMimeData, zone: str) -> None:
    """Drag ``data`` to the place called ``zone`` and let go."""
    assert zone in offered(space, data)
    place = QPointF(space.centre.drops.zones.areas()[zone].center())  # type: ignore[index]
    move = QDragMoveEvent(place, COPY, data, LEFT, NONE)
    QApplication.sendEvent(space.centre, move)
    assert move.isAccepted()
    event = QDropEvent(place, COPY, data, LEFT, NONE)
    QApplication.sendEvent(space.centre, event)
    assert event.isAccepted()
    assert not space.centre.drops.zones.isVisible()


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, photo: Path) -> Document:
    return open_photo(qtbot, space, photo)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another picture, white in its left half."""
    picture = Image.new("RGB", (60, 40))
    picture.paste((255, 255, 255), (0, 0, 30, 40))
    picture.save(tmp_path / "other.png")
    return tmp_path / "other.png"


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    """A red rectangle on a sheet of 60 x 40."""
    path = tmp_path / "logo.svg"
    inside = '<rect x="10" y="20" width="30" height="10" fill="red"/>'
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">{inside}</svg>'
    )
    return path


@pytest.fixture
def labels(document: Document, tmp_path: Path) -> Path:
    """A labelme file about the photo."""
    path = tmp_path / "photo.json"
    shape = {"label": "kite", "shape_type": "rectangle", "points": [[10, 10], [40, 30]]}
    path.write_text(json.dumps({"shapes": [shape], "imageWidth": 120, "imageHeight": 80}))
    return path


def test_without_a_document_a_picture_is_opened(
    qtbot: QtBot, space: Workspace, photo: Path, other: Path
) -> None:
    assert offered(space, files(photo)) == ["document"]
    drop(space, files(photo, other), "documents")
    qtbot.waitUntil(lambda: len(space.studio.documents) == 2)


def test_a_picture_becomes_a_layer_where_it_is_dropped_or_a_document(
    qtbot: QtBot, space: Workspace, document: Document, other: Path
) -> None:
    assert offered(space, files(other)) == ["layer", "replace", "mask", "document"]
    before = document.snapshot().digest()
    drop(space, files(other), "layer")
    qtbot.waitUntil(lambda: names(space) == ["other", "photo"])
    undone_and_redone(document, before)
    drop(space, files(other), "document")
    qtbot.waitUntil(lambda: len(space.studio.documents) == 2)


def test_a_drawing_becomes_a_vector_layer_where_it_is_dropped_or_a_document(
    qtbot: QtBot, space: Workspace, document: Document, drawing: Path
) -> None:
    assert offered(space, files(drawing)) == ["layer", "document"]
    before = document.snapshot().digest()
    drop(space, files(drawing), "layer")
    qtbot.waitUntil(lambda: names(space) == ["logo", "photo"])
    [layer] = layers_named(document, "logo")
    assert isinstance(layer, VectorLayer)
    [square] = layer.objects
    assert square.fill == "#ff0000"
    assert isinstance(square.shape, Rectangle)
    assert (square.shape.width, square.shape.height) == (30, 10)
    undone_and_redone(document, before)
    drop(space, files(drawing), "document")
    qtbot.waitUntil(lambda: len(space.studio.documents) == 2)
    opened = space.studio.documents[-1]
    assert (opened.width, opened.height) == (60, 40)
    assert not opened.history.dirty


def test_a_drawing_that_cannot_be_read_changes_nothing(
    qtbot: QtBot, space: Workspace, document: Document, drawing: Path
) -> None:
    drawing.write_text('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>')
    before = document.snapshot().digest()
    with qtbot.waitSignal(space.studio.noticed) as heard:
        drop(space, files(drawing), "layer")
    assert (
        str(heard.args[0].text) == "logo.svg defines entities in its DOCTYPE, which are not read."
    )
    assert document.snapshot().digest() == before


def test_several_pictures_are_layers_or_documents(
    qtbot: QtBot, space: Workspace, document: Document, other: Path, photo: Path
) -> None:
    assert offered(space, files(other, photo)) == ["layers", "documents"]
    drop(space, files(other, photo), "layers")
    qtbot.waitUntil(lambda: len(document.layers) == 3)


def test_a_picture_takes_the_place_of_another_in_undone_and_redone(
    qtbot: QtBot, space: Workspace, document: Document, other: Path
) -> None:
    before = document.snapshot().digest()
    drop(space, files(other), "replace")
    qtbot.waitUntil(lambda: str(document.history.undo_text) == "Replace photo")
    [layer] = document.walk()
    assert isinstance(layer, RasterLayer)
    assert (layer.x, layer.y, layer.block.width, layer.name) == (30, 20, 60, "photo")
    undone_and_redone(document, before)


def test_a_locked_picture_is_not_replaced(
    space: Workspace, document: Document, other: Path
) -> None:
    press(space, "photo", "lock")
    assert offered(space, files(other)) == ["layer", "mask", "document"]


def test_a_picture_of_any_size_becomes_a_mask(
    qtbot: QtBot, space: Workspace, document: Document, other: Path
) -> None:
    before = document.snapshot().digest()
    drop(space, files(other), "mask")
    qtbot.waitUntil(lambda: names(space) == ["other", "photo"])
    [layer] = layers_named(document, "other")
    [mask] = document.annotations(layer.id).values()
    assert mask.bounds() == Box(0, 0, 60, 80)
    assert mask.by_hand
    undone_and_redone(document, before)


def test_annotations_are_known_by_what_is_in_the_file(
    qtbot: QtBot, space: Workspace, document: Document, labels: Path
) -> None:
    hidden = labels.rename(labels.with_suffix(".txt"))
    assert offered(space, files(hidden)) == ["annotations"]
    before = document.snapshot().digest()
    drop(space, files(hidden), "annotations")
    qtbot.waitUntil(lambda: names(space) == ["photo", "photo"])
    [layer] = [each for each in document.walk() if isinstance(each, AnnotationLayer)]
    [kite] = document.annotations(layer.id).values()
    assert (kite.label, kite.shape) == ("kite", Box(10, 10, 30, 20))
    assert str(document.history.undo_text) == "Add 1 annotation"
    undone_and_redone(document, before)


def test_annotations_come_from_the_menu_too_and_a_coco_file_of_ours_comes_back(
    qtbot: QtBot, space: Workspace, person: Person, document: Document, labels: Path, tmp_path: Path
) -> None:
    person.files = [labels]
    space.actions.by_id["file.annotations"].trigger()
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    coco = tmp_path / "set.json"
    export([document.snapshot()], "coco", coco, {}, PlainPainter())
    person.files = [coco]
    space.actions.by_id["file.annotations"].trigger()
    qtbot.waitUntil(lambda: len(document.layers) == 3)
    first, second = (document.annotations(each) for each in list(document.layers)[1:])
    assert [a.shape for a in first.values()] == [a.shape for a in second.values()]


@pytest.mark.parametrize("zone", ["layer", "replace", "mask", "document"])
def test_a_bad_picture_changes_nothing_and_says_why(
    qtbot: QtBot, space: Workspace, document: Document, tmp_path: Path, zone: str
) -> None:
    bad = tmp_path / "holiday.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    before = document.snapshot().digest()
    drop(space, files(bad), zone)
    qtbot.waitUntil(lambda: "holiday" in space.centre.messages.words.text())
    assert document.snapshot().digest() == before
    assert space.studio.documents == [document]


def test_bad_annotations_change_nothing_and_say_why(
    qtbot: QtBot, space: Workspace, document: Document, labels: Path
) -> None:
    labels.write_text('{"shapes": [], "imageWidth": 5, "imageHeight": 5}')
    before = document.snapshot().digest()
    drop(space, files(labels), "annotations")
    said = "photo.json is about a picture of 5 x 5 pixels; this one has 120 x 80."
    qtbot.waitUntil(lambda: space.centre.messages.words.text() == said)
    assert document.snapshot().digest() == before


def test_annotations_want_their_picture_first(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}")
    drop(space, files(path), "annotations")
    said = "Open the picture first, then drop its annotations on it."
    assert space.centre.messages.words.text() == said
    assert space.studio.documents == []


def test_a_picture_from_a_browser_is_taken_and_a_link_is_refused(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(250, 250, 250))
    data = QMimeData()
    data.setImageData(image)
    data.setUrls([QUrl("https://example.org/cat.png")])
    assert offered(space, data) == ["layer", "replace", "mask", "document"]
    drop(space, data, "layer")
    qtbot.waitUntil(lambda: names(space) == ["Dropped picture", "photo"])
    drop(space, data, "mask")
    qtbot.waitUntil(lambda: len(document.layers) == 3)

    link = QMimeData()
    link.setUrls([QUrl("https://example.org/cat.png")])
    before = document.snapshot().digest()
    assert offered(space, link) == ["link"]
    drop(space, link, "link")
    assert "nothing is fetched from the net" in space.centre.messages.words.text()
    assert document.snapshot().digest() == before


def test_a_folder_is_a_list_of_pictures(
    qtbot: QtBot, space: Workspace, photo: Path, tmp_path: Path
) -> None:
    assert offered(space, files(tmp_path)) == ["folder"]
    drop(space, files(tmp_path), "folder")
    qtbot.waitUntil(lambda: [each.path for each in space.studio.images.pictures] == [photo])


def test_words_and_layers_of_the_list_cannot_be_dropped_and_a_drag_that_leaves_leaves_nothing(
    space: Workspace, document: Document, other: Path
) -> None:
    data = QMimeData()
    data.setText("just words")
    assert offered(space, data) == []
    assert offered(space, RowDrag(space, "photo").data) == []
    before = space.centre.grab().toImage()
    assert offered(space, files(other))
    QApplication.sendEvent(space.centre, QDragLeaveEvent())
    assert space.centre.grab().toImage() == before


def test_annotations_named_on_the_command_line_come_with_their_picture(
    qtbot: QtBot, space: Workspace, photo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "labels.json"
    shape = {"label": "kite", "shape_type": "rectangle", "points": [[10, 10], [40, 30]]}
    path.write_text(json.dumps({"shapes": [shape]}))
    options = build().parse_args(["open", str(photo), "--annotations", str(path)])
    session = Session(space, options.run, options.annotations, options.screenshot)
    document = open_photo(qtbot, space, photo)
    qtbot.waitUntil(lambda: names(space) == ["labels", "photo"])
    assert len(document.history.changes()) == 1
    assert session.status == 0
