"""What a click into a drawing fills."""

from __future__ import annotations

import math

import pytest

from vlm_studio.document import outlines
from vlm_studio.document.drawing import Filling
from vlm_studio.document.filling import filling
from vlm_studio.document.flattening import lines
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.vectors import (
    CurveTo,
    Lettering,
    LineTo,
    Oval,
    Path,
    Rectangle,
    Subpath,
    VectorObject,
    VectorShape,
)

Place = tuple[float, float]
PAGE = Box(0, 0, 400, 400)


def line(*places: Place) -> Path:
    first, *others = (Point(*place) for place in places)
    return Path((Subpath(first, tuple(LineTo(point) for point in others)),))


def stroke(id: int, shape: VectorShape, width: float = 4.0) -> VectorObject:
    return VectorObject(id, shape, stroke="#000000", width=width)


def room(path: Path | None) -> float:
    """Square pixels of an even-odd path whose holes are all in its first outline."""
    assert path is not None
    areas = sorted((abs(outlines.area(ring)) for ring in lines(path, 1.0, closed=True)), reverse=True)  # fmt: skip
    return areas[0] - sum(areas[1:])


def sides(gap: float = 0.0) -> list[VectorObject]:
    """A square of 200 pixels made of four strokes, ``gap`` short of each other."""
    return [
        stroke(1, line((100, 100), (300 - gap, 100))),
        stroke(2, line((300, 100 + gap), (300, 300))),
        stroke(3, line((300 - gap, 300), (100, 300))),
        stroke(4, line((100, 300 - gap), (100, 100 + gap))),
    ]


def at(objects: list[VectorObject], *place: float, gap: float = 3.0) -> Filling:
    return filling(objects, Point(*place), gap, PAGE)


@pytest.mark.parametrize("gap", [0.0, 2.0])
def test_a_place_between_several_strokes_is_filled_to_their_middles_and_small_gaps_are_closed(
    gap: float,
) -> None:
    found = at(sides(gap), 150, 250)
    assert (found.recolours, found.index) == (None, 0)
    assert room(found.path) == pytest.approx(200 * 200, rel=0.02)
    assert found.path is not None
    assert len(found.path.subpaths) == 1
    box = found.path.bounds()
    assert (box.x, box.y, box.right, box.bottom) == pytest.approx((100, 100, 300, 300), abs=1.5)


def test_a_wide_gap_lets_it_out_and_so_does_a_place_beside_everything() -> None:
    assert at(sides(12), 150, 250) == Filling()
    assert at(sides(), 50, 50) == Filling()
    assert at(sides(), 5000, 50) == Filling()
    assert at([], 10, 10) == Filling()


def test_the_middle_of_a_wide_stroke_is_reached_and_a_stroke_inside_is_gone_around() -> None:
    objects = [
        stroke(1, Oval(100, 100, 200, 200), 20),
        stroke(2, line((150, 180), (180, 230))),
        stroke(3, Oval(210, 180, 40, 40)),
    ]
    found = at(objects, 200, 130)
    assert room(found.path) == pytest.approx(math.pi * (100**2 - 20**2), rel=0.02)
    assert found.path is not None
    assert len(found.path.subpaths) == 2
    assert found.index == 0
    assert room(at(objects, 230, 200).path) == pytest.approx(math.pi * 20**2, rel=0.06)


def test_few_curves_go_around_a_circle_and_straight_lines_stay_straight() -> None:
    circle = at([stroke(1, Oval(100, 100, 300, 300))], 250, 250).path
    assert circle is not None
    assert len(circle.subpaths[0].segments) <= 12
    assert all(isinstance(each, CurveTo) for each in circle.subpaths[0].segments)
    square = at(sides(), 150, 250).path
    assert square is not None
    straight = [each for each in square.subpaths[0].segments if isinstance(each, LineTo)]
    assert len(straight) >= 4


