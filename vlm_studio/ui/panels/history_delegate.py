"""How an earlier description looks in the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vlm_studio.studio.design_history import Entry
from vlm_studio.ui import icons, theme
from vlm_studio.ui.panels.history_model import ENTRY, HistoryModel, Index
from vlm_studio.ui.panels.row_ground import draw_ground

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
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        draw_ground(painter, area, state)
        frame = QRect(area.left() + theme.SPACE_2, area.top() + theme.SPACE_1, SIDE, SIDE)
        self._draw_picture(painter, frame, entry)
        left = frame.right() + theme.SPACE_2
        words = QRect(left, frame.top(), area.right() - left - theme.SPACE_2, frame.height())
        self._draw_words(painter, words, entry)
        painter.restore()

    def _draw_picture(self, painter: QPainter, frame: QRect, entry: Entry) -> None:
        picture = self._model.picture(entry)
        if picture.isNull():
            icons.paint(painter, icons.centred(frame), "design", theme.color("outline"))
            return
        painter.drawImage(frame, picture)

    def _draw_words(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        half = area.height() // 2
        upper = area.adjusted(0, 0, 0, -half)
        lower = area.adjusted(0, half, 0, 0)
        line = " ".join(entry.wish.words.split())
        for place, words, role, size in (
            (upper, line, "text", theme.TEXT_PX),
            (lower, self._maker(entry.wish.model), "muted", theme.SMALL_PX),
        ):
            painter.setFont(theme.font(size))
            painter.setPen(theme.color(role))
            shown = painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideRight, place.width()
            )
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            painter.drawText(place, flags, shown)
