"""A column of controls that scrolls when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.widgets.controls import surface


class ScrollColumn(QScrollArea):
    """What is in ``column`` ends at the same place whether there is a scroll bar or not."""

    def __init__(self, margin: int = theme.SPACE_3, spacing: int = theme.SPACE_2) -> None:
        super().__init__()
        self._margin = margin
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.verticalScrollBar():
            if event.type() == QEvent.Type.Show:
                self._leave(max(0, self._margin - theme.SCROLL_BAR))
            elif event.type() == QEvent.Type.Hide:
                self._leave(self._margin)
        return super().eventFilter(watched, event)

    def _leave(self, right: int) -> None:
        margins = self.column.contentsMargins()
        margins.setRight(right)
        self.column.setContentsMargins(margins)
