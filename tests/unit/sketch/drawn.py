"""Strokes as icon sets write them, and strategies that make up others."""

from __future__ import annotations

from hypothesis import strategies as st

from vlm_studio.sketch.shapes import Arc, Circle, Cubic, Ellipse, Line, Path, Rect

REAL = {
    "house": "M3 9.5L12 3l9 6.5V20a1 1 0 0 1-1 1h-5v-7H9v7H4a1 1 0 0 1-1-1z",
    "moon": "M21 12.79A9 9 0 1 1 11.21 3A7 7 0 0 0 21 12.79z",
    "packed flags": "M2 12a10 10 0 0120 0 10 10 0 01-20 0zm5 .5h.01",
    "smooth curves": "M4 12c0-4 4-8 8-8s8 4 8 8-4 4-8 4S4 20 4 12",
    "quadratic": "M2 8q5-6 10 0t10 0",
    "a tilted oval": "M6 8a8 4 30 1 0 12 8",
    "bell": "M10.268 21a2 2 0 0 0 3.464 0M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326",
}
"""Hand-written ``d`` attributes on a grid of 24 with every command of the language."""

_GRID = st.integers(0, 96).map(float)
_POINT = st.tuples(_GRID, _GRID)
_SEGMENT = st.one_of(
    st.builds(Line, _POINT),
    st.builds(Arc, _POINT, st.integers(-47, 47).filter(bool).map(lambda turn: turn * 3.75)),
    st.builds(Cubic, _POINT, _POINT, _POINT),
)


@st.composite
def paths(draw: st.DrawFn) -> Path:
    """Paths on the grid, without a segment that goes nowhere."""
    at = start = draw(_POINT)
    segments = []
    for segment in draw(st.lists(_SEGMENT, min_size=1, max_size=6)):
        if segment.end != at:
            segments.append(segment)
            at = segment.end
    if not segments:
        segments = [Line((start[0], 96.0 if start[1] < 48 else 0.0))]
    closed = draw(st.booleans()) and not (
        isinstance(segments[-1], Line) and segments[-1].end == start
    )
    return Path(start, tuple(segments), closed)


SHAPES = st.one_of(
    paths(),
    st.builds(Circle, _POINT, _GRID),
    st.builds(Ellipse, _POINT, _GRID, _GRID),
    st.builds(Rect, _POINT, _GRID, _GRID, _GRID),
)
