"""The clipboard: shapes and layers from one document to another, pictures out and in, and what cannot be used."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.ui.canvas.hand import with_annotations
from tests.ui.window.person import open_photo, select_annotations
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.geometry import Box, Ellipse
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer
from vlm_studio.ui.canvas import object_clips
from vlm_studio.ui.canvas.clipboard import MIME
from vlm_studio.ui.commands.clipboard import LAYERS, PNG
from vlm_studio.ui.workspace import Workspace

DISH = Ellipse(20, 10, 40, 30)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another picture, 60 x 50 pixels and half transparent."""
    path = tmp_path / "other.png"
    Image.new("RGBA", (60, 50), (200, 40, 20, 128)).save(path)
    return path


@pytest.fixture(autouse=True)
def _empty(dressed: QApplication) -> Iterator[None]:
    dressed.clipboard().clear()
    yield
    dressed.clipboard().clear()


def clipboard() -> QMimeData:
    return QGuiApplication.clipboard().mimeData() or QMimeData()


_FORMATS = {"annotations": MIME, "layers": LAYERS, "objects": object_clips.MIME, "png": PNG}


def put(**data: bytes) -> None:
    made = QMimeData()
    for format, content in data.items():
        made.setData(_FORMATS[format], content)
    QGuiApplication.clipboard().setMimeData(made)


def picture(qtbot: QtBot) -> Image.Image:
    """The picture on the clipboard, once it is there."""
    qtbot.waitUntil(lambda: clipboard().hasFormat(PNG))
    return Image.open(io.BytesIO(bytes(clipboard().data(PNG).data())))


def said(space: Workspace) -> str:
    notice = space.centre.messages.notice
    return str(notice.text) if notice else ""


def press(space: Workspace, key: Qt.Key, *, shift: bool = False) -> None:
    mods = Qt.KeyboardModifier.ControlModifier
    if shift:
        mods |= Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(space.window.focusWidget(), key, mods)


