"""Earlier descriptions as rows: those that hold what is looked for, then those that mean nearly the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from vlm_studio.studio.design_history import DesignHistory, Entry

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
NEAR = 0.4
"""Likeness of meaning from which a description is found that does not hold the words."""
_KEPT = 64


class HistoryModel(QAbstractListModel):
    """The newest first, or the nearest."""

    def __init__(self, history: DesignHistory) -> None:
        super().__init__()
        self._history = history
        self._words = ""
        self._likeness: Mapping[str, float] = {}
        self.rows: list[Entry] = list(history.entries)
        self._pictures: OrderedDict[str, QImage] = OrderedDict()

    def find(self, words: str, likeness: Mapping[str, float] | None = None) -> None:
        """Look for ``words``; ``likeness`` of entries (by id) to them once it is known."""
        self._words = words.strip().casefold()
        self._likeness = likeness or {}
        self.fill()

    def fill(self) -> None:
        """Show what there is now."""
        self.beginResetModel()
        entries = self._history.entries
        if self._words:
            held = [entry for entry in entries if self._words in entry.wish.words.casefold()]
            ids = {entry.id for entry in held}
            near = [
                entry
                for entry in entries
                if entry.id not in ids and self._likeness.get(entry.id, 0) >= NEAR
            ]
            near.sort(key=lambda entry: -self._likeness[entry.id])
            self.rows = held + near
        else:
            self.rows = list(entries)
        self.endResetModel()

    def picture(self, entry: Entry) -> QImage:
        """The small picture of its first result; only rows in sight are asked for theirs."""
        if entry.id not in self._pictures:
            self._pictures[entry.id] = QImage(str(self._history.thumbnail(entry.id)))
            if len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        return self._pictures[entry.id]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.rows):
            return None
        entry = self.rows[index.row()]
        if role == ENTRY:
            return entry
        said = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return entry.wish.words if role in said else None
