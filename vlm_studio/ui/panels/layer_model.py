"""The layers of the document in front as rows, the topmost first."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from vlm_studio.document import grouping
from vlm_studio.document.document import Document
from vlm_studio.document.history import Change
from vlm_studio.models.store import ModelStore
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.layer_rows import LayerRow, Rows
from vlm_studio.ui.panels.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row knows besides its name."""

    ROW = Qt.ItemDataRole.UserRole + 1


class LayerModel(QAbstractListModel):
    """Follows the desk; names can be edited, everything else goes through commands."""

    def __init__(self, desk: Desk, store: ModelStore, rename: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rename = rename
        self.wanted = ""
        """A part of the names of the layers that are listed; empty for all layers."""
        self._order: list[tuple[str, int]] = []
        self._closed: set[str] = set()
        self._rows = Rows(store)
        self._made: dict[str, LayerRow] = {}
        self._thumbnails = Thumbnails(self)
        self._thumbnails.made.connect(self._redraw)
        desk.switched.connect(self._switched)
        desk.changed.connect(self._changed)
        self._reset()

    # For the view ------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.layer.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return str(row.spoken)
            case Qt.ItemDataRole.ToolTipRole:
                return row.tooltip
            case Role.ROW:
                return row
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row(index)
        if row is None or role != Qt.ItemDataRole.EditRole:
            return False
        self._rename(row.layer.id, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    # For the panel -----------------------------------------------------------------------------

    def row(self, index: Index) -> LayerRow | None:
        """What stands in a row."""
        if not index.isValid() or index.row() >= len(self._order):
            return None
        id, depth = self._order[index.row()]
        document = self._desk.document
        if id not in self._made and document is not None:
            open = bool(self.wanted) or id not in self._closed
            self._made[id] = self._rows.made(document, id, depth, open=open)
        return self._made.get(id)

    def id_at(self, row: int) -> str | None:
        """The layer in a row."""
        return self._order[row][0] if 0 <= row < len(self._order) else None

    def index_of(self, id: str) -> QModelIndex:
        """The row of a layer."""
        ids = [each for each, _ in self._order]
        return self.index(ids.index(id)) if id in ids else QModelIndex()

    def set_open(self, id: str, on: bool) -> None:
        """List the members of a group, or not; that is remembered, but no change of the document."""
        if on != (id not in self._closed):
            self._closed ^= {id}
            self._reset()

    def reveal(self, id: str) -> None:
        """Open the groups around a layer."""
        document = self._desk.document
        while document is not None and id in document.layers:
            id = document.parent(id)
            self.set_open(id, True)

    def thumbnail(self, row: LayerRow, size: int, ratio: float) -> QImage | None:
        """A small picture of the layer, or ``None`` where an icon says more."""
        document = self._desk.document
        return self._thumbnails.of(document, row.layer, size, ratio) if document else None

    def find(self, name: str) -> None:
        """List only the layers with ``name`` in their names; all for an empty one."""
        self.wanted = name.strip().casefold()
        self._reset()

    # Inside ------------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        document = self._desk.document
        if document is None:
            return
        touched = set(change.layers) | {layer for layer, _ in change.annotations}
        self._thumbnails.changed(document, touched)
        self._rows.forget(touched)
        self._made.clear()
        if self._listed(document) != self._order:
            self._reset()
        elif self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))

    def _switched(self) -> None:
        # Two copies of one project have the same layers by name, and may hold different things.
        self._rows.forget_all()
        self._thumbnails.forget_all()
        self._reset()

    def _redraw(self, id: str) -> None:
        index = self.index_of(id)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def _reset(self) -> None:
        self.beginResetModel()
        document = self._desk.document
        self._order = self._listed(document) if document is not None else []
        self._made.clear()
        self.endResetModel()

    def _listed(self, document: Document) -> list[tuple[str, int]]:
        listed = grouping.from_the_top(document)
        if not self.wanted:
            inside = {each.id for id in self._closed for each in document.walk(id)}
            return [place for place in listed if place[0] not in inside]
        return [(id, 0) for id, _ in listed if self.wanted in document.layer(id).name.casefold()]

    def say_again(self) -> None:
        """The language changed."""
        if self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))
