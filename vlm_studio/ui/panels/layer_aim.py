"""Where a layer that is dragged over the list would land."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen

from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.layers import GroupLayer
from vlm_studio.ui import theme
from vlm_studio.ui.panels.layer_delegate import INDENT
from vlm_studio.ui.panels.layer_rows import LayerRow

_EDGE = 10
"""Pixels at the top and bottom of a group's row that mean beside it, not into it."""


@dataclass(frozen=True, slots=True)
class Aim:
    """``index`` among the children of ``parent``; ``y`` is where the line is drawn, unless it goes ``into`` a row."""

    parent: str
    index: int
    y: int = 0
    depth: int = 0
    into: QRect | None = None

    def takes(self, document: Document, ids: Iterable[str]) -> bool:
        """Whether layers can be put there: no group goes into itself."""
        holder, moving = self.parent, set(ids)
        while holder != ROOT:
            if holder in moving:
                return False
            holder = document.parent(holder)
        return True

    def paint(self, painter: QPainter, width: int) -> None:
        """The line between two rows, or the frame around a group."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2))
        if self.into is not None:
            painter.drawRoundedRect(self.into.adjusted(3, 2, -3, -2), 4, 4)
            return
        left, y = 30 + self.depth * INDENT, max(4, self.y)
        painter.drawLine(left + 7, y, width - 6, y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(left, y - 3, 6, 6)


def aimed(document: Document, row: LayerRow | None, area: QRect, y: int, bottom: int) -> Aim:
    """What ``y`` on the row in ``area`` means; no ``row`` is below all of them, where the last ends at ``bottom``.

    The upper half is above a layer, the lower half below it, so that both ends of a group can be reached: the
    lower half of its last member is in it, the space below the list is not.
    """
    if row is None:
        return Aim(ROOT, 0, bottom)
    id = row.layer.id
    siblings = document.children(id)
    if isinstance(row.layer, GroupLayer):
        below = y >= area.bottom() - _EDGE
        if area.top() + _EDGE < y and not (below and not row.open):
            if below and siblings:
                return Aim(id, len(siblings), area.bottom(), row.depth + 1)
            return Aim(id, len(siblings), into=area)
    parent = document.parent(id)
    at = document.children(parent).index(id)
    if y > area.center().y():
        return Aim(parent, at, area.bottom(), row.depth)
    return Aim(parent, at + 1, area.top(), row.depth)
