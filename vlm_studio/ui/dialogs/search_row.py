"""A row of the command search: the menu, the command, and its key at the end of the line."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from vlm_studio.ui import theme

Index = QModelIndex | QPersistentModelIndex
MENU, NAME, KEY = (int(Qt.ItemDataRole.UserRole) + n for n in (1, 2, 3))
"""Roles of the three parts."""
_SIDES = Qt.AlignmentFlag.AlignVCenter


class SearchRow(QStyledItemDelegate):
    """The ground is the style sheet's; the words are drawn here, in columns."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        area: QRect = option.rect.adjusted(theme.SPACE_2, 0, -theme.SPACE_2, 0)
        menu, name, key = (str(index.data(role)) for role in (MENU, NAME, KEY))
        painter.save()
        painter.setFont(theme.font())
        painter.setPen(theme.color("muted"))
        painter.drawText(area, int(_SIDES | Qt.AlignmentFlag.AlignLeft), menu)
        painter.drawText(area, int(_SIDES | Qt.AlignmentFlag.AlignRight), key)
        metrics = painter.fontMetrics()
        left = max(theme.SEARCH_MENU, _width(metrics, menu))
        room = area.adjusted(left, 0, -_width(metrics, key), 0)
        painter.setPen(theme.color("text"))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(_SIDES | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()


def _width(metrics: QFontMetrics, words: str) -> int:
    return metrics.horizontalAdvance(words) + theme.SPACE_3
