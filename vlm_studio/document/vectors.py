"""Vector objects as frozen values: paths, rectangles, ellipses and words, with fill and stroke. Pixels, y down."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from vlm_studio.document import affine
from vlm_studio.document.affine import IDENTITY, Affine
from vlm_studio.document.blocks import MAX_SIDE
from vlm_studio.document.geometry import Box, Point

MAX_OBJECTS = 20_000
"""Of one layer."""
MAX_SEGMENTS = 100_000
"""Of all paths of one layer together."""
MAX_DASHES = 16
"""Dashes and gaps of a pattern."""
FARTHEST = 10.0 * MAX_SIDE
"""Coordinates go no further, in pixels."""
_COLOUR = re.compile(r"#[0-9a-f]{6}(?:[0-9a-f]{2})?")
_ROUND = 4 / 3 * (math.sqrt(2) - 1)
"""Length of the handles of a quarter of a circle of radius 1."""


class LineTo(msgspec.Struct, frozen=True, array_like=True, tag="L"):
    """Straight on to ``end``."""

    end: Point


class CurveTo(msgspec.Struct, frozen=True, array_like=True, tag="C"):
    """On to ``end`` along a cubic Bézier curve with the handles ``first`` and ``second``."""

    first: Point
    second: Point
    end: Point


Segment = LineTo | CurveTo


class Subpath(msgspec.Struct, frozen=True, array_like=True):
    """A line without a gap; a closed one returns to ``start``, in a straight line if it is not there."""

    start: Point
    segments: tuple[Segment, ...]
    closed: bool = False

    def points(self) -> Iterator[Point]:
        """Every corner and handle."""
        yield self.start
        for segment in self.segments:
            if isinstance(segment, CurveTo):
                yield segment.first
                yield segment.second
            yield segment.end

    def mapped(self, by: Affine) -> Subpath:
        return Subpath(
            affine.apply(by, self.start),
            tuple(_mapped_segment(segment, by) for segment in self.segments),
            self.closed,
        )


class Path(msgspec.Struct, frozen=True, tag="path"):
    """Any number of sub-paths that are filled together."""

    subpaths: tuple[Subpath, ...]

    def bounds(self) -> Box:
        return Box.around(point for subpath in self.subpaths for point in subpath.points())

    def mapped(self, by: Affine) -> Path:
        return Path(tuple(subpath.mapped(by) for subpath in self.subpaths))


class Rectangle(msgspec.Struct, frozen=True, omit_defaults=True, tag="rectangle"):
    """An upright rectangle, its corners rounded by ``radius``."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0

    def bounds(self) -> Box:
        return Box(self.x, self.y, self.width, self.height)

    def mapped(self, by: Affine) -> Rectangle | Path:
        """As a path where it is no such rectangle any more."""
        round = affine.uniform(by) if self.radius else affine.upright(by)
        if not round:
            return rectangle_path(self.bounds(), self.radius, self.radius).mapped(by)
        box = affine.mapped_box(by, self.bounds())
        return Rectangle(box.x, box.y, box.width, box.height, self.radius * affine.size(by))


class Oval(msgspec.Struct, frozen=True, tag="oval"):
    """The upright ellipse that touches the sides of a box."""

    x: float
    y: float
    width: float
    height: float

    def bounds(self) -> Box:
        return Box(self.x, self.y, self.width, self.height)

    def mapped(self, by: Affine) -> Oval | Path:
        """As a path where it is tilted."""
        if not affine.upright(by):
            return oval_path(self.bounds()).mapped(by)
        box = affine.mapped_box(by, self.bounds())
        return Oval(box.x, box.y, box.width, box.height)


class Lettering(msgspec.Struct, frozen=True, omit_defaults=True, tag="text"):
    """One line of text that stays text. Its baseline starts (or has its middle, or ends) at (0, 0) and is placed by ``place``."""

    text: str
    size: float
    """Of the font, before ``place``."""
    family: str = ""
    bold: bool = False
    italic: bool = False
    anchor: Literal["start", "middle", "end"] = "start"
    place: Affine = IDENTITY

    def bounds(self) -> Box:
        """About: how wide letters are is known only where they are drawn."""
        width = self.size * sum(1.0 if ord(letter) > 0x2E80 else 0.6 for letter in self.text)
        left = {"start": 0.0, "middle": -width / 2, "end": -width}[self.anchor]
        return affine.mapped_box(self.place, Box(left, -self.size, width, 1.3 * self.size))

    def mapped(self, by: Affine) -> Lettering:
        return msgspec.structs.replace(self, place=affine.after(by, self.place))


VectorShape = Path | Rectangle | Oval | Lettering
Cap = Literal["butt", "round", "square"]
Join = Literal["miter", "round", "bevel"]
Rule = Literal["nonzero", "evenodd"]


