"""Anchors and handles of paths as they are seen and taken hold of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.node_edits import Side
from vlm_studio.document.nodes import Line, Lines, Node
from vlm_studio.ui.canvas import anchors
from vlm_studio.ui.canvas.objects import Objects
from vlm_studio.ui.canvas.selection import AnchorKey
from vlm_studio.ui.canvas.stage import Colors, Stage
from vlm_studio.ui.canvas.tools.handles import REACH
from vlm_studio.ui.paint.style import SHADE, WHITE, line_pen, soft_pen
from vlm_studio.ui.paint.vector_paths import object_path
from vlm_studio.ui.paint.viewport import Viewport

_SIZE = 7.0
_KNOB = 3.0
"""Radius of the end of a handle."""


class HandleKey(NamedTuple):
    """One handle of an anchor."""

    anchor: AnchorKey
    side: Side


def handle_of(node: Node, side: Side) -> QPointF | None:
    """Where a handle is, in document pixels."""
    place = node.before if side == "before" else node.after
    return None if place is None else QPointF(place.x, place.y)


def shown_handles(
    lines: Mapping[ObjectKey, Lines], chosen: Collection[AnchorKey]
) -> Iterator[tuple[HandleKey, Node]]:
    """The handles of selected anchors, and those that bend the same curves from their other ends."""
    seen: set[HandleKey] = set()
    for key in chosen:
        line = _line(lines, key)
        if line is None:
            continue
        for number, side in _around(line, key[3]):
            handle = HandleKey((*key[:3], number), side)
            if handle not in seen and handle_of(line.nodes[number], side) is not None:
                seen.add(handle)
                yield handle, line.nodes[number]


def _line(lines: Mapping[ObjectKey, Lines], key: AnchorKey) -> Line | None:
    several = lines.get(key[:2], ())
    there = key[2] < len(several) and key[3] < len(several[key[2]].nodes)
    return several[key[2]] if there else None


def _around(line: Line, place: int) -> Iterator[tuple[int, Side]]:
    count = len(line.nodes)
    yield place, "before"
    yield place, "after"
    if place or line.closed:
        yield (place - 1) % count, "after"
    if place + 1 < count or line.closed:
        yield (place + 1) % count, "before"


def anchor_at(lines: dict[ObjectKey, Lines], view: Viewport, place: QPointF) -> AnchorKey | None:
    """The anchor under ``place`` of the view, that of the topmost object first."""
    for key in reversed(lines):
        best: tuple[float, AnchorKey] | None = None
        for number, line in enumerate(lines[key]):
            for at, node in enumerate(line.nodes):
                off = _off(view, node.point.x, node.point.y, place)
                if off <= REACH and (best is None or off < best[0]):
                    best = off, (*key, number, at)
        if best is not None:
            return best[1]
    return None


def handle_at(
    lines: Mapping[ObjectKey, Lines],
    chosen: Collection[AnchorKey],
    view: Viewport,
    place: QPointF,
) -> HandleKey | None:
    """The shown handle under ``place`` of the view."""
    for key, node in shown_handles(lines, chosen):
        end = handle_of(node, key.side)
        if end is not None and _off(view, end.x(), end.y(), place) <= REACH:
            return key
    return None


def _off(view: Viewport, x: float, y: float, place: QPointF) -> float:
    return max(abs(x * view.scale + view.dx - place.x()), abs(y * view.scale + view.dy - place.y()))


def draw_edited(
    painter: QPainter, stage: Stage, edited: Objects, hot: AnchorKey | HandleKey | None = None
) -> None:
    """Outlines of what is edited, its anchors, and handles where they matter; ``hot`` is under the pointer."""
    view, colors, chosen = stage.camera.viewport, stage.colors, stage.selection.anchors
    lines = {key: anchors.lines_of(each) for key, each in edited.items()}
    for each in edited.values():
        draw_path(painter, view.transform.map(object_path(each)), colors)
    for handle, node in shown_handles(lines, chosen):
        draw_handle_line(painter, node, handle.side, view, colors, hot=handle == hot)
    sight = QRectF(0, 0, view.width, view.height).adjusted(-_SIZE, -_SIZE, _SIZE, _SIZE)
    for owner, several in lines.items():
        for number, line in enumerate(several):
            for at, node in enumerate(line.nodes):
                place, key = view.to_view(node.point), (*owner, number, at)
                if sight.contains(place):
                    full = key in chosen or key == hot
                    draw_anchor(painter, place, colors, full=full, round=node.smooth)


def draw_path(painter: QPainter, path: QPainterPath, colors: Colors) -> None:
    """An outline, in view coordinates, as thin as it can be and still be seen on everything."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for pen in (soft_pen(SHADE, 3), soft_pen(colors.accent, 1.25)):
        painter.strokePath(path, pen)


def draw_anchor(
    painter: QPainter, place: QPointF, colors: Colors, *, full: bool, round: bool
) -> None:
    """A square for a corner and a circle for a smooth anchor, ``full`` when it is selected."""
    half = _SIZE / 2
    x, y = int(place.x()) + 0.5, int(place.y()) + 0.5
    rect = QRectF(x - half, y - half, _SIZE, _SIZE)
    if round:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        for grown, brush in ((1.5, SHADE), (0.5, colors.accent), (-1.0, WHITE)):
            if brush is not WHITE or not full:
                painter.setBrush(brush)
                painter.drawEllipse(rect.adjusted(-grown, -grown, grown, grown))
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(rect.adjusted(-1, -1, 1, 1), SHADE)
    painter.fillRect(rect, colors.accent)
    if not full:
        painter.fillRect(rect.adjusted(1, 1, -1, -1), WHITE)


def draw_handle_line(
    painter: QPainter, node: Node, side: Side, view: Viewport, colors: Colors, *, hot: bool = False
) -> None:
    """A handle of ``node``: a line to a small knob."""
    handle = handle_of(node, side)
    if handle is None:
        return
    start, end = view.to_view(node.point), view.transform.map(handle)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for pen in (line_pen(SHADE, 2.5), line_pen(colors.accent, 1)):
        painter.setPen(pen)
        painter.drawLine(start, end)
    radius = _KNOB + (1 if hot else 0)
    painter.setPen(soft_pen(SHADE, 1))
    painter.setBrush(colors.accent)
    painter.drawEllipse(end, radius + 0.5, radius + 0.5)
