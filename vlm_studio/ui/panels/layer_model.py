"""The layers of the document in front as rows, the topmost first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from vlm_studio.document import grouping
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.history import Change
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, RasterLayer
from vlm_studio.models.store import ModelStore
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.thumbnails import Thumbnails
from vlm_studio.words import Text, plural_text, text

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row knows besides its name."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One row; ``shown`` says whether the groups around it are visible too."""

    layer: Layer
    depth: int
    shown: bool
    count: int
    total: int
    labels: tuple[tuple[str, int], ...]
    source: str

    @property
    def detail(self) -> Text:
        """The second line: what is in it and where it comes from."""
        match self.layer:
            case RasterLayer(block=block):
                return text("{width} x {height}", width=block.width, height=block.height)
            case GroupLayer():
                return text("Group")
        if self.count != self.total:
            counted = plural_text(
                "{count} of {n} object", "{count} of {n} objects", self.total, count=self.count
            )
        else:
            counted = plural_text("{n} object", "{n} objects", self.total)
        return (
            text("{what} - {source}", what=counted, source=self.source) if self.source else counted
        )


class LayerModel(QAbstractListModel):
    """Follows the desk; names can be edited, everything else goes through commands."""

    def __init__(self, desk: Desk, store: ModelStore, rename: Any) -> None:
        super().__init__()
        self._desk = desk
        self._store = store
        self._rename = rename
        self.wanted = ""
        """A part of the names of the layers that are listed; empty for all layers."""
        self._order: list[tuple[str, int]] = []
        self._rows: dict[str, LayerRow] = {}
        self._thumbnails = Thumbnails()
        desk.switched.connect(self._reset)
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
                return f"{row.layer.name}, {row.detail}"
            case Qt.ItemDataRole.ToolTipRole:
                return _tooltip(row)
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
        if id not in self._rows:
            self._rows[id] = self._made(id, depth)
        return self._rows[id]

    def id_at(self, row: int) -> str | None:
        """The layer in a row."""
        return self._order[row][0] if 0 <= row < len(self._order) else None

    def index_of(self, id: str) -> QModelIndex:
        """The row of a layer."""
        ids = [each for each, _ in self._order]
        return self.index(ids.index(id)) if id in ids else QModelIndex()

    def place_above(self, row: int) -> tuple[str, int]:
        """Where a layer lands that is dropped on the line above ``row``: the parent and the index among its children."""
        document = self._desk.document
        assert document is not None
        if row >= len(self._order):
            return ROOT, 0
        id = self._order[row][0]
        parent = document.parent(id)
        return parent, document.children(parent).index(id) + 1

    def thumbnail(self, row: LayerRow, size: int, ratio: float) -> QImage | None:
        """A small picture of the layer, or ``None`` where an icon says more."""
        document = self._desk.document
        return self._thumbnails.of(document, row.layer, size, ratio) if document else None

    def find(self, name: str) -> None:
        """List only the layers with ``name`` in their names; all for an empty one."""
        self.wanted = name.strip().casefold()
        self._reset()

    # Inside ------------------------------------------------------------------------------------

    def _made(self, id: str, depth: int) -> LayerRow:
        document = self._desk.document
        assert document is not None
        layer = document.layer(id)
        total = count = 0
        labels: tuple[tuple[str, int], ...] = ()
        if isinstance(layer, AnnotationLayer):
            shown = document.shown_annotations(layer)
            total, count = len(document.annotations(id)), len(shown)
            labels = tuple(Counter(a.label for a in shown).most_common(12))
        return LayerRow(
            layer, depth, document.is_shown(id), count, total, labels, self._source(layer)
        )

    def _source(self, layer: Layer) -> str:
        known = {card.id: card.name for card in self._store.cards()}
        if isinstance(layer, AnnotationLayer) and layer.source is not None:
            return known.get(layer.source.model, layer.source.model)
        if isinstance(layer, RasterLayer) and layer.provenance is not None:
            return known.get(layer.provenance.model, layer.provenance.model)
        return ""

    def _changed(self, change: Change) -> None:
        document = self._desk.document
        if document is None:
            return
        touched = set(change.layers) | {layer for layer, _ in change.annotations}
        self._thumbnails.forget(touched)
        self._rows.clear()
        if self._listed(document) != self._order:
            self._reset()
        elif self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))

    def _reset(self) -> None:
        self.beginResetModel()
        document = self._desk.document
        self._order = self._listed(document) if document is not None else []
        self._rows.clear()
        self.endResetModel()

    def _listed(self, document: Document) -> list[tuple[str, int]]:
        listed = grouping.from_the_top(document)
        if not self.wanted:
            return listed
        return [(id, 0) for id, _ in listed if self.wanted in document.layer(id).name.casefold()]

    def say_again(self) -> None:
        """The language changed."""
        if self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))


def _tooltip(row: LayerRow) -> str:
    lines = [row.layer.name, str(row.detail)]
    lines += [f"{label}: {n}" for label, n in row.labels]
    return "\n".join(lines)
