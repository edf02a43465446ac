"""Affine maps of the plane as six numbers, in the order of SVG's ``matrix(a b c d e f)``."""

from __future__ import annotations

import math

from vlm_studio.document.geometry import Box, Point

Affine = tuple[float, float, float, float, float, float]
"""``(x, y)`` goes to ``(a x + c y + e, b x + d y + f)``."""

IDENTITY: Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SAME = 1e-6
"""Relative difference below which two lengths count as one."""


def move(dx: float, dy: float) -> Affine:
    return (1.0, 0.0, 0.0, 1.0, dx, dy)


def scale(across: float, down: float) -> Affine:
    return (across, 0.0, 0.0, down, 0.0, 0.0)


def turn(degrees: float) -> Affine:
    """Clockwise on the screen, around (0, 0)."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (cos, sin, -sin, cos, 0.0, 0.0)


def after(outer: Affine, inner: Affine) -> Affine:
    """First ``inner``, then ``outer``."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * m + e,
        b * k + d * m + f,
    )


def apply(by: Affine, point: Point) -> Point:
    a, b, c, d, e, f = by
    return Point(a * point.x + c * point.y + e, b * point.x + d * point.y + f)


def size(by: Affine) -> float:
    """How much longer lengths get: the same in all directions, or the mean of all."""
    a, b, c, d, _, _ = by
    return math.sqrt(abs(a * d - b * c))


def upright(by: Affine) -> bool:
    """Whether upright rectangles stay upright."""
    a, b, c, d, _, _ = by
    least = _SAME * max(map(abs, (a, b, c, d)))
    return (abs(b) <= least and abs(c) <= least) or (abs(a) <= least and abs(d) <= least)


def uniform(by: Affine) -> bool:
    """Whether upright squares stay upright squares."""
    a, b, c, d, _, _ = by
    across, down = math.hypot(a, b), math.hypot(c, d)
    return upright(by) and abs(across - down) <= _SAME * max(across, down)


def mapped_box(by: Affine, box: Box) -> Box:
    """The upright box around ``box`` after ``by``."""
    return Box.around(apply(by, corner) for corner in box.corners)


def about(centre: Point, by: Affine) -> Affine:
    """``by`` around ``centre`` instead of (0, 0)."""
    return after(move(centre.x, centre.y), after(by, move(-centre.x, -centre.y)))


def inverse(by: Affine) -> Affine | None:
    """What takes ``by`` back; ``None`` where all is on one line afterwards."""
    a, b, c, d, e, f = by
    determinant = a * d - b * c
    if abs(determinant) < 1e-12:
        return None
    i, j, k, m = d / determinant, -b / determinant, -c / determinant, a / determinant
    return (i, j, k, m, -(i * e + k * f), -(j * e + m * f))
