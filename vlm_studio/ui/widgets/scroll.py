"""A column of controls that scrolls when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.widgets.controls import surface


class ScrollColumn(QScrollArea):
    """What is in ``column`` ends at the same place whether there is a scroll bar or not."""

    def __init__(self, margin: int = theme.SPACE_3, spacing: int = theme.SPACE_2) -> None:
        super().__init__()
        self._margin = margin
        self._ends = False
        inner = QWidget()
        surface(inner, "panel")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(margin, 0, margin, theme.SPACE_2)
        self.column.setSpacing(spacing)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().installEventFilter(self)

    def end_with_content(self) -> None:
        """From now on it is never higher than what is in it, so that what stands below stays near."""
        self._ends = True
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The scroll area listens to its widget by itself.
        if self._ends and watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._end()
        if watched is self.verticalScrollBar():
            if event.type() == QEvent.Type.Show:
                self._leave(max(0, self._margin - theme.SCROLL_BAR))
            elif event.type() == QEvent.Type.Hide:
                self._leave(self._margin)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._ends and event.size().width() != event.oldSize().width():
            self._end()

    def _end(self) -> None:
        width = self.viewport().width()
        wraps = self.column.hasHeightForWidth()
        height = (
            self.column.totalHeightForWidth(width) if wraps else self.column.sizeHint().height()
        )
        self.setMaximumHeight(max(theme.ROW, height))

    def _leave(self, right: int) -> None:
        margins = self.column.contentsMargins()
        margins.setRight(right)
        self.column.setContentsMargins(margins)
