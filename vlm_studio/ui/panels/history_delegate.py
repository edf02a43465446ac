"""How an earlier description looks in the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from vlm_studio.studio.design_history import Entry
from vlm_studio.ui import icons, theme
from vlm_studio.ui.panels.history_model import ENTRY, HistoryModel, Index
from vlm_studio.ui.panels.row_paint import draw_two_lines, on_ground

SIDE = 44
"""Of the small pictures."""


class HistoryDelegate(QStyledItemDelegate):
    """The small picture, the words and what made it; ``maker`` says what a model is called."""

    def __init__(self, model: HistoryModel, maker: Callable[[str], str]) -> None:
        super().__init__()
        self._model = model
        self._maker = maker

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.POPUP, SIDE + theme.SPACE_2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY)
        if not isinstance(entry, Entry):
            return
        with on_ground(painter, option) as area:
            frame = QRect(area.left() + theme.SPACE_2, area.top() + theme.SPACE_1, SIDE, SIDE)
            self._draw_picture(painter, frame, entry)
            left = frame.right() + theme.SPACE_2
            words = QRect(left, frame.top(), area.right() - left - theme.SPACE_2, frame.height())
            line = " ".join(entry.wish.words.split())
            draw_two_lines(painter, words, line, self._maker(entry.wish.model))

    def _draw_picture(self, painter: QPainter, frame: QRect, entry: Entry) -> None:
        picture = self._model.picture(entry)
        if picture.isNull():
            icons.paint(painter, icons.centred(frame), "design", theme.color("outline"))
            return
        painter.drawImage(frame, picture)
