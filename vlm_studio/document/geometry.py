"""Plain geometry in pixels: x to the right, y down, the corner of the top-left pixel at (0, 0)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Self

import msgspec


class Point(msgspec.Struct, frozen=True, array_like=True):
    """A place in pixels."""

    x: float
    y: float

    def moved(self, dx: float, dy: float) -> Self:
        """This point ``dx`` further right and ``dy`` further down."""
        return type(self)(self.x + dx, self.y + dy)

    def distance(self, other: Point) -> float:
        """Euclidean distance in pixels."""
        return math.hypot(self.x - other.x, self.y - other.y)


class Box(msgspec.Struct, frozen=True, tag="box"):
    """An axis-parallel rectangle; ``width`` and ``height`` are never negative."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Self:
        """The smallest box that holds all ``points`` (at least one)."""
        xs, ys = zip(*((point.x, point.y) for point in points), strict=True)
        return cls(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    @classmethod
    def between(cls, a: Point, b: Point) -> Self:
        """The box with the opposite corners ``a`` and ``b``."""
        return cls.around((a, b))

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Top left, top right, bottom right, bottom left."""
        return (
            Point(self.x, self.y),
            Point(self.right, self.y),
            Point(self.right, self.bottom),
            Point(self.x, self.bottom),
        )

    def bounds(self) -> Box:
        return self

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, margin: float) -> Box:
        """This box with ``margin`` pixels more (or, negative, fewer) on every side."""
        return Box(
            self.x - margin,
            self.y - margin,
            max(0.0, self.width + 2 * margin),
            max(0.0, self.height + 2 * margin),
        )

    def contains(self, point: Point) -> bool:
        return self.x <= point.x <= self.right and self.y <= point.y <= self.bottom

    def intersection(self, other: Box) -> Box | None:
        """The common part, or ``None`` when there is none with an area."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(x, y, right - x, bottom - y) if right > x and bottom > y else None

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box.around((*self.corners, *other.corners))

    def clipped(self, width: float, height: float) -> Box | None:
        """The part inside a ``width`` x ``height`` picture, if any."""
        return self.intersection(Box(0, 0, width, height))


def iou(a: Box, b: Box) -> float:
    """Intersection over union, 0 to 1."""
    common = a.intersection(b)
    if common is None:
        return 0.0
    return common.area / (a.area + b.area - common.area)


class Polygon(msgspec.Struct, frozen=True, tag="polygon"):
    """A closed outline of at least three points; the last is joined to the first."""

    points: tuple[Point, ...]

    def bounds(self) -> Box:
        return Box.around(self.points)

    def moved(self, dx: float, dy: float) -> Polygon:
        return Polygon(tuple(point.moved(dx, dy) for point in self.points))

    @property
    def area(self) -> float:
        """Enclosed area in square pixels (shoelace formula)."""
        following = self.points[1:] + self.points[:1]
        crosses = (a.x * b.y - b.x * a.y for a, b in zip(self.points, following, strict=True))
        return abs(sum(crosses)) / 2

    def contains(self, point: Point) -> bool:
        """Whether ``point`` is inside by the even-odd rule."""
        inside = False
        previous = self.points[-1]
        for corner in self.points:
            if (corner.y > point.y) != (previous.y > point.y):
                slope = (previous.x - corner.x) / (previous.y - corner.y)
                if point.x < corner.x + slope * (point.y - corner.y):
                    inside = not inside
            previous = corner
        return inside


ELLIPSE_POINTS = 64
"""Corners of the polygon that stands for an ellipse where only polygons are known."""


class Ellipse(msgspec.Struct, frozen=True, tag="ellipse"):
    """An upright ellipse, by the box whose sides it touches; ``width`` and ``height`` are never negative."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def within(cls, box: Box) -> Self:
        """The ellipse that touches the sides of ``box``."""
        return cls(box.x, box.y, box.width, box.height)

    def bounds(self) -> Box:
        return Box(self.x, self.y, self.width, self.height)

    def moved(self, dx: float, dy: float) -> Ellipse:
        return Ellipse(self.x + dx, self.y + dy, self.width, self.height)

    @property
    def area(self) -> float:
        return math.pi / 4 * self.width * self.height

    @property
    def round(self) -> bool:
        """Whether it is a circle."""
        return math.isclose(self.width, self.height)

    def contains(self, point: Point) -> bool:
        if not self.width or not self.height:
            return False
        across = (point.x - self.x) / self.width * 2 - 1
        down = (point.y - self.y) / self.height * 2 - 1
        return across * across + down * down <= 1

    def polygon(self) -> Polygon:
        """The polygon of :data:`ELLIPSE_POINTS` corners that stands on this ellipse, from the right and clockwise."""
        centre = self.bounds().centre
        turns = (math.tau * index / ELLIPSE_POINTS for index in range(ELLIPSE_POINTS))
        return Polygon(
            tuple(
                Point(
                    centre.x + self.width / 2 * math.cos(turn),
                    centre.y + self.height / 2 * math.sin(turn),
                )
                for turn in turns
            )
        )
