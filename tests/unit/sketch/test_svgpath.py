from __future__ import annotations

import contextlib
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sketch.drawn import REAL, paths
from vlm_studio.errors import StudioError
from vlm_studio.formats.svg_paths import read_path
from vlm_studio.sketch.flatten import flatten
from vlm_studio.sketch.shapes import Arc, Line, Path, arc_centre
from vlm_studio.sketch.svgpath import at_least, parse, write


def apart(one: Path, two: Path) -> float:
    """The farthest that a corner of ``one`` is from the polyline of ``two``."""
    return max(min(math.dist(a, b) for b in _dense(two)) for a in flatten(one))


def _dense(path: Path) -> list[tuple[float, float]]:
    points = flatten(path)
    steps = [i / 40 for i in range(41)]
    return [
        (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
        for a, b in itertools.pairwise(points)
        for t in steps
    ]


@pytest.mark.parametrize("name", REAL)
def test_what_is_written_is_read_as_the_same_strokes(name: str) -> None:
    strokes = parse(REAL[name])
    again = parse("".join(map(write, strokes)))
    assert [stroke.closed for stroke in again] == [stroke.closed for stroke in strokes]
    assert all(apart(a, b) < 0.02 for a, b in zip(strokes, again, strict=True))


@given(paths())
def test_every_path_comes_back(path: Path) -> None:
    [again] = parse(write(path))
    assert again.closed == path.closed
    assert len(again.segments) == len(path.segments)
    assert apart(path, again) < 1


def test_flags_may_stand_close_together_and_m_goes_on_as_lines() -> None:
    [circle, dot] = parse(REAL["packed flags"])
    assert [type(s) for s in circle.segments] == [Arc, Arc]
    assert arc_centre(circle.start, circle.segments[0]) == pytest.approx((12, 12))
    assert dot.segments == (Line((pytest.approx(7.01), 12.5)),)
    assert dot.start == (7, 12.5)
    [corner] = parse("m1 1 2 0 0 2")
    assert corner.segments == (Line((3, 1)), Line((3, 3)))


def test_an_arc_turns_as_its_flags_say() -> None:
    [[small], [large]] = (
        parse(f"M0 10A10 10 0 {flags} 10 0")[0].segments for flags in ("0 1", "1 1")
    )
    assert isinstance(small, Arc)
    assert small.sweep == pytest.approx(90)
    assert isinstance(large, Arc)
    assert large.sweep == pytest.approx(270)
    [[back]] = [parse("M0 10A10 10 0 0 0 10 0")[0].segments]
    assert isinstance(back, Arc)
    assert back.sweep == pytest.approx(-90)


@pytest.mark.parametrize(
    "data", ["M1", "M1 2L", "hello", "M0 0A1 1 0 2 0 3 3", "M1 2 L1e999 3", "5 5"]
)
def test_what_is_no_path_is_refused_in_a_sentence(data: str) -> None:
    with pytest.raises(StudioError, match="cannot be read"):
        parse(data)


_NUMBER = st.one_of(
    st.integers(-99, 99).map(str),
    st.floats(allow_nan=False).map(repr),
    st.sampled_from(["0", "1", "-0", "1e308", ".5.5"]),
)
_PIECES = st.lists(st.one_of(st.sampled_from("MmLlHhVvCcSsQqTtAaZz"), _NUMBER), max_size=40)


@given(st.one_of(_PIECES.map(" ".join), _PIECES.map("".join), st.text(max_size=40)))
def test_whatever_is_given_is_read_or_refused(data: str) -> None:
    with contextlib.suppress(StudioError):
        for path in parse(data):
            assert all(math.isfinite(number) for point in flatten(path) for number in point)
            assert write(path)


@pytest.mark.parametrize("name", REAL)
def test_how_much_a_path_draws_is_told_without_reading_it(name: str) -> None:
    path = read_path(REAL[name])
    assert path is not None
    drawn = sum(len(subpath.segments) for subpath in path.subpaths)
    assert 0 < at_least(REAL[name], 1000) <= drawn
