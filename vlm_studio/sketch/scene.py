"""What a description of several things asks for: which, how many of each, and how they stand to one another."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

FRAMES = ("circle", "square", "box")
"""What a thing can be put into that is not itself looked for."""


class Thing(msgspec.Struct, frozen=True):
    """``count`` of what ``words`` describe."""

    words: str
    count: int = 1


class Scene(msgspec.Struct, frozen=True):
    """Things and their ``relation``: how the first of two stands to the second, how one's copies stand, or else
    ``list``, or ``line`` for a list that is one row. A part of a scene may be a scene.

    Copies stand as ``several``, ``row``, ``column`` or ``ring``; nothing means one thing as it is. ``frame`` is one of
    :data:`FRAMES`.
    """

    things: tuple[Thing | Scene, ...]
    relation: str = ""
    frame: str = ""


def alone(thing: Thing) -> Scene:
    """``thing`` by itself, and its copies as they have room."""
    return Scene((thing,), "several" if thing.count > 1 else "")


def leaves(scene: Scene) -> Iterator[Thing]:
    """The things of ``scene`` in their order, those of its parts too."""
    for part in scene.things:
        if isinstance(part, Scene):
            yield from leaves(part)
        else:
            yield part


def names(scene: Scene) -> Iterator[str]:
    """What each single thing is called, frames before what is in them: in the order in which they are composed."""
    if scene.frame:
        yield scene.frame
    for part in scene.things:
        if isinstance(part, Scene):
            yield from names(part)
        else:
            yield from [part.words] * part.count


def without(scene: Scene, lacking: Collection[Thing]) -> Scene | None:
    """``scene`` without the things ``lacking``; ``None`` if nothing is left."""
    left: list[Thing | Scene] = []
    for part in scene.things:
        kept = without(part, lacking) if isinstance(part, Scene) else part
        if kept is not None and kept not in lacking:
            left.append(kept)
    if len(left) == len(scene.things):
        return msgspec.structs.replace(scene, things=tuple(left))
    if len(left) > 1:
        return Scene(tuple(left), "list" if scene.relation == "list" else "line", scene.frame)
    if not left or scene.frame:
        return Scene(tuple(left), "several", scene.frame) if left else None
    return left[0] if isinstance(left[0], Scene) else alone(left[0])
