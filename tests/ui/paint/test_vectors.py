"""Vector layers as they are seen: in files, on the canvas, in small pictures."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from vlm_studio.document.document import ROOT, Document, DocumentState
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import VectorLayer
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
from vlm_studio.formats.merged import annotated, merged
from vlm_studio.formats.painter import Look
from vlm_studio.ui.paint.layer_painter import draw_annotations
from vlm_studio.ui.paint.picture import BlockImages
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.ui.paint.stack import draw_stack
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.thumbnail import thumbnail
from vlm_studio.ui.paint.vector_hits import object_at
from vlm_studio.ui.paint.viewport import Viewport

pytestmark = pytest.mark.usefixtures("qapp")

RED, GREEN, CLEAR = [255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 0, 0]
SQUARE = VectorObject(1, Rectangle(20, 20, 40, 40), fill="#ff0000")


def state(*objects: VectorObject, **values: object) -> DocumentState:
    layer = VectorLayer(name="v", id="v", objects=objects)
    layer = msgspec.structs.replace(layer, **values)
    return DocumentState("d", "d", 100, 80, {"v": layer}, {ROOT: ("v",)})


def seen(made: DocumentState, x: int, y: int) -> list[int]:
    """The colour of one pixel of the merged picture, which is the same with annotations on top."""
    pixels = merged(made, QtPainter())
    assert (annotated(made, QtPainter(), Look()) == pixels).all()
    found: list[int] = pixels[y, x].tolist()
    return found


def test_a_fill_is_where_the_shape_is() -> None:
    made = state(SQUARE)
    assert seen(made, 40, 40) == RED
    assert seen(made, 10, 40) == CLEAR
    assert seen(state(SQUARE, visible=False), 40, 40) == CLEAR


def test_dashes_have_gaps_that_can_be_clicked_and_dots_are_round() -> None:
    line = Path((Subpath(Point(0, 40), (LineTo(Point(100, 40)),)),))
    dashed = VectorObject(1, line, stroke="#ff0000", width=8, dash=(2, 1))
    assert [seen(state(dashed), x, 40) for x in (8, 20, 32, 44)] == [RED, CLEAR, RED, CLEAR]
    layer = state(dashed).layers["v"]
    assert isinstance(layer, VectorLayer)
    assert object_at(layer, Point(20, 40), 1) == dashed
    dots = msgspec.structs.replace(dashed, cap="round", dash=(0, 2))
    assert [seen(state(dots), x, 40) for x in (16, 24, 32, 40)] == [RED, CLEAR, RED, CLEAR]
    assert seen(state(dots), 19, 36) == CLEAR


def test_the_stroke_lies_on_the_edge_and_over_the_fill() -> None:
    made = state(msgspec.structs.replace(SQUARE, stroke="#00ff00", width=6))
    assert [seen(made, x, 40) for x in (18, 21, 40)] == [GREEN, GREEN, RED]


def test_a_faded_object_fades_as_one() -> None:
    made = state(msgspec.structs.replace(SQUARE, stroke="#00ff00", width=6, opacity=0.5))
    for x, colour in ((21, GREEN), (40, RED)):
        assert seen(made, x, 40) == pytest.approx([*colour[:3], 128], abs=1)
    layer = state(SQUARE, opacity=0.5)
    assert seen(layer, 40, 40) == pytest.approx([255, 0, 0, 128], abs=1)


def test_the_rule_says_whether_a_hole_is_filled() -> None:
    def ring(x: float, size: float) -> Subpath:
        corners = ((x + size, x), (x + size, x + size), (x, x + size))
        return Subpath(Point(x, x), tuple(LineTo(Point(*corner)) for corner in corners), True)

    hole = VectorObject(1, Path((ring(10, 60), ring(30, 20))), fill="#ff0000", rule="evenodd")
    assert seen(state(hole), 40, 40) == CLEAR
    assert seen(state(msgspec.structs.replace(hole, rule="nonzero")), 40, 40) == RED


def test_curves_ovals_and_letters_are_drawn() -> None:
    bow = Path((Subpath(Point(0, 40), (CurveTo(Point(30, 0), Point(70, 0), Point(100, 40)),)),))
    assert seen(state(VectorObject(1, bow, stroke="#ff0000", width=4)), 50, 10) == RED
    oval = state(VectorObject(1, Oval(10, 10, 60, 40), fill="#ff0000"))
    assert (seen(oval, 40, 30), seen(oval, 12, 12)) == (RED, CLEAR)
    letter = Lettering("I", 60, bold=True, anchor="middle", place=(1, 0, 0, 1, 50, 70))
    drawn = QtPainter().draw_vectors(state(), VectorLayer(name="t", objects=(
        VectorObject(1, letter, fill="#ff0000"),
    )))  # fmt: skip
    assert drawn is not None
    pixels, x, y = drawn
    assert x < 50 < x + pixels.shape[1]
    assert 20 < y < 40 < y + pixels.shape[0] <= 71


def test_what_a_blend_mode_does_is_the_same_in_a_file_and_on_the_canvas() -> None:
    below = VectorLayer(name="b", id="b", objects=(
        VectorObject(1, Rectangle(0, 0, 100, 80), fill="#ffff00"),
    ))  # fmt: skip
    above = VectorLayer(name="v", id="v", objects=(
        VectorObject(1, Rectangle(20, 20, 40, 40), fill="#00ffff"),
    ), blend="svg:multiply")  # fmt: skip
    made = DocumentState("d", "d", 100, 80, {"b": below, "v": above}, {ROOT: ("b", "v")})
    assert seen(made, 40, 40) == GREEN
    image = QImage(100, 80, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    document, painter = Document(made), QPainter(image)
    style = Style(bounds=document.bounds())
    view = Viewport(1, 0, 0, 100, 80)
    draw_stack(painter, document, view, style, BlockImages(), document.shown_annotations)
    draw_annotations(painter, [], view, style)
    painter.end()
    assert image.pixelColor(40, 40) == QColor("#00ff00")
    assert image.pixelColor(5, 5) == QColor("#ffff00")


def test_a_small_picture_shows_the_layer() -> None:
    small = thumbnail(Document(state(SQUARE)), "v", 50)
    assert small.pixelColor(20, 25) == QColor("#ff0000")
    assert small.pixelColor(3, 25) == QColor("#ffffff")


def test_an_object_is_hit_where_it_is_painted_and_close_by() -> None:
    ring = VectorObject(2, Oval(20, 20, 40, 40), stroke="#000000", width=2)
    layer = VectorLayer(name="v", objects=(SQUARE, ring))
    assert object_at(layer, Point(40, 20), 1) == ring
    assert object_at(layer, Point(40, 40), 1) == SQUARE
    assert object_at(layer, Point(61.5, 40), 1) == ring
    assert object_at(layer, Point(90, 70), 1) is None
