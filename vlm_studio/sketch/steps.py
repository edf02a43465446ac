"""Sketches as the sketcher writes them: one step a segment or simple shape, on a grid of whole units.

A step is a row of seven small numbers: what is done (a command) and up to six values in 0..96, the unused ones 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vlm_studio.sketch.shapes import (
    SIDE,
    Arc,
    Circle,
    Cubic,
    Ellipse,
    Line,
    Path,
    Point,
    Rect,
    Segment,
    Shape,
)

Steps = NDArray[np.uint8]
"""Shape (n, 7)."""
VALUES = SIDE + 1
SLOTS = 6
SWEEP = 3.75
"""Degrees of one unit of an arc's turn; half the side stands for none."""
_NO_TURN = SIDE // 2


class Command(IntEnum):
    """What a step does."""

    END = 0
    MOVE = 1
    LINE = 2
    ARC = 3
    CUBIC = 4
    CLOSE = 5
    CIRCLE = 6
    RECT = 7
    ELLIPSE = 8


KINDS: dict[Command, tuple[str, ...]] = {
    Command.END: (),
    Command.MOVE: ("x", "y"),
    Command.LINE: ("x", "y"),
    Command.ARC: ("x", "y", "sweep"),
    Command.CUBIC: ("x", "y", "x1", "y1", "x2", "y2"),
    Command.CLOSE: (),
    Command.CIRCLE: ("x", "y", "radius"),
    Command.RECT: ("x", "y", "width", "height", "radius"),
    Command.ELLIPSE: ("x", "y", "radius", "radius_y"),
}
"""What the values of each command mean, in the order in which they are chosen."""


def encode(shapes: Iterable[Shape]) -> Steps:
    """``shapes`` as steps with an END; coordinates are rounded and held within the square."""
    rows: list[list[int]] = []
    for shape in shapes:
        if isinstance(shape, Path):
            rows.extend(_path_rows(shape))
        elif isinstance(shape, Circle):
            rows.append(_row(Command.CIRCLE, *shape.centre, shape.radius))
        elif isinstance(shape, Rect):
            rows.append(_row(Command.RECT, *shape.corner, shape.width, shape.height, shape.radius))
        else:
            rows.append(_row(Command.ELLIPSE, *shape.centre, shape.radius_x, shape.radius_y))
    rows.append(_row(Command.END))
    return np.array(rows, np.uint8)


def _path_rows(path: Path) -> list[list[int]]:
    rows, at = [_row(Command.MOVE, *path.start)], path.start
    for segment in path.segments:
        rows.extend(_segment_rows(at, segment))
        at = segment.end
    if path.closed:
        if rows[-1][0] == Command.LINE and rows[-1][1:3] == rows[0][1:3]:
            rows.pop()  # closing draws it
        rows.append(_row(Command.CLOSE))
    return rows if any(row[0] in _DRAWN for row in rows) else [_row(Command.CIRCLE, *path.start, 0)]


def _segment_rows(at: Point, segment: Segment) -> list[list[int]]:
    here, there = _row(Command.MOVE, *at)[1:3], _row(Command.MOVE, *segment.end)[1:3]
    if isinstance(segment, Cubic):
        points = (*segment.end, *segment.first, *segment.second)
        row = _row(Command.CUBIC, *points)
        return [row] if row[1:3] != here or row[3:5] != here else []
    if here == there:
        return []
    if isinstance(segment, Arc) and (turn := _turn(segment.sweep)) != _NO_TURN:
        return [_row(Command.ARC, *segment.end, turn)]
    return [_row(Command.LINE, *segment.end)]


def _turn(sweep: float) -> int:
    return min(SIDE, max(0, round(sweep / SWEEP) + _NO_TURN))


def _row(command: Command, *values: float) -> list[int]:
    held = [min(SIDE, max(0, round(value))) for value in values]
    return [int(command), *held, *[0] * (SLOTS - len(held))]


_DRAWN = (Command.LINE, Command.ARC, Command.CUBIC)


def decode(steps: Steps | Sequence[Sequence[int]]) -> tuple[Shape, ...]:
    """The shapes that ``steps`` draw, up to END or where they stop; what has no beginning is left out."""
    reader = _Reader()
    for row in np.asarray(steps).tolist():
        if row[0] == Command.END:
            break
        reader.take(Command(row[0]), row[1:])
    return reader.finished()


class _Reader:
    def __init__(self) -> None:
        self._shapes: list[Shape] = []
        self._start: Point | None = None
        self._segments: list[Segment] = []

    def take(self, command: Command, values: list[Any]) -> None:
        if command in _DRAWN:
            if self._start is not None:
                self._segments.append(_segment(command, values))
            return
        self._lift(closed=command == Command.CLOSE)
        x, y, a, b, c, _ = map(float, values)
        if command == Command.MOVE:
            self._start = (x, y)
        elif command == Command.CIRCLE:
            self._shapes.append(Circle((x, y), a))
        elif command == Command.RECT:
            self._shapes.append(Rect((x, y), a, b, c))
        elif command == Command.ELLIPSE:
            self._shapes.append(Ellipse((x, y), a, b))

    def finished(self) -> tuple[Shape, ...]:
        self._lift(closed=False)
        return tuple(self._shapes)

    def _lift(self, closed: bool) -> None:
        if self._start is not None and self._segments:
            self._shapes.append(Path(self._start, tuple(self._segments), closed))
        self._start, self._segments = None, []


def _segment(command: Command, values: list[Any]) -> Segment:
    x, y, x1, y1, x2, y2 = map(float, values)
    if command == Command.CUBIC:
        return Cubic((x1, y1), (x2, y2), (x, y))
    if command == Command.ARC and (x1 - _NO_TURN):
        return Arc((x, y), (x1 - _NO_TURN) * SWEEP)
    return Line((x, y))
