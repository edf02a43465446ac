"""The shapes a line sketch is made of. Coordinates are units of the sketch's square, y pointing down."""

from __future__ import annotations

import math

import msgspec

Point = tuple[float, float]

SIDE = 96
"""Width and height of the square that sketches are drawn in."""
PEN, FINEST_PEN = 2.5, 1.25
"""Width of a stroke in these units, fine as for drawings, not for pictograms; and of things that were made small."""


class Line(msgspec.Struct, frozen=True):
    """Straight on to ``end``."""

    end: Point


class Arc(msgspec.Struct, frozen=True):
    """On to ``end`` along a circle, turning by ``sweep`` degrees: clockwise on the screen if positive, never 0."""

    end: Point
    sweep: float


class Cubic(msgspec.Struct, frozen=True):
    """On to ``end`` along a Bézier curve with two control points."""

    first: Point
    second: Point
    end: Point


Segment = Line | Arc | Cubic


class Path(msgspec.Struct, frozen=True):
    """A stroke; a closed one returns to ``start``, in a straight line if it is not there."""

    start: Point
    segments: tuple[Segment, ...]
    closed: bool = False


class Circle(msgspec.Struct, frozen=True):
    """A circle; one of radius 0 is a dot as wide as the pen."""

    centre: Point
    radius: float


class Ellipse(msgspec.Struct, frozen=True):
    """An upright ellipse."""

    centre: Point
    radius_x: float
    radius_y: float


class Rect(msgspec.Struct, frozen=True):
    """An upright rectangle, its corners rounded by ``radius``."""

    corner: Point
    width: float
    height: float
    radius: float = 0.0


Shape = Path | Circle | Ellipse | Rect


def arc_centre(start: Point, arc: Arc) -> Point:
    """The centre of the circle that ``arc`` runs along from ``start``."""
    dx, dy = arc.end[0] - start[0], arc.end[1] - start[1]
    slope = 2 * math.tan(math.radians(arc.sweep) / 2)
    return (start[0] + arc.end[0]) / 2 - dy / slope, (start[1] + arc.end[1]) / 2 + dx / slope
