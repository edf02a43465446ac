"""A small document on a canvas, and a hand with a mouse."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Hand, Namer
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.layers import RasterLayer
from vlm_studio.ui.canvas.view import CanvasView


@pytest.fixture
def document(blocks: BlockFolder) -> Document:
    """A picture of 400 x 300 pixels, grey with a red square at (40, 30)."""
    pixels = np.full((300, 400, 4), (128, 128, 128, 255), np.uint8)
    pixels[30:50, 40:60, :3] = (255, 0, 0)
    layer = RasterLayer(name="Photo", block=blocks.store(pixels, mips=True), id="photo")
    state = DocumentState("d", "test", 400, 300, {"photo": layer}, {"": ("photo",)})
    return Document(state)


@pytest.fixture
def view(qtbot: QtBot, document: Document) -> CanvasView:
    """The document at 100 %, in the middle of 800 x 600 pixels."""
    canvas = CanvasView()
    qtbot.addWidget(canvas)
    canvas.resize(800, 600)
    canvas.set_document(document)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.setFocus()
    return canvas


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


@pytest.fixture
def namer(view: CanvasView) -> Namer:
    return Namer(view)
