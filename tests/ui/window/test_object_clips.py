"""Drawn objects on the clipboard: copied, cut, pasted here and elsewhere, and as SVG from and to other programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.layers import drawn
from tests.ui.canvas.hand import Key, Mods
from vlm_studio.document import edits
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Oval, Path, Rectangle, VectorObject
from vlm_studio.formats.svg_reading import read_svg
from vlm_studio.ui.canvas.object_clips import MIME, SVG
from vlm_studio.ui.commands.clipboard import PNG
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

CARD = VectorObject(1, Rectangle(100, 100, 80, 60), fill="#0000ff", name="card", group=4)
RING = VectorObject(2, Oval(220, 100, 60, 60), stroke="#00ff00", width=4, group=4)
STAR = """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
<rect width="40" height="20" fill="#ff0000"/><path d="M0 0L40 20" stroke="black"/></svg>"""


@pytest.fixture(autouse=True)
def _empty(dressed: QApplication) -> Iterator[None]:
    dressed.clipboard().clear()
    yield
    dressed.clipboard().clear()


@pytest.fixture
def document(qtbot: QtBot, space: Workspace) -> Document:
    document = drawing("drawing", CARD, RING)
    space.studio.add(document)
    qtbot.waitUntil(lambda: space.desk.document is document)
    assert space.desk.view is not None
    space.desk.view.setFocus()
    space.desk.view.set_zoom(1)
    return document


def drawing(name: str, *objects: VectorObject) -> Document:
    layer = VectorLayer(name="Drawing", id=f"v-{name}", objects=objects)
    state = DocumentState(name, name, 400, 300, {layer.id: layer}, {"": (layer.id,)})
    return Document(state)


def clipboard() -> QMimeData:
    return QGuiApplication.clipboard().mimeData() or QMimeData()


def put(words: str = "", **data: bytes) -> None:
    made = QMimeData()
    for format, content in data.items():
        made.setData({"svg": SVG, "ours": MIME}[format], content)
    if words:
        made.setText(words)
    QGuiApplication.clipboard().setMimeData(made)


def press(space: Workspace, key: Key, mods: Mods = Mods.ControlModifier) -> None:
    QTest.keyClick(space.window.focusWidget(), key, mods)


def said(space: Workspace) -> str:
    notice = space.centre.messages.notice
    return str(notice.text) if notice else ""


def test_objects_are_copied_and_pasted_a_little_aside_in_a_group_of_their_own(
    space: Workspace, document: Document
) -> None:
    press(space, Key.Key_A)
    press(space, Key.Key_C)
    before = document.snapshot().digest()
    press(space, Key.Key_V)
    made = drawn(document)
    assert [each.shape for each in made[2:]] == [
        Rectangle(112, 112, 80, 60),
        Oval(232, 112, 60, 60),
    ]
    assert [each.group for each in made] == [4, 4, 5, 5]
    assert str(document.history.undo_text) == "Paste 2 objects"
    assert space.desk.selection is not None
    assert space.desk.selection.objects == {("v-drawing", 3), ("v-drawing", 4)}
    after = document.snapshot().digest()
    space.commands.edit.undo()
    assert document.snapshot().digest() == before
    space.commands.edit.redo()
    assert document.snapshot().digest() == after
    press(space, Key.Key_V, Mods.ControlModifier | Mods.ShiftModifier)
    assert [each.shape for each in drawn(document)[4:]] == [CARD.shape, RING.shape]


def test_what_is_cut_goes_into_another_document_on_a_layer_of_its_own(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    assert space.desk.selection is not None
    space.desk.selection.select_objects([("v-drawing", 1)])
    before = document.snapshot().digest()
    press(space, Key.Key_X)
    assert drawn(document) == [RING]
    space.commands.edit.undo()
    assert document.snapshot().digest() == before
    empty = Document(DocumentState("e", "empty", 200, 200, {}, {}))
    space.studio.add(empty)
    qtbot.waitUntil(lambda: space.desk.document is empty)
    space.commands.clipboard.paste(in_place=True)
    [card] = drawn(empty)
    assert card.shape == CARD.shape
    assert card.group == 0  # alone it needs none
    assert [layer.name for layer in empty.walk()] == ["Drawing"]
    assert str(empty.history.undo_text) == "Paste card"


def test_other_programs_get_svg_a_picture_and_the_svg_as_text(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    press(space, Key.Key_A)
    press(space, Key.Key_C)
    qtbot.waitUntil(lambda: clipboard().hasFormat(PNG))
    svg = bytes(clipboard().data(SVG).data())
    assert clipboard().text().encode() == svg
    found = read_svg(svg, "copy")
    assert [(type(each.shape), each.fill) for each in found.objects] == [
        (Rectangle, "#0000ff"),
        (Oval, None),
    ]
    assert found.width < 250  # as large as the objects, not as the document


@pytest.mark.parametrize("kind", ["svg", "text"])
def test_svg_of_other_programs_becomes_objects_in_the_middle_of_the_view(
    qtbot: QtBot, space: Workspace, document: Document, kind: str
) -> None:
    if kind == "svg":
        put(svg=STAR.encode())
    else:
        put(STAR)
    before = document.snapshot().digest()
    press(space, Key.Key_V)
    qtbot.waitUntil(lambda: len(drawn(document)) == 4)
    view = space.desk.view
    assert view is not None
    middle = view.camera.viewport.to_document(view.camera.centre)
    box = drawn(document)[2].shape.bounds()
    assert (box.width, box.height) == (40, 20)
    assert box.centre.distance(middle) < 2
    assert isinstance(drawn(document)[3].shape, Path)
    assert view.selection.objects == {("v-drawing", 3), ("v-drawing", 4)}
    space.commands.edit.undo()
    assert document.snapshot().digest() == before


def test_svg_without_a_document_becomes_one(qtbot: QtBot, space: Workspace) -> None:
    put(STAR)
    space.commands.clipboard.paste()
    qtbot.waitUntil(lambda: space.desk.document is not None)
    assert space.desk.document is not None
    assert len(drawn(space.desk.document)) == 2
    assert (space.desk.document.width, space.desk.document.height) == (40, 20)
    # The file it went through is nobody's to open again.
    assert space.studio.source(space.desk.document) is None
    assert space.studio.settings.recent_files == ()


def test_two_drawings_pasted_in_a_row_are_both_there(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    for content in (STAR, STAR.replace("#ff0000", "#00ffff")):
        put(content)
        space.commands.clipboard.paste()
    qtbot.waitUntil(lambda: len(drawn(document)) == 6)
    assert [each.fill for each in drawn(document)[2::2]] == ["#ff0000", "#00ffff"]


def test_what_cannot_be_used_is_said_and_changes_nothing(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    before = document.snapshot().digest()
    for content, sentence in (
        ("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>", "There is nothing on the clipboard that can be pasted."),
        ("just words", "There is nothing on the clipboard that can be pasted."),
    ):  # fmt: skip
        put(content)
        press(space, Key.Key_V)
        qtbot.waitUntil(lambda sentence=sentence: said(space) == sentence)
        space.centre.messages.close_button.click()
    put(ours=b'[{"id":1,"shape":{"type":"oval","x":1e30,"y":0,"width":1,"height":1}}]')
    press(space, Key.Key_V)
    assert said(space) == "There is nothing on the clipboard that can be pasted."
    put("<svg><broken")
    press(space, Key.Key_V)
    qtbot.waitUntil(lambda: any(job.ended for job in space.studio.jobs.jobs))
    [job] = space.studio.jobs.jobs
    assert job.outcome is not None
    assert str(job.outcome.error) == "Clipboard.svg is damaged, or no SVG file."
    document.history.push(edits.set_layers(document, ["v-drawing"], text("Lock"), locked=True))
    locked = document.snapshot().digest()
    put(STAR)
    press(space, Key.Key_V)
    qtbot.waitUntil(lambda: said(space) == "Drawing is locked or hidden. Draw on another layer.")
    assert document.snapshot().digest() == locked
    document.history.undo()
    assert document.snapshot().digest() == before
