"""What can be said of an icon: its name, words that go with it, and what it looks like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sketcher.words import MODIFIERS, concepts, draw
from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.icons import plain, words
from vlm_studio.sketch.shapes import Circle, Ellipse, Line, Path, Rect, Shape

_COUNTS = {1: "a", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
_MOST_SHAPES = 8
_MOST_TAGS = 8


def captions(
    name: str, shapes: Sequence[Shape], tags: Mapping[str, Sequence[str]], held: frozenset[str]
) -> list[str]:
    """Everything said of the icon, its plain name first. Nothing but the name may name a held-out concept.

    Tags come in pairs, every other pair with the name before it.
    """
    said_plainly = plain(name)
    said = [said_plainly]
    free = [tag for tag in _tags(name, tags) if not concepts(tag) & held]
    free.sort(key=lambda tag: draw(tag, said_plainly))
    for start in range(0, min(len(free), _MOST_TAGS), 2):
        before = [] if start % 4 else [said_plainly]
        said.append(", ".join([*before, *free[start : start + 2]]))
    said.append(counted(said_plainly, 1))
    look = looks(shapes)
    return [*said, look] if look and not concepts(look) & held else said


def _tags(name: str, tags: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The tags of the icon, or of the thing in it."""
    thing = " ".join(word for word in words(name) if word not in MODIFIERS)
    return tags.get(plain(name)) or tags.get(thing) or ()


def looks(shapes: Sequence[Shape]) -> str:
    """``a circle with two lines``, largest shape first; nothing when there is too much to say."""
    names = [noun(shape) for shape in shapes]
    if not names or len(names) > _MOST_SHAPES or len(set(names)) > 4:
        return ""
    if len(set(names)) == 1:
        return counted(names[0], len(names))
    first, rest = names[0], Counter(names[1:])
    inside = all(_within(shapes[0], shape) for shape in shapes[1:])
    others = " and ".join(counted(name, count) for name, count in rest.items())
    return f"{counted(first, 1)} with {others}{' inside' if inside else ''}"


def counted(name: str, count: int) -> str:
    """``a lamp``, ``an apple``, ``three lamps``."""
    if count == 1:
        return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    return f"{_COUNTS.get(count, 'many')} {plural(name)}"


def plural(name: str) -> str:
    """The plural of a noun, near enough."""
    if name.endswith(("s", "x", "ch", "sh")):
        return name + "es"
    return name[:-1] + "ies" if name.endswith("y") and name[-2:-1] not in "aeiou" else name + "s"


def _within(outer: Shape, inner: Shape) -> bool:
    left, top, right, bottom = bounds([outer])
    x1, y1, x2, y2 = bounds([inner])
    return left <= x1 and top <= y1 and x2 <= right and y2 <= bottom


def noun(shape: Shape) -> str:
    """What a shape is called."""
    if isinstance(shape, Circle):
        return "circle" if shape.radius >= 1 else "dot"
    if isinstance(shape, Ellipse):
        return "ellipse"
    if isinstance(shape, Rect):
        word = "square" if abs(shape.width - shape.height) < 3 else "rectangle"
        return f"rounded {word}" if shape.radius >= 2 else word
    return _path_noun(shape)


def _path_noun(path: Path) -> str:
    straight = all(isinstance(segment, Line) for segment in path.segments)
    sides = len(path.segments)
    if path.closed:
        sides += path.segments[-1].end != path.start  # the straight way home
        return (
            {3: "triangle", 5: "pentagon", 6: "hexagon"}.get(sides, "shape")
            if straight
            else "shape"
        )
    if not straight:
        return "curve"
    if sides > 1:
        return "corner" if sides == 2 else "zigzag"
    (x, y), (ex, ey) = path.start, path.segments[0].end
    if abs(x - ex) < 2:
        return "vertical line"
    return "horizontal line" if abs(y - ey) < 2 else "diagonal line"