class VectorObject(msgspec.Struct, frozen=True, omit_defaults=True):
    """A shape and how it is painted. Colours are ``#rrggbb`` or ``#rrggbbaa``; ``None`` paints nothing.

    ``id`` is unique in its layer, ``width`` is that of the stroke, ``opacity`` (0..1) that of fill and stroke together.
    Objects of the same ``group`` are chosen together; 0 is none. ``dash`` is how long dashes and the gaps after them
    are by turns, in widths of the stroke; empty for a line without gaps.
    """

    id: int
    shape: VectorShape
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    cap: Cap = "butt"
    join: Join = "miter"
    rule: Rule = "nonzero"
    opacity: float = 1.0
    name: str = ""
    group: int = 0
    dash: tuple[float, ...] = ()

    def bounds(self) -> Box:
        """Where it may paint, about: handles count as corners, and so does the stroke."""
        return self.shape.bounds().grown(self.reach)

    @property
    def reach(self) -> float:
        """How far the stroke may go beyond the shape."""
        if self.stroke is None:
            return 0.0
        return (
            self.width / 2 * (4 if self.join == "miter" and isinstance(self.shape, Path) else 1.5)
        )

    def mapped(self, by: Affine) -> VectorObject:
        """This object through ``by``, its stroke as much wider as it gets larger."""
        return msgspec.structs.replace(
            self, shape=self.shape.mapped(by), width=self.width * affine.size(by)
        )

    def reshaped(self, by: Affine) -> VectorObject:
        """This object with its shape through ``by``, its stroke as wide as it was."""
        return msgspec.structs.replace(self, shape=self.shape.mapped(by))

    def moved(self, dx: float, dy: float) -> VectorObject:
        return self.reshaped(affine.move(dx, dy))


def segments(objects: Iterable[VectorObject]) -> int:
    """How many lines and curves the paths of ``objects`` have."""
    paths = (o.shape for o in objects if isinstance(o.shape, Path))
    return sum(len(subpath.segments) for path in paths for subpath in path.subpaths)


def sound(object: VectorObject) -> bool:
    """Whether an object from a file can be drawn without surprises."""
    colours = (colour for colour in (object.fill, object.stroke) if colour is not None)
    return (
        all(_COLOUR.fullmatch(colour) for colour in colours)
        and 0 <= object.width <= FARTHEST
        and 0 <= object.opacity <= 1
        and sound_dash(object.dash)
        and _sound_shape(object.shape)
    )


def sound_dash(dash: tuple[float, ...]) -> bool:
    """Whether a stroke can be drawn with these dashes."""
    pairs = len(dash) <= MAX_DASHES and len(dash) % 2 == 0
    return pairs and all(0 <= each <= FARTHEST for each in dash) and (not dash or sum(dash) > 0)


def _sound_shape(shape: VectorShape) -> bool:
    match shape:
        case Path(subpaths=subpaths):
            return bool(subpaths) and all(_near(p) for s in subpaths for p in s.points())
        case Lettering(size=size, text=text, place=place):
            fits = 0 < size <= FARTHEST and len(text) <= 10_000
            return (
                fits
                and all(abs(number) <= FARTHEST for number in place)
                and _near_box(shape.bounds())
            )
        case Rectangle(radius=radius):
            return 0 <= radius <= FARTHEST and _near_box(shape.bounds())
        case Oval():
            return _near_box(shape.bounds())


def _near_box(box: Box) -> bool:
    inside = _near(Point(box.x, box.y)) and _near(Point(box.right, box.bottom))
    return inside and box.width >= 0 and box.height >= 0


def _near(point: Point) -> bool:
    return abs(point.x) <= FARTHEST and abs(point.y) <= FARTHEST


def _mapped_segment(segment: Segment, by: Affine) -> Segment:
    if isinstance(segment, LineTo):
        return LineTo(affine.apply(by, segment.end))
    points = (segment.first, segment.second, segment.end)
    return CurveTo(*(affine.apply(by, point) for point in points))


def rectangle_path(box: Box, rx: float, ry: float) -> Path:
    """The closed path around ``box`` with corners rounded by ``rx`` across and ``ry`` down, clockwise from the upper left."""
    rx, ry = max(0.0, min(rx, box.width / 2)), max(0.0, min(ry, box.height / 2))
    if not (rx and ry):
        first, *others = box.corners
        return Path((Subpath(first, tuple(LineTo(corner) for corner in others), True),))
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    pull_x, pull_y = rx * (1 - _ROUND), ry * (1 - _ROUND)
    made: tuple[Segment, ...] = (
        LineTo(Point(right - rx, top)),
        CurveTo(Point(right - pull_x, top), Point(right, top + pull_y), Point(right, top + ry)),
        LineTo(Point(right, bottom - ry)),
        CurveTo(Point(right, bottom - pull_y), Point(right - pull_x, bottom), Point(right - rx, bottom)),
        LineTo(Point(left + rx, bottom)),
        CurveTo(Point(left + pull_x, bottom), Point(left, bottom - pull_y), Point(left, bottom - ry)),
        LineTo(Point(left, top + ry)),
        CurveTo(Point(left, top + pull_y), Point(left + pull_x, top), Point(left + rx, top)),
    )  # fmt: skip
    return Path((Subpath(Point(left + rx, top), made, True),))


def oval_path(box: Box) -> Path:
    """The ellipse that touches the sides of ``box`` as four curves."""
    return rectangle_path(box, box.width / 2, box.height / 2)
