"""What can be done with the anchors of the selected objects; each pushes one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from vlm_studio.document import drawing, node_edits, nodes
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.nodes import Line, Lines, Node
from vlm_studio.document.vectors import VectorObject, VectorShape
from vlm_studio.ui.canvas import objects
from vlm_studio.ui.canvas.objects import Objects
from vlm_studio.ui.canvas.selection import AnchorKey
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.paint.paths import Recent
from vlm_studio.words import Text, plural_text, text

Edited = Mapping[ObjectKey, Lines]
Anchors = Mapping[AnchorKey, Node]

_lines: Recent[tuple[VectorShape, Lines]] = Recent(2_000)


def lines_of(each: VectorObject) -> Lines:
    """The anchors of an object; none of text."""
    shape = each.shape
    return _lines.get(id(shape), lambda: (shape, nodes.lines_of(shape)))[1]


def edited(stage: Stage) -> dict[ObjectKey, Lines]:
    """The lines of the selected objects that can be seen and edited."""
    found = {key: lines_of(each) for key, each in objects.selected(stage).items()}
    return {key: lines for key, lines in found.items() if lines}


def chosen(stage: Stage) -> dict[AnchorKey, Node]:
    """The selected anchors that are there, as far as they can be edited."""
    keys = stage.selection.anchors
    lines = edited(stage) if keys else {}
    found = {key: nodes.at(lines[key[:2]], key[2:]) for key in sorted(keys) if key[:2] in lines}
    return {key: node for key, node in found.items() if node is not None}


def every(lines: Edited) -> set[AnchorKey]:
    """All anchors of ``lines``."""
    return {
        (*key, number, place)
        for key, several in lines.items()
        for number, line in enumerate(several)
        for place in range(len(line.nodes))
    }


def bounds(anchors: Anchors) -> Box | None:
    """The box around anchors, without their handles."""
    return Box.around(node.point for node in anchors.values()) if anchors else None


def with_anchors(stage: Stage, anchors: Anchors) -> dict[ObjectKey, VectorObject]:
    """The objects of ``anchors`` with these in the place of those that have their keys."""
    made: dict[ObjectKey, VectorObject] = {}
    for key, each in drawing.found_all(stage.document, {anchor[:2] for anchor in anchors}).items():
        mine = {anchor[2:]: node for anchor, node in anchors.items() if anchor[:2] == key}
        path = nodes.path_of(nodes.with_nodes(lines_of(each), mine))
        if path is not None:
            made[key] = msgspec.structs.replace(each, shape=path)
    return made


def moved(stage: Stage, anchors: Anchors, dx: float, dy: float) -> Objects:
    """The objects of ``anchors`` with these moved, and their handles with them."""
    return with_anchors(stage, {key: node.moved(dx, dy) for key, node in anchors.items()})


def nudge(stage: Stage, dx: float, dy: float, gesture: object) -> None:
    """Move the selected anchors; while a key is held down it stays one step."""
    anchors = chosen(stage)
    if anchors:
        objects.edit(stage, moved(stage, anchors, dx, dy), move_text(len(anchors)), gesture)


def move_to(stage: Stage, place: Point) -> None:
    """Move the selected anchors so that the middle of all of them is at ``place``."""
    anchors = chosen(stage)
    box = bounds(anchors)
    if box is not None:
        dx, dy = place.x - box.centre.x, place.y - box.centre.y
        objects.edit(stage, moved(stage, anchors, dx, dy), move_text(len(anchors)))


def step(stage: Stage, by: int) -> None:
    """Select the next anchor (1), or the one before (-1), and bring it in sight."""
    lines = edited(stage)
    keys = sorted(every(lines))
    chosen = [at for at, key in enumerate(keys) if key in stage.selection.anchors]
    if not keys:
        return
    start = (chosen[-1] if by > 0 else chosen[0]) if chosen else (-1 if by > 0 else 0)
    key = keys[(start + by) % len(keys)]
    stage.selection.select_anchors([key])
    place = lines[key[:2]][key[2]].nodes[key[3]].point
    stage.camera.reveal(Box(place.x, place.y, 0, 0))


def add(stage: Stage, key: ObjectKey, number: int, start: int, t: float) -> None:
    """Put an anchor on a line where the stretch from ``start`` is at ``t``, and select it; what is seen stays."""
    each = stage.vector_object(key)
    if each is None:
        return
    lines = list(lines_of(each))
    lines[number] = nodes.divided(lines[number], start, t)
    _put(stage, {key: lines}, text("Add an anchor to {label}", label=objects.named({key: each})))
    stage.selection.select_anchors([(*key, number, start + 1)])


def delete(stage: Stage) -> None:
    """Take the selected anchors away; their neighbours are joined as the line went."""
    anchors = chosen(stage)
    made: dict[ObjectKey, list[Line | None]] = {}
    for key, number, places in _by_line(anchors):
        lines = made.setdefault(key, list(edited(stage)[key]))
        line = lines[number]
        lines[number] = node_edits.without(line, places) if line is not None else None
    sentence = plural_text("Delete {n} anchor", "Delete {n} anchors", len(anchors))
    _put(stage, made, sentence)
    stage.selection.select_anchors(())


def smooth(stage: Stage, on: bool | None = None) -> None:
    """Make smooth curves (or corners) of the selected anchors; by default what most of them are not."""
    anchors, lines = chosen(stage), edited(stage)
    if not anchors:
        return
    if on is None:
        on = not all(node.smooth for node in anchors.values())
    made = {
        key: node_edits.smoothed(lines[key[:2]][key[2]], key[3]) if on else node.corner()
        for key, node in anchors.items()
        if not (on and node.smooth)
    }
    objects.edit(stage, with_anchors(stage, made), _smooth_text(len(anchors), on=on))


def close(stage: Stage) -> None:
    """Lead the open lines of the selected anchors back to where they began; of everything without any."""
    made: dict[ObjectKey, list[Line | None]] = {}
    for key, number in _lines_meant(stage):
        lines = made.setdefault(key, list(edited(stage)[key]))
        lines[number] = node_edits.closed(edited(stage)[key][number])
    _put(stage, made, text("Close the line"))


def cut(stage: Stage) -> None:
    """Cut lines through at the selected anchors."""
    made: dict[ObjectKey, list[Line | None]] = {}
    for key, several in edited(stage).items():
        places = {
            number: places for owner, number, places in _by_line(chosen(stage)) if owner == key
        }
        if places:
            made[key] = [
                part
                for number, line in enumerate(several)
                for part in node_edits.cut(line, places.get(number, ()))
            ]
    _put(stage, made, text("Cut the line"))
    stage.selection.select_anchors(())


def join(stage: Stage) -> None:
    """Join two selected ends of lines, or the nearest ends of two selected objects that have one open line each."""
    ends = _two_ends(stage)
    if ends is None:
        stage.failed.emit(text("Select two ends of open lines to join them."))
        return
    one, other = ends
    lines = {key: list(several) for key, several in edited(stage).items()}
    sentence = text("Join two ends")
    if one[:3] == other[:3]:
        lines[one[:2]][one[2]] = node_edits.closed(lines[one[:2]][one[2]])
        _put(stage, {one[:2]: lines[one[:2]]}, sentence)
        return
    first, second = lines[one[:2]][one[2]], lines[other[:2]][other[2]]
    first = first if one[3] else first.reversed()
    second = second.reversed() if other[3] else second
    made: dict[ObjectKey, list[Line | None]] = {
        key: list(lines[key]) for key in (one[:2], other[:2])
    }
    made[other[:2]][other[2]] = None
    made[one[:2]][one[2]] = node_edits.joined(first, second)
    _put(stage, made, sentence)


def simplify(stage: Stage) -> None:
    """Fewer anchors on the selected objects, by what can hardly be seen at this zoom."""
    before = edited(stage)
    made = {
        key: [node_edits.simplified(line, stage.reach(1.0)) for line in lines]
        for key, lines in before.items()
    }
    made = {key: lines for key, lines in made.items() if tuple(lines) != before[key]}
    if made:
        _put(stage, made, plural_text("Simplify {n} object", "Simplify {n} objects", len(made)))
    elif before:
        stage.failed.emit(text("No anchor can go without a difference that is seen."))


def reverse(stage: Stage) -> None:
    """Turn the direction of the lines of the selected objects around."""
    made = {key: [line.reversed() for line in lines] for key, lines in edited(stage).items()}
    _put(stage, made, plural_text("Reverse {n} object", "Reverse {n} objects", len(made)))


def move_text(count: int) -> Text:
    """What moving so many anchors is called in the history."""
    return plural_text("Move {n} anchor", "Move {n} anchors", count)


def _smooth_text(count: int, *, on: bool) -> Text:
    if on:
        return plural_text("Smooth {n} anchor", "Smooth {n} anchors", count)
    return plural_text("Make {n} anchor a corner", "Make {n} anchors corners", count)


def _put(stage: Stage, made: Mapping[ObjectKey, Iterable[Line | None]], sentence: Text) -> None:
    """Put lines in place of those of objects; without any an object is gone."""
    values: dict[ObjectKey, VectorObject | None] = {}
    for key, each in drawing.found_all(stage.document, made).items():
        path = nodes.path_of(line for line in made[key] if line is not None)
        values[key] = None if path is None else msgspec.structs.replace(each, shape=path)
    change = drawing.set_objects(stage.document, values, sentence)
    if not change.empty:
        stage.push(change)


def _by_line(anchors: Iterable[AnchorKey]) -> list[tuple[ObjectKey, int, set[int]]]:
    """Anchors by object and line."""
    found: dict[tuple[ObjectKey, int], set[int]] = {}
    for layer, id, number, place in anchors:
        found.setdefault(((layer, id), number), set()).add(place)
    return [(key, number, places) for (key, number), places in found.items()]


def _lines_meant(stage: Stage) -> list[tuple[ObjectKey, int]]:
    """The lines of the selected anchors, or all of the selected objects."""
    anchors = chosen(stage)
    if anchors:
        return [(key, number) for key, number, _ in _by_line(anchors)]
    return [(key, number) for key, lines in edited(stage).items() for number in range(len(lines))]


def _two_ends(stage: Stage) -> tuple[AnchorKey, AnchorKey] | None:
    """The two selected ends of lines; the nearest ends of two objects when no anchor is selected."""
    lines = edited(stage)
    keys: Iterable[AnchorKey] = chosen(stage) or every(lines)
    ends = [key for key in sorted(keys) if key[3] in lines[key[:2]][key[2]].ends()]
    if stage.selection.anchors:
        return (ends[0], ends[1]) if len(ends) == 2 else None
    if len(lines) != 2 or len(ends) != 4:
        return None
    (_, one), *_ = sorted((_gap(lines, a, b), (a, b)) for a in ends[:2] for b in ends[2:])
    return one


def _gap(lines: Edited, a: AnchorKey, b: AnchorKey) -> float:
    one, other = (lines[key[:2]][key[2]].nodes[key[3]] for key in (a, b))
    return one.point.distance(other.point)
