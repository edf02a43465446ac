"""Finding the simple shapes in a path: curves that are arcs, arcs that make a circle, sides that make a rectangle."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from vlm_studio.sketch.flatten import cubic_at
from vlm_studio.sketch.shapes import (
    Arc,
    Circle,
    Cubic,
    Line,
    Path,
    Point,
    Rect,
    Segment,
    Shape,
    arc_centre,
)

TOLERANCE = 0.3
"""How far, in units of the sketch's square, a simple shape may be from what was drawn."""


def recognise(path: Path) -> Shape:
    """``path`` as the simplest shape that is within :data:`TOLERANCE` of it."""
    segments = _closing(path, _merged(path.start, _simple(path)))
    if not segments or all(math.dist(path.start, s.end) < 1 for s in segments):
        return Circle(path.start, 0.0)
    found = Path(path.start, segments, path.closed or _returns(path.start, segments))
    return _circle(found) or _rect(found) or found


def tidied(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """``shapes`` each as simple as it can be, and none twice."""
    simple = (recognise(shape) if isinstance(shape, Path) else shape for shape in shapes)
    return tuple(dict.fromkeys(simple))


def _simple(path: Path) -> list[Segment]:
    at, found = path.start, []
    for segment in path.segments:
        simple = _from_cubic(at, segment) if isinstance(segment, Cubic) else segment
        if not (isinstance(simple, Line) and at == simple.end):
            found.append(simple)
            at = simple.end
    return found


def _from_cubic(start: Point, cubic: Cubic) -> Segment:
    """A line or an arc that runs where ``cubic`` runs, or else itself."""
    end = cubic.end
    middles = [cubic_at(start, cubic, t / 4) for t in (1, 2, 3)]
    chord = math.dist(start, end)
    if chord < 1e-6:
        return cubic
    if all(_off_line(start, end, p) < TOLERANCE / 2 for p in middles):
        return Line(end)
    sweep = _turn(start, middles[1], end)
    if not 1 < abs(sweep) <= 200:
        return cubic
    arc = Arc(end, sweep)
    centre = arc_centre(start, arc)
    radius = math.dist(start, centre)
    near = all(abs(math.dist(p, centre) - radius) < TOLERANCE for p in middles)
    return arc if near else cubic


def _off_line(start: Point, end: Point, point: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    t = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)
    t = min(1.0, max(0.0, t))
    return math.dist(point, (start[0] + t * dx, start[1] + t * dy))


def _turn(start: Point, middle: Point, end: Point) -> float:
    """Degrees of the arc that goes from ``start`` through ``middle``, halfway, to ``end``."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    mx, my = middle[0] - (start[0] + end[0]) / 2, middle[1] - (start[1] + end[1]) / 2
    height = (mx * dy - my * dx) / math.hypot(dx, dy)
    return math.degrees(4 * math.atan2(2 * height, math.hypot(dx, dy)))


def _merged(start: Point, segments: Sequence[Segment]) -> list[Segment]:
    found: list[Segment] = []
    for segment in segments:
        before = found[-2].end if len(found) > 1 else start
        both = _joined(before, found[-1], segment) if found else None
        if both is None:
            found.append(segment)
        else:
            found[-1] = both
    return found


def _joined(start: Point, one: Segment, two: Segment) -> Segment | None:
    """``one`` and ``two`` as one segment, where they go on alike."""
    if isinstance(one, Line) and isinstance(two, Line) and start != two.end:
        return Line(two.end) if _off_line(start, two.end, one.end) < TOLERANCE / 3 else None
    if isinstance(one, Arc) and isinstance(two, Arc) and one.sweep * two.sweep > 0:
        sweep = one.sweep + two.sweep
        if abs(sweep) <= 180.5 and _same_circle(start, one, two):
            return Arc(two.end, sweep)
    return None


def _same_circle(start: Point, one: Arc, two: Arc) -> bool:
    a, b = arc_centre(start, one), arc_centre(one.end, two)
    return (
        math.dist(a, b) < TOLERANCE and abs(math.dist(a, start) - math.dist(b, two.end)) < TOLERANCE
    )


def _returns(start: Point, segments: Sequence[Segment]) -> bool:
    return len(segments) > 1 and math.dist(start, segments[-1].end) < TOLERANCE


def _closing(path: Path, segments: list[Segment]) -> tuple[Segment, ...]:
    """With the straight way home of a closed path as a segment of its own."""
    if path.closed and segments and math.dist(path.start, segments[-1].end) >= TOLERANCE:
        segments = _merged(path.start, [*segments, Line(path.start)])
    return tuple(segments)


def _circle(path: Path) -> Circle | None:
    arcs = [segment for segment in path.segments if isinstance(segment, Arc)]
    if not path.closed or len(arcs) < len(path.segments):
        return None
    if abs(abs(sum(arc.sweep for arc in arcs)) - 360) > 3:
        return None
    at, centres, radii = path.start, [], []
    for arc in arcs:
        centres.append(arc_centre(at, arc))
        radii.append(math.dist(at, centres[-1]))
        at = arc.end
    x, y = (sum(c[i] for c in centres) / len(arcs) for i in (0, 1))
    radius = sum(radii) / len(arcs)
    same = all(math.dist(c, (x, y)) < 2 * TOLERANCE for c in centres)
    return Circle((x, y), radius) if same else None


def _rect(path: Path) -> Rect | None:
    if not path.closed or len(path.segments) not in (4, 8):
        return None
    at, radii = path.start, []
    for segment in path.segments:
        if isinstance(segment, Cubic) or not _square(at, segment):
            return None
        if isinstance(segment, Arc):
            radii.append(math.dist(at, segment.end) / math.sqrt(2))
        at = segment.end
    if len(path.segments) != 4 + len(radii) or _differ(radii):
        return None
    xs, ys = zip(path.start, *(s.end for s in path.segments))
    radius = sum(radii) / len(radii) if radii else 0.0
    return Rect((min(xs), min(ys)), max(xs) - min(xs), max(ys) - min(ys), radius)


def _differ(radii: Sequence[float]) -> bool:
    return bool(radii) and max(radii) - min(radii) > 2 * TOLERANCE


def _square(start: Point, segment: Segment) -> bool:
    """Whether it is an upright side or the quarter of a circle."""
    dx, dy = abs(segment.end[0] - start[0]), abs(segment.end[1] - start[1])
    if isinstance(segment, Arc):
        return abs(abs(segment.sweep) - 90) < 5 and abs(dx - dy) < TOLERANCE
    return min(dx, dy) < TOLERANCE / 3
