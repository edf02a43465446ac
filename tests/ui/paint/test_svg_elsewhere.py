"""SVG files that are written here look the same in other programs, pixel by pixel."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from vlm_studio.document.document import ROOT, Document, DocumentState
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import GroupLayer, VectorLayer
from vlm_studio.document.vectors import (
    CurveTo,
    Lettering,
    LineTo,
    Oval,
    Path,
    Rectangle,
    Subpath,
    VectorObject,
)
from vlm_studio.formats.svg_writing import svg
from vlm_studio.ui.paint.vectors import draw_vectors
from vlm_studio.ui.paint.viewport import Viewport

SIDE = 240
Rgb = NDArray[np.int16]


def line(*places: tuple[float, float], closed: bool = False) -> Subpath:
    first, *others = (Point(*place) for place in places)
    return Subpath(first, tuple(LineTo(point) for point in others), closed)


WAVE = Subpath(
    Point(20, 200),
    (
        CurveTo(Point(60, 120), Point(100, 260), Point(140, 190)),
        CurveTo(Point(160, 150), Point(200, 150), Point(220, 200)),
    ),
)
STAR = line((60, 20), (75, 70), (30, 40), (90, 40), (45, 70), closed=True)
FRAME = Path((line((150, 20), (220, 20), (220, 90), (150, 90), closed=True), line((170, 40), (200, 40), (200, 70), (170, 70), closed=True)))  # fmt: skip

BELOW = VectorLayer(
    name="Below & <behind>",
    objects=(
        VectorObject(1, Rectangle(0, 0, SIDE, SIDE), fill="#f4efe6"),
        VectorObject(2, Rectangle(15, 100, 80, 60, 14), fill="#2a9d8f", stroke="#264653", width=5),
        VectorObject(3, Oval(110, 95, 90, 70), fill="#e76f5180", stroke="#264653", width=3, opacity=0.6),
    ),
)  # fmt: skip
ABOVE = VectorLayer(
    name="Above",
    opacity=0.8,
    objects=(
        VectorObject(1, Path((STAR,)), fill="#7d55c7", rule="evenodd"),
        VectorObject(2, FRAME, fill="#d64545", stroke="#000000", width=4, rule="evenodd", join="round"),
        VectorObject(3, Path((WAVE,)), stroke="#3b78d8", width=9, cap="round", join="round"),
        VectorObject(4, Path((line((30, 225), (120, 215), (210, 230)),)), stroke="#000000", width=6, cap="square", join="bevel"),
        VectorObject(5, Path((line((120, 30), (130, 90), (140, 30)),)), stroke="#000000", width=6),
    ),
)  # fmt: skip


def state(*layers: VectorLayer) -> DocumentState:
    group = GroupLayer(name="Group")
    return DocumentState(
        "d",
        "poster",
        SIDE,
        SIDE,
        layers={each.id: each for each in (*layers, group)},
        children={ROOT: (layers[0].id, group.id), group.id: tuple(each.id for each in layers[1:])},
    )


def sheet() -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGBA8888)
    image.fill(0xFFFFFFFF)
    return image


def numbers(image: QImage) -> Rgb:
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, SIDE, 4)
    return pixels[..., :3].astype(np.int16)


def ours(state: DocumentState) -> Rgb:
    image = sheet()
    painter = QPainter(image)
    view = Viewport(1.0, 0.0, 0.0, SIDE, SIDE)
    for layer, opacity in Document(state).shown():
        assert isinstance(layer, VectorLayer)
        draw_vectors(painter, layer, view, opacity)
    painter.end()
    return numbers(image)


def in_qt(data: bytes) -> Rgb:
    image = sheet()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = QSvgRenderer(QByteArray(data))
    assert renderer.isValid()
    renderer.render(painter)
    painter.end()
    return numbers(image)


def in_librsvg(data: bytes) -> Rgb:
    """As file managers, GIMP and Inkscape's previews on Linux see it."""
    names = [ctypes.util.find_library(name) for name in ("rsvg-2", "gobject-2.0", "gdk_pixbuf-2.0")]
    if None in names:
        pytest.skip("librsvg is not on this computer")
    rsvg, gobject, pixbufs = (ctypes.CDLL(name) for name in names)
    for function in (
        rsvg.rsvg_handle_new_from_data,
        rsvg.rsvg_handle_get_pixbuf,
        pixbufs.gdk_pixbuf_get_pixels,
    ):
        function.restype = ctypes.c_void_p
    handle = rsvg.rsvg_handle_new_from_data(data, ctypes.c_size_t(len(data)), None)
    assert handle
    pixbuf = rsvg.rsvg_handle_get_pixbuf(ctypes.c_void_p(handle))
    assert pixbuf
    held = ctypes.c_void_p(pixbuf)
    stride = pixbufs.gdk_pixbuf_get_rowstride(held)
    raw = ctypes.string_at(pixbufs.gdk_pixbuf_get_pixels(held), stride * SIDE)
    rgba = np.frombuffer(raw, np.uint8).reshape(SIDE, stride)[:, : 4 * SIDE].reshape(SIDE, SIDE, 4)
    gobject.g_object_unref(held)
    gobject.g_object_unref(ctypes.c_void_p(handle))
    alpha = rgba[..., 3:].astype(np.float64) / 255
    return np.asarray((rgba[..., :3] * alpha + 255 * (1 - alpha)).round().astype(np.int16))


READERS = pytest.mark.parametrize("reader", [in_qt, in_librsvg])


@pytest.mark.usefixtures("qapp")
@READERS
def test_shapes_strokes_rules_and_opacity_look_the_same(reader: Callable[[bytes], Rgb]) -> None:
    drawn = state(BELOW, ABOVE)
    off = np.abs(ours(drawn) - reader(svg(drawn))).max(axis=2)
    # Edges are softened a little differently; no area may be another colour.
    assert (off > 24).mean() < 0.01
    assert (off > 3).mean() < 0.05


@pytest.mark.usefixtures("qapp")
@READERS
def test_text_stands_at_its_place_in_its_size(reader: Callable[[bytes], Rgb]) -> None:
    words = (
        VectorObject(1, Lettering("Jazz", 64, "Noto Sans CJK SC", place=(1, 0, 0, 1, 20, 90)), fill="#000000"),
        VectorObject(2, Lettering("爵士", 48, "Noto Sans CJK SC", anchor="end", place=(1, 0, 0, 1, 220, 200)), fill="#d64545"),
    )  # fmt: skip
    drawn = state(VectorLayer(name="Words", objects=words))
    mine, theirs = (pixels.min(axis=2) < 200 for pixels in (ours(drawn), reader(svg(drawn))))
    assert mine.sum() > 1000
    for axis in (0, 1):
        here, there = np.flatnonzero(mine.any(axis=axis)), np.flatnonzero(theirs.any(axis=axis))
        assert abs(here[0] - there[0]) <= 3
        assert abs(here[-1] - there[-1]) <= 3
    assert (mine ^ theirs).sum() < 0.2 * mine.sum()
