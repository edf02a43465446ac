from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sketch.drawn import REAL, SHAPES
from tests.unit.sketch.test_svgpath import apart
from vlm_studio.sketch.order import ordered, reverse, scaled
from vlm_studio.sketch.raster import rasterise
from vlm_studio.sketch.recognise import recognise
from vlm_studio.sketch.shapes import SIDE, Circle, Path, Rect, Shape
from vlm_studio.sketch.steps import SLOTS, Command, decode, encode
from vlm_studio.sketch.svgpath import parse

_UNIT = SIDE / 24


def drawn(name: str) -> tuple[Shape, ...]:
    return scaled(parse(REAL[name]), _UNIT, 0, 0)


@given(st.lists(SHAPES, max_size=5))
def test_shapes_on_the_grid_come_back_as_they_were(shapes: list[Shape]) -> None:
    steps = encode(shapes)
    assert decode(steps) == tuple(shapes)
    assert steps.shape[1] == 1 + SLOTS
    assert steps[-1, 0] == Command.END


@pytest.mark.parametrize("name", REAL)
def test_a_real_icon_is_drawn_within_a_unit_of_where_it_was(name: str) -> None:
    strokes = drawn(name)
    paths = [
        shape
        for shape in decode(encode(ordered(map(recognise, strokes))))
        if isinstance(shape, Path)
    ]
    assert all(min(apart(new, old) for old in strokes) < 1.3 for new in paths)
    before, after = (
        rasterise(strokes, 48),
        rasterise(decode(encode(ordered(map(recognise, strokes)))), 48),
    )
    assert np.abs(before - after).mean() < 0.08 * before.mean()


def test_curves_and_corners_that_are_simple_shapes_become_them() -> None:
    k = 5.523
    round_ = (
        f"M12 2C{12 + k} 2 22 {12 - k} 22 12S{12 + k} 22 12 22 2 {12 + k} 2 12 {12 - k} 2 12 2z"
    )
    [circle] = (recognise(s) for s in scaled(parse(round_), _UNIT, 0, 0))
    assert isinstance(circle, Circle)
    assert (*circle.centre, circle.radius) == pytest.approx((48, 48, 40), abs=0.3)
    [box] = (
        recognise(s)
        for s in scaled(
            parse("M5 3h14a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"),
            _UNIT,
            0,
            0,
        )
    )
    assert box == Rect((12, 12), 72, 40, pytest.approx(8))
    [dot] = (recognise(s) for s in scaled(parse("M12 12h.01"), _UNIT, 0, 0))
    assert dot == Circle((48, 48), 0)


@given(st.lists(SHAPES, min_size=1, max_size=4))
def test_ordering_changes_nothing_that_is_seen(shapes: list[Shape]) -> None:
    assert rasterise(ordered(shapes), 24) == pytest.approx(rasterise(shapes, 24), abs=1e-3)


@pytest.mark.parametrize("name", REAL)
def test_order_and_direction_do_not_depend_on_how_it_was_drawn(name: str) -> None:
    shapes = list(map(recognise, drawn(name)))
    turned = [reverse(shape) if isinstance(shape, Path) else shape for shape in reversed(shapes)]
    assert np.array_equal(encode(ordered(shapes)), encode(ordered(turned)))


def test_steps_without_a_beginning_are_left_out() -> None:
    rows = [
        [Command.LINE, 3, 3, 0, 0, 0, 0],
        [Command.CLOSE] + [0] * 6,
        [Command.CIRCLE, 5, 5, 2, 0, 0, 0],
    ]
    assert decode(rows) == (Circle((5, 5), 2),)
