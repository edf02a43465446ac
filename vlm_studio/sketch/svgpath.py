"""The path language of SVG (https://www.w3.org/TR/SVG2/paths.html): its text to paths, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice

from vlm_studio.errors import StudioError
from vlm_studio.sketch.ellipses import arc_segments
from vlm_studio.sketch.shapes import Arc, Cubic, Line, Path, Point, Segment, arc_centre
from vlm_studio.words import text

_DIGITS = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"[\s,]*({_DIGITS})")
_PLAIN = re.compile(_DIGITS)
_FLAG = re.compile(r"[\s,]*([01])")
_COMMAND = re.compile(r"[\s,]*([MmZzLlHhVvCcSsQqTtAa])")
_LETTER = re.compile(r"[A-DF-Za-df-z]")
_RUN = re.compile(rf"({_LETTER.pattern})([^A-DF-Za-df-z]*)")
_NEXT = rf"(?>[\s,]*{_DIGITS})"
_DRAWING, _SHORT = "LlHhVvCcSsQqTtAa", 30
"""Commands that draw; with fewer characters for each of them, hardly any has its numbers more than once."""
_WHOLE_ARC = re.compile(rf"{_NEXT * 3}[\s,]*([01])[\s,]*[01]{_NEXT * 2}")
_ARC = 8
"""An arc counts as so many commands: it becomes several curves."""
_FARTHEST = 1e9
"""Larger numbers are no drawing, and sums of them would be no numbers."""
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def parse(data: str, most: int = 1_000_000) -> tuple[Path, ...]:
    """The strokes that the ``d`` attribute of an SVG path draws, which may be those of ``most`` lines or curves.

    Raises :class:`StudioError` when it is not in the language of SVG paths, ``OverflowError`` when it is too long.
    """
    if len(_LETTER.findall(data)) > most:
        raise OverflowError("too long a path")
    pen, count = _Pen(), 0
    for command, numbers in _commands(data):
        count += _ARC if command in "Aa" else 1
        if count > most:
            raise OverflowError("too long a path")
        pen.draw(command, numbers)
    return pen.finished()


def at_least(data: str, most: int) -> int:
    """About how many lines and curves ``data`` draws, rather less than more, without reading it; little over ``most``."""
    letters = sum(map(data.count, _DRAWING))
    arcs = "A" in data or "a" in data
    if letters > most or (not arcs and len(data) < _SHORT * letters):
        return letters
    count = 0
    for run in _RUN.finditer(data):
        count += _least(run[1].upper(), run[2], most)
        if count > most:
            break
    return count


def _least(command: str, numbers: str, most: int) -> int:
    if command == "A":
        return sum(islice(_arcs(numbers), most + 1))
    each = _COUNTS.get(command, 0)
    if not each:
        return 0
    found = sum(1 for _ in islice(_PLAIN.finditer(numbers), (most + 1) * each)) // each
    return found - 1 if command == "M" and found else found


def _arcs(numbers: str) -> Iterator[int]:
    """For each arc how many curves it is at least."""
    place = 0
    while found := _WHOLE_ARC.match(numbers, place):
        yield 1 + int(found[1])
        place = found.end()


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Each command once for every set of numbers that follows it."""
    place, end = 0, len(data.rstrip(" \t\r\n,"))
    while place < end:
        found = _COMMAND.match(data, place)
        if found is None:
            raise _unreadable()
        command, place = found[1], found.end()
        while True:
            numbers, place = _numbers(data, place, command.upper())
            yield command, numbers
            if not numbers or place >= end or _COMMAND.match(data, place):
                break
            command = {"M": "L", "m": "l"}.get(command, command)


def _numbers(data: str, place: int, command: str) -> tuple[list[float], int]:
    numbers: list[float] = []
    for index in range(_COUNTS[command]):
        pattern = _FLAG if command == "A" and index in (3, 4) else _NUMBER
        found = pattern.match(data, place)
        if found is None:
            raise _unreadable()
        numbers.append(float(found[1]))
        place = found.end()
    if not all(abs(number) <= _FARTHEST for number in numbers):
        raise _unreadable()
    return numbers, place


