"""A window with a photo of 600 x 400 pixels and one of every shape on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Hand, Place, with_annotations
from tests.ui.window.conftest import (  # noqa: F401 - the same window
    dressed,
    fetch,
    heavy,
    light,
    person,
    space,
    studio,
)
from tests.ui.window.person import open_photo
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import COCO_17, standing
from vlm_studio.document.vectors import Oval, VectorObject
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

MASK: Place = (460, 60)
"""Inside the mask; nothing else is there."""
EMPTY: Place = (300, 200)
"""Nothing is here, nor for a hundred pixels around; there a ring is drawn."""


def shapes() -> list[Annotation]:
    mask = Mask.from_array(np.ones((80, 120), bool), 400, 20)
    assert mask is not None
    roof = Polygon((Point(420, 300), Point(520, 300), Point(470, 380)))
    return [
        Annotation(1, "cat", Box(20, 20, 80, 60)),
        Annotation(2, "plate", Ellipse(150, 20, 60, 60)),
        Annotation(3, "roof", roof),
        Annotation(4, "cloud", mask),
        Annotation(5, "person", standing(COCO_17, Box(40, 240, 60, 140))),
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    from PIL import Image

    path = tmp_path / "photo.png"
    Image.new("RGB", (600, 400), (90, 140, 60)).save(path)
    return path


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, file: Path) -> Document:  # noqa: F811
    document = open_photo(qtbot, space, file)
    ring = VectorObject(1, Oval(190, 90, 220, 220), stroke="#000000", width=2)
    layer = VectorLayer(name="Drawing", objects=(ring,))
    document.history.push(edits.insert_layers(document, [layer], text("Add")))
    with_annotations(document, shapes())
    space.window.resize(1280, 800)
    return document


@pytest.fixture
def view(qtbot: QtBot, space: Workspace, document: Document) -> CanvasView:  # noqa: F811
    """The photo at 100 %, with the keys."""
    view = space.desk.view
    assert view is not None
    space.window.activateWindow()
    qtbot.waitUntil(space.window.isActiveWindow)
    view.setFocus()
    view.set_zoom(1)
    view.selection.select_layers(["layer"])
    return view


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


@pytest.fixture
def take(space: Workspace, view: CanvasView) -> Callable[[str], None]:  # noqa: F811
    """Take up a tool with its button in the strip."""

    def take(tool: str) -> None:
        button = space.window.strip.widgetForAction(space.actions.by_id[f"tool.{tool}"])
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert view.tool == tool
        view.setFocus()

    return take
