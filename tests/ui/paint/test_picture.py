"""Raster layers on the canvas look as they do when they are flattened."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.compose import flatten
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import BLEND_MODES, GroupLayer, RasterLayer
from vlm_studio.ui.paint.picture import BlockImages
from vlm_studio.ui.paint.stack import draw_stack
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.viewport import Viewport

pytestmark = pytest.mark.usefixtures("qapp")


def painted(document: Document, view: Viewport) -> NDArray[np.uint8]:
    """What the canvas paints, as straight RGBA."""
    image = QImage(round(view.width), round(view.height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    style = Style(bounds=Box(0, 0, document.width, document.height))
    draw_stack(painter, document, view, style, BlockImages(), lambda _: ())
    painter.end()
    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(straight.constBits()).reshape(straight.height(), straight.width(), 4)


def two_layers(blocks: BlockFolder, blend: str, opacity: float) -> Document:
    """An opaque and a half-transparent picture, the second in a group and a little aside."""
    random = np.random.default_rng(3)
    below = random.integers(0, 256, (40, 50, 4), np.uint8)
    below[..., 3] = 255
    above = random.integers(0, 256, (40, 50, 4), np.uint8)
    layers = {
        "a": RasterLayer(name="a", id="a", block=blocks.store(below, mips=True)),
        "g": GroupLayer(name="g", id="g", opacity=0.8),
        "b": RasterLayer(
            name="b", id="b", block=blocks.store(above), x=5, y=-3, blend=blend, opacity=opacity
        ),
    }
    return Document(DocumentState("d", "d", 50, 40, layers, {"": ("a", "g"), "g": ("b",)}))


@pytest.mark.parametrize("blend", BLEND_MODES)
def test_every_blend_mode_matches_the_compositor(blocks: BlockFolder, blend: str) -> None:
    document = two_layers(blocks, blend, 0.7)
    picture = document.picture()
    assert picture is not None
    wanted = flatten(picture).astype(int)
    got = painted(document, Viewport(1, 0, 0, 50, 40)).astype(int)
    # Eight-bit rounding of premultiplied colour costs a few steps.
    assert np.abs(got - wanted).max() <= 6


def test_only_what_is_in_sight_is_read_at_the_nearest_level(blocks: BlockFolder) -> None:
    pixels = np.zeros((1024, 1024, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[:512, :512, 0] = 255
    layer = RasterLayer(name="a", id="a", block=blocks.store(pixels, mips=True))
    document = Document(DocumentState("d", "d", 1024, 1024, {"a": layer}, {"": ("a",)}))
    small = painted(document, Viewport(0.25, 0, 0, 256, 256))
    assert small[60, 60].tolist() == [255, 0, 0, 255]
    assert small[200, 200].tolist() == [0, 0, 0, 255]
    close = painted(document, Viewport(8, -512 * 8 + 64, -512 * 8 + 64, 128, 128))
    assert close[63, 63].tolist() == [255, 0, 0, 255]
    assert close[64, 64].tolist() == [0, 0, 0, 255]


def test_pixels_that_are_gone_paint_nothing_and_raise_nothing(blocks: BlockFolder) -> None:
    document = two_layers(blocks, "svg:src-over", 1.0)
    blocks.sweep(())
    assert not painted(document, Viewport(1, 0, 0, 50, 40)).any()