def test_shapes_go_to_another_document_and_as_a_picture_to_other_programs(
    qtbot: QtBot, space: Workspace, photo: Path, other: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    with_annotations(
        document, [Annotation(1, "dish", DISH), Annotation(2, "cup", Box(90, 9, 5, 5))]
    )
    select_annotations(space, [("layer", 1)])
    press(space, Qt.Key.Key_C)
    assert clipboard().text() == "dish"
    drawn = np.asarray(picture(qtbot))
    assert drawn.shape == (34, 44, 4)  # the dish and room for its line
    assert drawn[2, 2, 3] == 0
    assert drawn[2, 22, 3] > 200
    assert 0 < drawn[17, 22, 3] < 100

    second = open_photo(qtbot, space, other)
    before = second.snapshot().digest()
    press(space, Qt.Key.Key_V, shift=True)
    [layer] = layers_named(second, "Annotations")
    [pasted] = second.annotations(layer.id).values()
    assert (pasted.label, pasted.shape) == ("dish", DISH)
    space.commands.edit.undo()
    assert second.snapshot().digest() == before


def grouped(document: Document) -> GroupLayer:
    """The photo and two shapes in a faded group."""
    from vlm_studio.document import grouping
    from vlm_studio.words import text

    with_annotations(
        document, [Annotation(1, "dish", DISH), Annotation(2, "cup", Box(90, 9, 5, 5))]
    )
    group = GroupLayer(name="Table", opacity=0.5)
    ids = [layer.id for layer in document.walk()]
    document.history.push(grouping.group(document, ids, group, text("Group")))
    return group


def test_layers_keep_their_group_names_and_pixels_in_another_document(
    qtbot: QtBot, space: Workspace, photo: Path, other: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    group = grouped(document)
    space.desk.select_layers([group.id])
    space.panels.layers.list.setFocus()
    press(space, Qt.Key.Key_C)
    assert clipboard().text() == "Table"
    assert picture(qtbot).size == (120, 80)

    second = open_photo(qtbot, space, other)
    before = second.snapshot().digest()
    press(space, Qt.Key.Key_V)
    [copy] = layers_named(second, "Table")
    assert space.desk.selection is not None
    assert space.desk.selection.layers == (copy.id,)
    assert second.children(ROOT)[-1] == copy.id
    assert (copy.opacity, copy.id == group.id) == (0.5, False)
    raster, annotations = map(second.layer, second.children(copy.id))
    assert isinstance(raster, RasterLayer)
    assert isinstance(annotations, AnnotationLayer)
    assert second.annotations(annotations.id) == document.annotations("layer")
    assert str(second.history.undo_text) == "Paste Table"

    # The pixels outlive the document they came from.
    space.commands.edit.undo()
    assert second.snapshot().digest() == before
    document.history.mark_saved(document.history.last)
    space.studio.close(document)
    press(space, Qt.Key.Key_V)
    raster = second.layer(second.children(second.children(ROOT)[-1])[0])
    assert isinstance(raster, RasterLayer)
    assert Path(raster.block.path).is_file()


def test_layers_are_cut_with_the_keys_of_the_list_and_pasted_without_a_document(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    before = document.snapshot().digest()
    space.desk.select_layers([layer.id for layer in document.walk()])
    press(space, Qt.Key.Key_X)  # on the canvas
    assert said(space) == "No shape is selected. Layers are cut in the layer list."
    assert document.snapshot().digest() == before
    space.panels.layers.list.setFocus()
    press(space, Qt.Key.Key_X)
    assert not document.layers
    space.commands.edit.undo()
    assert document.snapshot().digest() == before
    picture(qtbot)
    space.studio.close(document)
    space.commands.clipboard.paste()
    [opened] = space.studio.documents
    assert (opened.width, opened.height) == (120, 80)
    assert opened.id != document.id
    [layer] = opened.walk()
    assert isinstance(layer, RasterLayer)


def test_what_is_seen_is_copied_as_one_picture_and_pasted_in_the_middle(
    qtbot: QtBot, space: Workspace, photo: Path, other: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    with_annotations(document, [Annotation(1, "", Box(20, 10, 40, 30))])
    press(space, Qt.Key.Key_C, shift=True)
    seen = np.asarray(picture(qtbot).convert("RGB"))
    assert seen.shape == (80, 120, 3)
    assert tuple(seen[70, 100]) == (90, 140, 60)
    assert (seen[10:40, 20] != (90, 140, 60)).any()

    second = open_photo(qtbot, space, other)
    press(space, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: len(second.layers) == 2)
    layer = second.layer(second.children(ROOT)[-1])
    assert isinstance(layer, RasterLayer)
    assert (layer.block.width, layer.block.height) == (120, 80)
    assert (layer.x, layer.y) == (-30, -15)
    space.commands.edit.undo()
    assert len(second.layers) == 1


def in_groups(depth: int) -> bytes:
    """Groups within groups, as nobody makes them."""
    layers = {str(i): {"type": "group", "id": str(i), "name": ""} for i in range(depth)}
    children = {"": ["0"], **{str(i): [str(i + 1)] for i in range(depth - 1)}}
    state = {
        "id": "d",
        "name": "d",
        "width": 9,
        "height": 9,
        "layers": layers,
        "children": children,
    }
    return json.dumps({"folder": "/", "state": state}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"folder": "/", "state": {}}',
        b'{"folder": "/", "state": {"id": "d", "name": "d", "width": 9, "height": 9}}',
        b"\xff\xfe",
        b'[{"label": "\xff"}]',
        b'{"folder": "\xff"}',
        b"[" * 100_000,
        b'[{"id": 1}]',
        in_groups(5_000),
    ],
    ids=range(10),
)
def test_what_nobody_can_read_is_said_and_changes_nothing(
    qtbot: QtBot, space: Workspace, photo: Path, content: bytes
) -> None:
    document = open_photo(qtbot, space, photo)
    before = document.snapshot().digest()
    put(annotations=content, layers=content, objects=content)
    press(space, Qt.Key.Key_V)
    assert said(space) == "There is nothing on the clipboard that can be pasted."
    assert document.snapshot().digest() == before


def test_after_the_end_the_picture_is_left_to_other_programs(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    open_photo(qtbot, space, photo)
    press(space, Qt.Key.Key_C, shift=True)
    picture(qtbot)
    space.window.leave()
    assert not clipboard().hasFormat(PNG)  # what Python made
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (120, 80)


def test_a_broken_picture_is_said_and_changes_nothing(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    before = document.snapshot().digest()
    put(png=b"\x89PNG and nothing more")
    press(space, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: said(space) != "")
    assert document.snapshot().digest() == before


def test_layers_of_another_program_run_come_without_their_pixels(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    group = grouped(document)
    space.desk.select_layers([group.id])
    space.panels.layers.list.setFocus()
    press(space, Qt.Key.Key_C)
    picture(qtbot)
    folder = str(space.studio.blocks.path).encode()
    put(layers=bytes(clipboard().data(LAYERS).data()).replace(folder, b"/dev/shm/elsewhere"))
    count = len(document.layers)
    press(space, Qt.Key.Key_V)
    assert len(document.layers) == count + 2
    [_, copy] = sorted(layers_named(document, "Table"), key=lambda layer: layer.id != group.id)
    assert [type(document.layer(id)) for id in document.children(copy.id)] == [AnnotationLayer]
    assert said(space) == "The pixels of copied layers stay in the window they were copied in."


def test_a_picture_copied_in_another_window_comes_as_a_picture(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    [layer] = document.walk()
    space.desk.select_layers([layer.id])
    press(space, Qt.Key.Key_C)
    drawn = io.BytesIO()
    picture(qtbot).save(drawn, "PNG")
    folder = str(space.studio.blocks.path).encode()
    elsewhere = bytes(clipboard().data(LAYERS).data()).replace(folder, b"/dev/shm/elsewhere")
    put(layers=elsewhere, png=drawn.getvalue())
    press(space, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    pasted = document.layer(document.children(ROOT)[-1])
    assert isinstance(pasted, RasterLayer)
    assert (pasted.name, pasted.block.width) == ("Pasted picture", 120)
