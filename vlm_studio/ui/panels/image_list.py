"""The view of a folder's pictures: rows of one height, which cost nothing until they are in sight."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from vlm_studio.ui.panels.image_delegate import HEIGHT

_Move = QAbstractItemView.CursorAction


class ImageList(QTableView):
    """A table of one column, because a list lays every one of its rows out, and asks the model for each."""

    def __init__(self) -> None:
        super().__init__()
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(HEIGHT)
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalScrollBar().setSingleStep(HEIGHT)

    def in_sight(self, row: int) -> bool:
        """Whether some of ``row`` can be seen."""
        top = row * HEIGHT - self.verticalScrollBar().value()
        return self.isVisible() and -HEIGHT < top < self.viewport().height()

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        if action in (_Move.MoveHome, _Move.MoveEnd):
            modifiers |= Qt.KeyboardModifier.ControlModifier  # else within a row
        return super().moveCursor(action, modifiers)
