"""What a press on anchors, handles and lines becomes when the mouse moves on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from vlm_studio.document import nodes
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.node_edits import with_handle
from vlm_studio.document.nodes import Node
from vlm_studio.ui.canvas import anchors, objects
from vlm_studio.ui.canvas.objects import Objects
from vlm_studio.ui.canvas.selection import AnchorKey
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.anchor_marks import HandleKey
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.drags import draw_band
from vlm_studio.ui.canvas.tools.object_box import moving
from vlm_studio.ui.canvas.tools.object_hand import ObjectDrag
from vlm_studio.words import text

_EIGHTH = math.pi / 4


def moving_anchors(stage: Stage, start: Pointer) -> ObjectDrag | None:
    """The selected anchors follow the mouse, along one axis with Shift."""
    chosen, by = anchors.chosen(stage), moving(start)

    def follow(pointer: Pointer) -> Objects:
        *_, dx, dy = by(pointer)
        return anchors.moved(stage, chosen, dx, dy)

    if not chosen:
        return None
    before = anchors.with_anchors(stage, chosen)
    return ObjectDrag(stage, before, follow, anchors.move_text(len(chosen)))


def moving_objects(stage: Stage, start: Pointer) -> ObjectDrag | None:
    """The selected objects follow the mouse."""
    chosen, by = objects.selected(stage), moving(start)
    if not chosen:
        return None
    sentence = objects.move_text(chosen)
    return ObjectDrag(stage, chosen, lambda at: objects.mapped(chosen, by(at)), sentence)


def pulling(stage: Stage, handle: HandleKey, *, fresh: bool = False) -> ObjectDrag | None:
    """A handle follows the mouse; a ``fresh`` one comes out of its anchor, with another one opposite.

    Shift keeps it to the eight directions, Alt leaves the other handle alone.
    """
    key, side = handle
    lines, each = anchors.edited(stage), stage.vector_object(key[:2])
    node = nodes.at(lines[key[:2]], key[2:]) if key[:2] in lines else None
    if node is None or each is None:
        return None

    def follow(pointer: Pointer) -> Objects:
        place = eighths(node.point, pointer.point) if pointer.shift else pointer.point
        made = with_handle(node, side, place, alone=pointer.alt)
        if fresh:
            made = Node(node.point, mirrored(place, node.point), place)
        return anchors.with_anchors(stage, {key: made})

    sentence = text("Bend {label}", label=objects.named({key[:2]: each}))
    return ObjectDrag(stage, anchors.with_anchors(stage, {key: node}), follow, sentence)


@dataclass
class AnchorBand:
    """A rubber band that selects anchors; ``kept`` stay selected besides."""

    stage: Stage
    start: Point
    kept: frozenset[AnchorKey]

    def __post_init__(self) -> None:
        self._before = self.stage.selection.anchors
        self._band = Box.between(self.start, self.start)
        self._lines = anchors.edited(self.stage)

    def move(self, pointer: Pointer) -> None:
        self._band = Box.between(self.start, pointer.point)
        caught = {
            (*key, number, place)
            for key, several in self._lines.items()
            for number, line in enumerate(several)
            for place, node in enumerate(line.nodes)
            if self._band.contains(node.point)
        }
        self.stage.selection.select_anchors(self.kept | caught)
        self.stage.refresh()

    def finish(self) -> None:
        self.stage.refresh()

    def cancel(self) -> None:
        self.stage.selection.select_anchors(self._before)

    def paint(self, painter: QPainter) -> None:
        rect = self.stage.camera.viewport.rect(self._band)
        draw_band(painter, rect, self.stage.colors.accent)


def mirrored(point: Point, around: Point) -> Point:
    """``point`` on the other side of ``around``."""
    return Point(2 * around.x - point.x, 2 * around.y - point.y)


def eighths(start: Point, place: Point) -> Point:
    """``place`` brought to the nearest of the eight directions from ``start`` on."""
    way = round(math.atan2(place.y - start.y, place.x - start.x) / _EIGHTH) * _EIGHTH
    far = (place.x - start.x) * math.cos(way) + (place.y - start.y) * math.sin(way)
    return Point(start.x + far * math.cos(way), start.y + far * math.sin(way))
