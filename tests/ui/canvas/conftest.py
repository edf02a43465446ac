"""A small document on a canvas, and a hand with a mouse."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Hand, Namer
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.layers import RasterLayer
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.tasks.context import PlainContext
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.wire.work import Outcome, Request
from vlm_studio.worker.run import Tools, run


@pytest.fixture
def document(blocks: BlockFolder) -> Document:
    """A picture of 400 x 300 pixels, grey with a red square at (40, 30)."""
    pixels = np.full((300, 400, 4), (128, 128, 128, 255), np.uint8)
    pixels[30:50, 40:60, :3] = (255, 0, 0)
    layer = RasterLayer(name="Photo", block=blocks.store(pixels, mips=True), id="photo")
    state = DocumentState("d", "test", 400, 300, {"photo": layer}, {"": ("photo",)})
    return Document(state)


@pytest.fixture
def view(qtbot: QtBot, document: Document) -> Iterator[CanvasView]:
    """The document at 100 %, in the middle of 800 x 600 pixels."""
    canvas = CanvasView()
    qtbot.addWidget(canvas)
    canvas.resize(800, 600)
    canvas.set_document(document)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.setFocus()
    yield canvas
    canvas.set_document(None)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


@pytest.fixture
def namer(view: CanvasView) -> Namer:
    return Namer(view)


class InPlace:
    """A :class:`~vlm_studio.ui.canvas.lane_port.LanePort` that does what it is asked at once, or when told to."""

    idle = True

    def __init__(self, blocks: BlockFolder) -> None:
        self._context = PlainContext(blocks)
        self._tools = Tools(ModelStore(models_folder()), QtPainter)
        self.holds = False
        """Whether answers wait for :meth:`answer`."""
        self._waiting: list[Callable[[], None]] = []

    def ask(self, request: Request, then: Callable[[Outcome], None]) -> None:
        self._waiting.append(lambda: then(run(request, self._context, self._tools)))
        if not self.holds:
            self.answer()

    def answer(self) -> None:
        """Answer everything that waits, and what is asked meanwhile."""
        while self._waiting:
            self._waiting.pop(0)()


@pytest.fixture
def lane(view: CanvasView, blocks: BlockFolder, home: Path) -> InPlace:
    lane = InPlace(blocks)
    view.set_lane(lane)
    return lane
