"""The pictures of a folder as rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from vlm_studio.studio.images import Images
from vlm_studio.studio.picture_row import Picture, PictureState
from vlm_studio.words import Text, text

Index = QModelIndex | QPersistentModelIndex
PICTURE = Qt.ItemDataRole.UserRole + 1

STATES: dict[PictureState, Text] = {
    PictureState.NEW: text("Not done"),
    PictureState.DONE: text("Done"),
    PictureState.EDITED: text("Edited by hand"),
    PictureState.FAILED: text("Failed"),
}


def state_text(picture: Picture) -> Text:
    """The second line of a row."""
    if picture.error is not None:
        return picture.error
    return text("Not saved yet") if picture.dirty else STATES[picture.state]


class ImageModel(QAbstractListModel):
    """Rows are the pictures that the list shows, from the first :meth:`fill` on."""

    def __init__(self, images: Images) -> None:
        super().__init__()
        self._images = images
        self._rows: list[Picture] = []
        self._places: dict[Picture, int] = {}
        images.listed.connect(self.fill)
        images.changed.connect(self.touch)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        picture = self.picture(index)
        if picture is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return picture.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{picture.name}, {state_text(picture)}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{picture.path}\n{state_text(picture)}"
        return picture if role == PICTURE else None

    def picture(self, index: Index) -> Picture | None:
        """What stands in a row."""
        row = index.row()
        return self._rows[row] if index.isValid() and row < len(self._rows) else None

    def row_of(self, picture: Picture | None) -> int | None:
        """Where a picture is shown, if it is."""
        return self._places.get(picture) if picture is not None else None

    def index_of(self, picture: Picture | None) -> QModelIndex:
        """The row of a picture; none if it is not shown."""
        row = self.row_of(picture)
        return self.index(row) if row is not None else QModelIndex()

    def touch(self, picture: Picture) -> None:
        """Something of a row looks different."""
        index = self.index_of(picture)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def fill(self) -> None:
        """Show what the list shows now."""
        if self._rows == self._images.shown:
            if self._rows:
                self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
            return
        before, now = self._rows, list(self._images.shown)
        row, nowhere = _first_other(before, now), QModelIndex()
        if now[row:] == before[row + 1 :] and before[row] is not self._images.turning.picture:
            # One left: what is selected, and where the list is scrolled to, stays.
            self.beginRemoveRows(nowhere, row, row)
            self._take(now)
            self.endRemoveRows()
        elif before[row:] == now[row + 1 :]:
            self.beginInsertRows(nowhere, row, row)
            self._take(now)
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._take(now)
            self.endResetModel()

    def _take(self, rows: list[Picture]) -> None:
        self._rows = rows
        self._places = {picture: row for row, picture in enumerate(rows)}


def _first_other(a: list[Picture], b: list[Picture]) -> int:
    """Where two lists begin to differ."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((i for i, (one, other) in pairs if one is not other), min(len(a), len(b)))
