"""Shapes turned into others, combined, and lined up."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.documents import ring
from vlm_studio.document.arranging import aligned, distributed
from vlm_studio.document.converting import (
    TYPES,
    can_become,
    combined,
    converted,
    parts,
    without_holes,
)
from vlm_studio.document.geometry import ELLIPSE_POINTS, Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.rasterise import rasterised
from vlm_studio.document.skeletons import COCO_17, standing

BOX = Box(10, 20, 30, 40)
TRIANGLE = Polygon((Point(10, 10), Point(50, 10), Point(30, 50)))


@pytest.mark.parametrize("shape", [BOX, TRIANGLE, Ellipse.within(BOX), ring()], ids=repr)
def test_every_kind_becomes_every_other(shape: Box | Polygon | Ellipse | Mask) -> None:
    for kind, type_ in TYPES.items():
        assert can_become(shape, kind) is not isinstance(shape, type_)
        if can_become(shape, kind):
            [made] = converted(shape, kind)
            assert isinstance(made, type_)
            for side in ("x", "y", "right", "bottom"):
                before, after = getattr(shape.bounds(), side), getattr(made.bounds(), side)
                assert after == pytest.approx(before, abs=1)
        else:
            with pytest.raises(ValueError, match="cannot become"):
                converted(shape, kind)


def test_a_box_and_its_mask_and_polygon_hold_the_same_pixels() -> None:
    [mask], [polygon] = converted(BOX, "mask"), converted(BOX, "polygon")
    assert isinstance(mask, Mask)
    assert mask.area == BOX.area == 1200
    assert converted(polygon, "mask") == (mask,)
    [outline] = converted(Ellipse.within(BOX), "polygon")
    assert isinstance(outline, Polygon)
    assert len(outline.points) == ELLIPSE_POINTS


def test_a_figure_becomes_a_box_only() -> None:
    figure = standing(COCO_17, BOX)
    assert converted(figure, "box") == (figure.bounds(),)
    assert [kind for kind in TYPES if can_become(figure, kind)] == ["box"]


def test_a_mask_becomes_a_polygon_for_every_part_with_its_holes_filled() -> None:
    both = combined((ring(), Box(200, 60, 10, 10)), "unite")
    assert both is not None
    large, small = converted(both, "polygon")
    assert rasterised(large).area == pytest.approx(60 * 40, rel=0.01)  # type: ignore[arg-type]
    assert small.bounds().centre == Point(205, 65)


def test_what_covers_no_pixel_has_no_mask() -> None:
    assert converted(Box(3.6, 3.6, 0.5, 0.5), "mask") == ()


def test_shapes_are_united_subtracted_and_intersected() -> None:
    upper = Box(25, 20, 30, 40)
    for how, wanted in (
        ("unite", Box(10, 20, 45, 40)),
        ("subtract", Box(10, 20, 15, 40)),
        ("intersect", Box(25, 20, 15, 40)),
    ):
        made = combined((BOX, upper), how)  # type: ignore[arg-type]
        assert made is not None
        assert (made.bounds(), made.area) == (wanted, wanted.area)
    assert combined((BOX, BOX), "subtract") is None
    assert combined((BOX, Box(100, 100, 5, 5)), "intersect") is None


def test_holes_and_parts() -> None:
    assert without_holes(ring()).area == 60 * 40
    [solid] = converted(BOX, "mask")
    assert isinstance(solid, Mask)
    assert without_holes(solid) is solid
    assert parts(ring()) == (ring(),)
    both = combined((ring(), Box(200, 60, 10, 10)), "unite")
    assert both is not None
    assert [part.area for part in parts(both)] == [ring().area, 100]


numbers = st.integers(0, 200).map(float)
boxes = st.lists(st.builds(Box, numbers, numbers, numbers, numbers), min_size=1, max_size=6)


@settings(deadline=None)
@given(boxes, st.sampled_from(["left", "centre", "right", "top", "middle", "bottom"]))
def test_all_stand_at_the_edge_they_are_aligned_to(found: list[Box], edge: str) -> None:
    page = Box(0, 0, 640, 480)
    attribute = {"centre": "centre", "middle": "centre", "left": "x", "top": "y"}.get(edge, edge)
    steps = aligned(found, edge, page)  # type: ignore[arg-type]
    for box, (dx, dy) in zip(found, steps, strict=True):
        assert dx == 0 or dy == 0
        place, wanted = getattr(box.moved(dx, dy), attribute), getattr(page, attribute)
        if attribute == "centre":
            axis = "x" if edge == "centre" else "y"
            place, wanted = getattr(place, axis), getattr(wanted, axis)
        assert place == pytest.approx(wanted)


@settings(deadline=None)
@given(boxes)
def test_gaps_are_equal_and_the_outermost_stay(found: list[Box]) -> None:
    steps = distributed(found, "across")
    assert all(dy == 0 for _, dy in steps)
    moved = [box.moved(*step) for box, step in zip(found, steps, strict=True)]
    order = sorted(range(len(found)), key=lambda i: (found[i].centre.x, i))
    gaps = [moved[b].x - moved[a].right for a, b in itertools.pairwise(order)]
    assert gaps == pytest.approx(gaps[:1] * len(gaps))
    for end in (order[0], order[-1]):
        assert moved[end].x == pytest.approx(found[end].x)