class _Pen:
    """Follows the commands from point to point."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._segments: list[Segment] = []
        self._start: Point = (0.0, 0.0)
        self._at: Point = (0.0, 0.0)
        self._handle: tuple[str, Point] = ("", (0.0, 0.0))

    def draw(self, command: str, numbers: list[float]) -> None:
        kind = command.upper()
        if kind == "Z":
            self._lift(closed=True)
        elif kind == "M":
            self._lift(closed=False)
            self._start = self._at = self._point(numbers, 0, command)
        elif kind in "HV":
            self._go(Line(self._along(kind, numbers[0], command.islower())))
        elif kind == "L":
            self._go(Line(self._point(numbers, 0, command)))
        elif kind == "A":
            end = self._point(numbers, 5, command)
            for segment in arc_segments(self._at, numbers[:5], end):
                self._go(segment)
        else:
            self._curve(kind, [self._point(numbers, i, command) for i in range(0, len(numbers), 2)])

    def finished(self) -> tuple[Path, ...]:
        self._lift(closed=False)
        return tuple(self._paths)

    def _curve(self, kind: str, points: list[Point]) -> None:
        if kind in "ST":
            points.insert(0, self._mirrored("CS" if kind == "S" else "QT"))
        handle = points[-2]
        if kind in "QT":
            points = [_toward(self._at, handle), _toward(points[-1], handle), points[-1]]
        self._go(Cubic(*points))
        self._handle = (kind, handle)

    def _mirrored(self, kinds: str) -> Point:
        kind, (x, y) = self._handle
        if not kind or kind not in kinds:
            return self._at
        return 2 * self._at[0] - x, 2 * self._at[1] - y

    def _point(self, numbers: list[float], index: int, command: str) -> Point:
        x, y = numbers[index : index + 2]
        return (self._at[0] + x, self._at[1] + y) if command.islower() else (x, y)

    def _along(self, kind: str, value: float, relative: bool) -> Point:
        x, y = self._at
        if kind == "H":
            return (x + value if relative else value), y
        return x, (y + value if relative else value)

    def _go(self, segment: Segment) -> None:
        self._segments.append(segment)
        self._at = segment.end
        self._handle = ("", self._at)

    def _lift(self, closed: bool) -> None:
        if self._segments:
            self._paths.append(Path(self._start, tuple(self._segments), closed))
        self._segments = []
        self._at = self._start if closed else self._at
        self._start = self._at
        self._handle = ("", self._at)


def _toward(point: Point, handle: Point) -> Point:
    """A quadratic curve's handle as a cubic one's."""
    return point[0] + (handle[0] - point[0]) * 2 / 3, point[1] + (handle[1] - point[1]) * 2 / 3


def _unreadable() -> StudioError:
    return StudioError(text("The path of this SVG picture cannot be read."))


def write(path: Path) -> str:
    """``path`` as a ``d`` attribute."""
    parts, at = [f"M{_pair(path.start)}"], path.start
    for segment in path.segments:
        parts.append(_written(at, segment))
        at = segment.end
    return "".join(parts) + ("z" if path.closed else "")


def _written(at: Point, segment: Segment) -> str:
    if isinstance(segment, Line):
        return f"L{_pair(segment.end)}"
    if isinstance(segment, Cubic):
        return f"C{_pair(segment.first)} {_pair(segment.second)} {_pair(segment.end)}"
    if at == segment.end:
        return ""
    return _arc_written(at, segment)


def _arc_written(at: Point, arc: Arc) -> str:
    radius = number(math.dist(at, arc_centre(at, arc)))
    flags = f"{int(abs(arc.sweep) > 180)} {int(arc.sweep > 0)}"
    return f"A{radius} {radius} 0 {flags} {_pair(arc.end)}"


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def number(value: float) -> str:
    """``value`` to a thousandth, as short as it can be said."""
    return f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")
