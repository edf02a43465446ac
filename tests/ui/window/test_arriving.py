"""A large photo opens: first its frame, then its coarse pixels, then all of it, and work goes on meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane, Underway
from tests.ui.canvas.hand import Hand
from tests.ui.window.person import Person
from vlm_studio.document.blocks import Block, BlockFolder, MappedBlock
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, RasterLayer
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Opened, Outcome, Preview
from vlm_studio.words import text

ROUGH, FINE = (200, 40, 40), (40, 60, 200)


class Reader:
    """The lane that reads the photo, as the test wants it."""

    def __init__(self, lane: FakeLane, blocks: BlockFolder, qtbot: QtBot) -> None:
        self._lane = lane
        self._qtbot = qtbot
        self.block: Block = blocks.new(3000, 2000, levels=5)
        self.state = DocumentState.of_picture(self.block, "large", "large.jpg")

    @property
    def work(self) -> Underway:
        self._qtbot.waitUntil(lambda: self._lane.now is not None)
        assert self._lane.now is not None
        return self._lane.now

    def show(self, finest: int) -> None:
        self.work.show(Preview(self.state, finest))

    def fill(self, levels: range, colour: tuple[int, int, int]) -> None:
        mapped = MappedBlock(self.block, writable=True)
        for level in levels:
            mapped.array(level)[:] = (*colour, 255)

    def sketch(self) -> None:
        self.fill(range(3, 5), ROUGH)
        self.show(3)

    def finish(self) -> None:
        self.fill(range(5), FINE)
        self.work.succeed(Opened(self.state))


@pytest.fixture
def light() -> FakeLane:
    return FakeLane()


@pytest.fixture
def reader(
    qtbot: QtBot, space: Workspace, light: FakeLane, blocks: BlockFolder, tmp_path: Path
) -> Reader:
    """``large.jpg`` is being opened."""
    space.commands.files.open([tmp_path / "large.jpg"])
    return Reader(light, blocks, qtbot)


def shown(space: Workspace) -> QColor:
    """The colour in the middle of the canvas."""
    view = space.desk.view
    assert view is not None
    image = view.grab().toImage()
    return image.pixelColor(image.rect().center())


def looks(space: Workspace, colour: tuple[int, int, int]) -> bool:
    return space.desk.view is not None and shown(space).getRgb()[:3] == colour


def draw_box(qtbot: QtBot, space: Workspace, hand: Hand) -> None:
    hand.drag([(500, 400), (800, 700), (1000, 900)])
    popup = hand.view.findChild(LabelPopup)
    assert isinstance(popup, LabelPopup)
    QTest.keyClicks(popup.field, "cat")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)


def boxes(document: Document) -> list[Box]:
    found = []
    for layer in document.walk():
        if isinstance(layer, AnnotationLayer):
            found += [a.shape for a in document.shown_annotations(layer)]
    return [shape for shape in found if isinstance(shape, Box)]


def test_frame_then_coarse_then_all_of_it_without_a_jump(
    qtbot: QtBot, space: Workspace, reader: Reader
) -> None:
    reader.show(reader.block.levels)
    qtbot.waitUntil(lambda: space.desk.document is not None)
    view, document = space.desk.view, space.desk.document
    assert view is not None
    assert document is not None
    assert space.centre.tabs.tabText(0) == "large"
    assert (document.width, document.height) == (3000, 2000)
    frame = shown(space)
    assert frame not in (QColor(*ROUGH), QColor(*FINE))
    note = space.centre.arriving
    qtbot.waitUntil(note.isVisible)
    assert note.words.text() == "Reading large.jpg"
    reader.sketch()
    qtbot.waitUntil(lambda: looks(space, ROUGH))
    view.set_zoom(1.0)  # closer than what is there: the coarse pixels have to do
    assert shown(space) == QColor(*ROUGH)
    before = view.camera.viewport
    reader.finish()
    qtbot.waitUntil(lambda: looks(space, FINE))
    assert view.camera.viewport == before
    assert space.desk.document is document
    assert note.isHidden()
    assert not document.history.dirty
    assert space.studio.jobs.jobs == ()


def test_a_box_drawn_meanwhile_stays_where_it_is(
    qtbot: QtBot, space: Workspace, reader: Reader
) -> None:
    reader.sketch()
    qtbot.waitUntil(lambda: looks(space, ROUGH))
    view, document = space.desk.view, space.desk.document
    assert view is not None
    assert document is not None
    hand = Hand(view)
    view.set_tool("box")
    draw_box(qtbot, space, hand)
    [drawn] = boxes(document)
    hand.press((1500, 400))  # and one is in the making when the rest arrives
    hand.move((1700, 600))
    hand.move((2000, 900))
    reader.finish()
    qtbot.waitUntil(lambda: not document.rough)
    hand.release((2000, 900))
    popup = view.findChild(LabelPopup)
    assert isinstance(popup, LabelPopup)
    QTest.keyClicks(popup.field, "dog")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert boxes(document)[0] == drawn
    assert len(boxes(document)) == 2
    space.actions.by_id["edit.undo"].trigger()
    space.actions.by_id["edit.undo"].trigger()
    assert boxes(document) == []
    [photo] = document.walk()
    assert isinstance(photo, RasterLayer)
    assert photo.block == reader.block


def test_stopping_leaves_nothing(qtbot: QtBot, space: Workspace, reader: Reader) -> None:
    reader.sketch()
    note = space.centre.arriving
    qtbot.waitUntil(note.isVisible)
    note.stop.click()
    qtbot.waitUntil(lambda: not space.studio.documents)
    assert space.centre.tabs.count() == 0
    assert note.isHidden()
    assert space.centre.empty.isVisible()
    assert space.centre.messages.notice is None
    assert not Path(reader.block.path).exists()


def test_a_failure_after_the_first_pixels_leaves_one_sentence(
    qtbot: QtBot, space: Workspace, reader: Reader
) -> None:
    reader.sketch()
    qtbot.waitUntil(lambda: looks(space, ROUGH))
    error = text("{name} is damaged and cannot be opened.", name="large.jpg")
    reader.work.end(Outcome("failed", error=error))
    qtbot.waitUntil(lambda: not space.studio.documents)
    assert space.centre.tabs.count() == 0
    assert space.centre.arriving.isHidden()
    notice = space.centre.messages.notice
    assert notice is not None
    assert str(notice.text) == "large.jpg is damaged and cannot be opened."


def test_closing_the_tab_stops_reading(
    qtbot: QtBot, space: Workspace, reader: Reader, person: Person
) -> None:
    reader.sketch()
    qtbot.waitUntil(lambda: space.desk.document is not None)
    work = reader.work
    space.actions.by_id["file.close"].trigger()
    qtbot.waitUntil(lambda: not space.studio.jobs.busy)
    assert work.cancelled
    assert person.asked == []
    assert space.studio.documents == []
    assert not Path(reader.block.path).exists()
