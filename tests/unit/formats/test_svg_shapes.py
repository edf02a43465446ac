"""SVG: the shapes that other programs write, and where they are."""

from __future__ import annotations

import pytest

from tests.unit.formats.svg_help import only, read
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.vectors import CurveTo, Lettering, LineTo, Oval, Rectangle, Subpath
from vlm_studio.document.vectors import Path as VectorPath


def near(box: Box) -> tuple[float, ...]:
    return tuple(round(each, 3) for each in (box.x, box.y, box.width, box.height))


def test_basic_shapes_keep_their_kind() -> None:
    found = read(
        '<rect x="1" y="2" width="30" height="40" rx="5"/>'
        '<circle cx="10" cy="20" r="5"/><ellipse cx="10" cy="20" rx="5" ry="3"/>'
        '<text x="4" y="30" font-size="12" font-weight="bold">Jazz &amp; <tspan>Night</tspan></text>'
    )
    assert [each.shape for each in found.objects] == [
        Rectangle(1, 2, 30, 40, 5),
        Oval(5, 15, 10, 10),
        Oval(5, 17, 10, 6),
        Lettering("Jazz & Night", 12, bold=True, place=(1, 0, 0, 1, 4, 30)),
    ]
    assert (found.width, found.height, found.notices) == (100, 80, ())


def test_lines_and_polygons_are_paths() -> None:
    found = read(
        '<line x1="1" y1="2" x2="3" y2="4" stroke="red"/>'
        '<polyline points="0,0 10,0 10,10"/><polygon points="0 0 10 0 10 10"/>'
    )
    shapes = [each.shape for each in found.objects]
    corners = (LineTo(Point(10, 0)), LineTo(Point(10, 10)))
    assert shapes == [
        VectorPath((Subpath(Point(1, 2), (LineTo(Point(3, 4)),)),)),
        VectorPath((Subpath(Point(0, 0), corners),)),
        VectorPath((Subpath(Point(0, 0), corners, True),)),
    ]


def test_paths_with_relative_commands_and_several_parts() -> None:
    shape = only('<path d="m10 10h5v5z m20 0 c0 5 5 5 5 0 s5 -5 5 0"/>').shape
    assert isinstance(shape, VectorPath)
    first, second = shape.subpaths
    assert first == Subpath(Point(10, 10), (LineTo(Point(15, 10)), LineTo(Point(15, 15))), True)
    assert second.start == Point(30, 10)
    assert second.segments == (
        CurveTo(Point(30, 15), Point(35, 15), Point(35, 10)),
        CurveTo(Point(35, 5), Point(40, 5), Point(40, 10)),
    )


@pytest.mark.parametrize("large", [0, 1])
@pytest.mark.parametrize("sweep", [0, 1])
def test_arcs_of_circles_become_curves_on_the_circle(large: int, sweep: int) -> None:
    shape = only(f'<path d="M0 0A10 10 0 {large} {sweep} 10 10"/>').shape
    assert isinstance(shape, VectorPath)
    [subpath] = shape.subpaths
    assert subpath.segments[-1].end == Point(10, 10)
    # Two circles of radius 10 go through both ends; the flags say which side and which way.
    centre = Point(10, 0) if (large, sweep) in ((0, 0), (1, 1)) else Point(0, 10)
    assert len(subpath.segments) == (3 if large else 1)
    at = subpath.start
    for segment in subpath.segments:
        assert isinstance(segment, CurveTo)
        middle = Point(
            (at.x + 3 * segment.first.x + 3 * segment.second.x + segment.end.x) / 8,
            (at.y + 3 * segment.first.y + 3 * segment.second.y + segment.end.y) / 8,
        )
        assert segment.end.distance(centre) == pytest.approx(10, abs=1e-6)
        assert middle.distance(centre) == pytest.approx(10, abs=0.01)
        at = segment.end


def test_groups_hand_on_their_style_and_place() -> None:
    found = only(
        '<g transform="translate(10 20) scale(2)" stroke="blue" opacity="0.5">'
        '<g opacity="0.5"><rect x="1" y="1" width="5" height="5" fill="none"/></g></g>'
    )
    assert found.shape == Rectangle(12, 22, 10, 10)
    assert (found.stroke, found.width, found.opacity) == ("#0000ff", 2, 0.25)


@pytest.mark.parametrize(
    ("words", "box"),
    [
        ("rotate(90)", (-6, 0, 6, 4)),
        ("rotate(180 2 3)", (0, 0, 4, 6)),
        ("matrix(1 0 0 1 5 6)", (5, 6, 4, 6)),
        ("skewX(45)", (0, 0, 10, 6)),
        ("translate(3), scale(2 -1)", (3, -6, 8, 6)),
    ],
)
def test_transforms(words: str, box: tuple[float, ...]) -> None:
    found = only(f'<rect width="4" height="6" transform="{words}"/>')
    assert near(found.shape.bounds()) == pytest.approx(box)


def test_the_view_box_fits_the_picture_into_its_size() -> None:
    rectangle = '<rect width="24" height="24"/>'
    assert only(rectangle, 'viewBox="0 0 24 24" width="48" height="96"').shape == (
        Rectangle(0, 24, 48, 48)
    )
    assert only(rectangle, 'viewBox="-24 0 48 24"').shape == Rectangle(24, 0, 24, 24)
    stretched = 'viewBox="0 0 24 24" width="48" height="96" preserveAspectRatio="none"'
    assert only(rectangle, stretched).shape == Rectangle(0, 0, 48, 96)
    assert read(rectangle, 'viewBox="0 0 30 20" width="10cm"').width == round(10 * 96 / 2.54)


def test_what_is_defined_once_can_be_used_often() -> None:
    found = read(
        '<defs><symbol id="s"><rect id="r" width="4" height="4"/></symbol></defs>'
        '<use href="#s" x="10"/><use href="#r" y="20" fill="red"/>'
    )
    assert [each.shape for each in found.objects] == [
        Rectangle(10, 0, 4, 4),
        Rectangle(0, 20, 4, 4),
    ]
    assert [each.fill for each in found.objects] == ["#000000", "#ff0000"]


def test_views_within_the_picture_have_units_of_their_own() -> None:
    square = '<rect width="10" height="10"/>'
    assert only(f'<svg x="20" y="30" width="40" height="40" viewBox="0 0 10 10">{square}</svg>').shape == (
        Rectangle(20, 30, 40, 40)
    )  # fmt: skip
    assert only(f'<svg x="5">{square}</svg>').shape == Rectangle(5, 0, 10, 10)
    symbol = f'<symbol id="s" viewBox="0 0 10 10">{square}</symbol>'
    found = read(
        symbol
        + '<use href="#s" x="10" width="20" height="20"/>'
        + '<use href="#s" y="50" width="40" height="20"/>'
        + '<use href="#s" width="20" height="40" transform="scale(2)"/>'
    )
    assert [each.shape for each in found.objects] == [
        Rectangle(10, 0, 20, 20),
        Rectangle(10, 50, 20, 20),
        Rectangle(0, 20, 40, 40),
    ]
    aligned = 'viewBox="0 0 24 24" width="48" height="96" preserveAspectRatio="xMinYMax meet"'
    assert only('<rect width="24" height="24"/>', aligned).shape == Rectangle(0, 48, 48, 48)
    sliced = 'viewBox="0 0 24 24" width="48" height="96" preserveAspectRatio="xMidYMid slice"'
    assert only('<rect width="24" height="24"/>', sliced).shape == Rectangle(-24, 0, 96, 96)
