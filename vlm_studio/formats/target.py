"""Which picture annotations are wanted for, and single values out of files nobody vouches for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from vlm_studio.document.annotations import Shape
from vlm_studio.document.geometry import Point
from vlm_studio.errors import StudioError
from vlm_studio.words import text


@dataclass(frozen=True, slots=True)
class Target:
    """The picture: its size in pixels, and the name of its file, if it has one."""

    width: int
    height: int
    image: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One object of a file."""

    label: str
    shape: Shape
    score: float | None = None


def check_same_size(target: Target, width: Any, height: Any, name: str) -> None:
    """Raises :class:`StudioError` when the file says that its picture has another size."""
    if (width, height) != (target.width, target.height):
        raise StudioError(
            text(
                "{name} is about a picture of {width} x {height} pixels; this one has {w} x {h}.",
                name=name,
                width=str(width)[:12],
                height=str(height)[:12],
                w=target.width,
                h=target.height,
            )
        )


def number(value: Any) -> float:
    """``value`` as a finite number. Raises ``ValueError``."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("not a number")
    return float(value)


def whole(value: Any) -> int:
    """``value`` as a whole number. Raises ``ValueError``."""
    if number(value) != int(value):
        raise ValueError("not a whole number")
    return int(value)


def score(value: Any) -> float | None:
    """A score 0..1, ``None`` where there is none. Raises ``ValueError``."""
    if value is None:
        return None
    if not 0 <= number(value) <= 1:
        raise ValueError("not a score")
    return float(value)


def points(values: Any) -> tuple[Point, ...]:
    """Pairs of numbers as points. Raises ``ValueError``."""
    if not isinstance(values, list) or not all(isinstance(v, list) and len(v) >= 2 for v in values):
        raise ValueError("no points")
    return tuple(Point(number(x), number(y)) for x, y, *_ in values)
