"""Vector objects: moved, scaled, turned, and what they cost to remember."""

from __future__ import annotations

import math

import pytest

from vlm_studio.document import affine, clips, edits, grouping
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
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
    sound,
)
from vlm_studio.words import text

LINE = Path((Subpath(Point(0, 0), (LineTo(Point(10, 0)), LineTo(Point(10, 5)))),))
CARD = Rectangle(10, 20, 30, 40, 5)


def box_of(shape: Path | Rectangle | Oval | Lettering) -> tuple[float, ...]:
    box = shape.bounds()
    return tuple(round(each, 6) for each in (box.x, box.y, box.width, box.height))


def test_a_rectangle_stays_one_as_long_as_it_is_upright_and_its_corners_are_round() -> None:
    assert CARD.mapped(affine.scale(2, 2)) == Rectangle(20, 40, 60, 80, 10)
    assert CARD.mapped(affine.move(1, 2)) == Rectangle(11, 22, 30, 40, 5)
    turned = CARD.mapped(affine.turn(90))
    assert isinstance(turned, Rectangle)
    assert box_of(turned) == (-60, 10, 40, 30)
    assert isinstance(CARD.mapped(affine.scale(2, 1)), Path)
    assert isinstance(Rectangle(0, 0, 4, 4).mapped(affine.scale(2, 1)), Rectangle)
    assert isinstance(CARD.mapped(affine.turn(30)), Path)


def test_what_is_tilted_fills_what_it_filled_before() -> None:
    tilted = Oval(-10, -10, 20, 20).mapped(affine.turn(45))
    assert isinstance(tilted, Path)
    [subpath] = tilted.subpaths
    assert subpath.closed
    for segment in subpath.segments:
        assert math.hypot(segment.end.x, segment.end.y) == pytest.approx(10)
    corners = Rectangle(0, 0, 10, 10).mapped(affine.turn(45))
    assert box_of(corners) == pytest.approx((-7.071068, 0, 14.142136, 14.142136))


def test_a_stroke_gets_wider_with_its_shape_and_text_stays_text() -> None:
    made = VectorObject(1, LINE, stroke="#000000", width=2)
    assert made.mapped(affine.scale(3, 3)).width == pytest.approx(6)
    assert made.moved(5, 5).width == 2
    words = Lettering("Jazz Night", 20)
    assert words.mapped(affine.scale(2, 2)).mapped(affine.move(1, 2)) == Lettering(
        "Jazz Night", 20, place=(2, 0, 0, 2, 1, 2)
    )


def test_maps_follow_one_another() -> None:
    both = affine.after(affine.move(10, 0), affine.turn(90))
    assert affine.apply(both, Point(1, 0)).distance(Point(10, 1)) < 1e-9
    assert affine.size(affine.scale(2, 8)) == pytest.approx(4)


@pytest.mark.parametrize(
    "bad",
    [
        VectorObject(1, LINE, fill="red"),
        VectorObject(1, LINE, width=-1),
        VectorObject(1, LINE, opacity=2),
        VectorObject(1, Path(())),
        VectorObject(1, Rectangle(0, 0, -1, 5)),
        VectorObject(1, Lettering("x", 0)),
        VectorObject(1, Lettering("x", 5, place=(1e300, 0, 0, 1, 0, 0))),
        VectorObject(1, Path((Subpath(Point(0, 0), (CurveTo(*[Point(math.nan, 0)] * 3),)),))),
    ],
)
def test_what_cannot_be_drawn_is_not_sound(bad: VectorObject) -> None:
    assert sound(VectorObject(1, LINE, fill="#00ff0080", stroke="#123456"))
    assert not sound(bad)


def made_document() -> tuple[Document, VectorLayer]:
    document = Document.empty("d", 100, 100)
    layer = VectorLayer(name="v", objects=(VectorObject(1, CARD, fill="#ff0000"),))
    document.history.push(edits.insert_layers(document, [layer], text("Add")))
    return document, layer


def test_a_vector_layer_is_duplicated_grouped_and_pasted_as_others_are() -> None:
    document, layer = made_document()
    change, [twin] = grouping.duplicate(document, [layer.id], str.upper, text("Duplicate"))
    document.history.push(change)
    copy = document.layer(twin)
    assert isinstance(copy, VectorLayer)
    assert copy.objects == layer.objects
    state = clips.taken(document, [layer.id])
    change, [pasted] = clips.pasted(document, state, None, text("Paste"))
    document.history.push(change)
    assert document.layer(pasted).name == "v"
    for _ in range(2):
        document.history.undo()
    assert list(document.layers) == [layer.id]


def test_a_picture_of_a_vector_layer_is_as_large_as_what_is_in_it() -> None:
    document, layer = made_document()
    shown = clips.pictured(clips.taken(document, [layer.id]))
    assert shown is not None
    assert (shown.width, shown.height) == (34, 44)
    [cut] = shown.layers.values()
    assert isinstance(cut, VectorLayer)
    assert cut.objects[0].shape == Rectangle(2, 2, 30, 40, 5)


def test_a_change_of_one_object_costs_little_and_the_loss_of_many_costs_more() -> None:
    document, layer = made_document()
    many = tuple(VectorObject(id, LINE, stroke="#000000") for id in range(1, 1001))
    document.history.push(edits.set_layers(document, [layer.id], text("Set"), objects=many))
    one = (many[0].moved(1, 1), *many[1:])
    small = edits.set_layers(document, [layer.id], text("Move"), objects=one)
    assert small.cost * 10 < edits.remove_layers(document, [layer.id], text("Delete")).cost


def test_bounds_are_those_of_all_that_is_painted() -> None:
    object = VectorObject(1, Rectangle(10, 10, 20, 20), stroke="#000000", width=4)
    assert object.bounds().intersection(Box(8, 8, 24, 24)) == Box(8, 8, 24, 24)