def test_a_face_is_divided_by_a_line_across_it() -> None:
    objects = [
        stroke(1, Oval(100, 100, 200, 200)),
        stroke(2, line((80, 180), (320, 180))),
        stroke(3, line((0, 0), (10, 10))),
    ]
    hair, skin = at(objects, 200, 140), at(objects, 200, 250)
    assert room(hair.path) + room(skin.path) == pytest.approx(math.pi * 100**2, rel=0.03)
    assert room(hair.path) < room(skin.path)


def test_what_is_filled_is_recoloured_and_a_drawing_on_a_ground_is_filled_above_it() -> None:
    ground = VectorObject(9, Rectangle(0, 0, 400, 400), fill="#ffffff")
    objects = [ground, *sides()]
    assert at(objects, 20, 20) == Filling(recolours=9)
    inside = at(objects, 200, 200)
    assert inside.index == 1
    assert room(inside.path) == pytest.approx(200 * 200, rel=0.02)
    assert inside.path is not None
    filled = VectorObject(10, inside.path, fill="#ff0000", rule="evenodd")
    assert at([ground, filled, *sides()], 200, 200) == Filling(recolours=10)


def test_half_of_a_filled_shape_that_a_stroke_divides_is_a_place_of_its_own() -> None:
    objects = [
        VectorObject(1, Rectangle(0, 0, 200, 100), fill="#dddddd"),
        stroke(2, line((100, -10), (100, 110))),
    ]
    left = at(objects, 40, 50)
    assert left.index == 1
    assert room(left.path) == pytest.approx(100 * 100, rel=0.03)


def test_text_bounds_nothing_and_a_hole_is_not_filled() -> None:
    assert at([VectorObject(1, Lettering("O", 400), fill="#000000")], 100, -100) == Filling()
    ring = Path((*line((0, 0), (90, 0), (90, 90), (0, 90)).subpaths, *line((30, 30), (60, 30), (60, 60), (30, 60)).subpaths))  # fmt: skip
    objects = [VectorObject(1, ring, fill="#000000", rule="evenodd")]
    assert at(objects, 10, 45) == Filling(recolours=1)
    assert room(at(objects, 45, 45).path) == pytest.approx(30 * 30, rel=0.1)


@pytest.mark.parametrize("size", [0.01, 10.0])
def test_it_is_as_true_in_a_small_icon_as_on_a_large_poster(size: float) -> None:
    by = (size, 0.0, 0.0, size, 0.0, 0.0)
    objects = [each.mapped(by) for each in sides()]
    found = filling(objects, Point(200 * size, 200 * size), 3.0 * size, PAGE)
    assert room(found.path) == pytest.approx((200 * size) ** 2, rel=0.02)


def test_what_is_open_only_towards_the_edge_of_the_page_ends_there() -> None:
    horizon = stroke(1, line((-20, 300), (200, 250), (399, 300)))
    sky, sea = at([horizon], 200, 50), at([horizon], 30, 390)
    assert room(sky.path) + room(sea.path) == pytest.approx(400 * 400, rel=0.01)
    assert sky.path is not None
    assert sea.path is not None
    box = sky.path.bounds()
    assert (box.x, box.y, box.right) == (0, 0, 400)
    assert sea.path.bounds().bottom == 400
    assert at([horizon], 200, -20) == Filling()


def test_a_corner_that_is_cut_off_and_what_is_left_are_filled_but_not_what_is_around_everything() -> (
    None
):
    slope = stroke(1, line((0, 400), (400, 0)))
    half = at([slope], 100, 100)
    assert room(half.path) == pytest.approx(400 * 400 / 2, rel=0.02)
    path = stroke(2, line((200, 0), (200, 150)))
    assert at([path], 100, 100) == Filling()
    roof = [stroke(1, line((100, 0), (200, 150), (300, 0)))]
    assert room(at(roof, 200, 20).path) == pytest.approx(200 * 150 / 2, rel=0.05)
    assert at(roof, 20, 350) == Filling()
    assert at([*roof, *sides(40)], 350, 350) == Filling()
