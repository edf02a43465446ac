"""The list of layers: selecting, eye and lock, typing names, dragging to another place."""

from __future__ import annotations

from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPoint,
    Qt,
)
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from vlm_studio.document.layers import GroupLayer
from vlm_studio.ui import theme
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.layer_delegate import LayerDelegate, parts
from vlm_studio.ui.panels.layer_model import LayerModel
from vlm_studio.words import text

_MIME = "application/x-vlm-studio-layers"
_EDGE = 10
"""Pixels at the top and bottom of a group's row that mean beside it, not into it."""


class LayerList(QListView):
    """Shows the model and asks for commands; the document answers through the model."""

    def __init__(self, desk: Desk, model: LayerModel, commands: LayerCommands) -> None:
        super().__init__()
        self._desk = desk
        self._layers = model
        self._commands = commands
        self._line: int | None = None
        self._into: str | None = None
        self._following = False
        self.setModel(model)
        self.setItemDelegate(LayerDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setUniformItemSizes(True)
        self.viewport().setAutoFillBackground(False)
        desk.selected.connect(self.follow)
        desk.switched.connect(self.follow)
        model.modelReset.connect(self.follow)
        commands.rename_wanted.connect(self.begin_rename)
        self.follow()

    # Selection ---------------------------------------------------------------------------------

    def follow(self) -> None:
        """Show what is selected in the document."""
        selection = self._desk.selection
        chosen = QItemSelection()
        for id in selection.layers if selection is not None else ():
            index = self._layers.index_of(id)
            if index.isValid():
                chosen.select(index, index)
        active = self._layers.index_of(selection.layer or "") if selection else QModelIndex()
        self._following = True
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(active, flag.NoUpdate)
        self.selectionModel().select(chosen, flag.ClearAndSelect)
        self._following = False

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if self._following:
            return
        current = self.currentIndex()
        rows = sorted((i.row() for i in self.selectedIndexes()), reverse=True)
        if current.row() in rows:  # the active layer is told last
            rows = [r for r in rows if r != current.row()] + [current.row()]
        self._desk.select_layers([id for id in map(self._layers.id_at, rows) if id])

    # Mouse -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._hit(event):
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        row = self._layers.row(index)
        if row is None or self._hit(event):
            return
        if parts(self.visualRect(index), row.depth).thumbnail.right() < place.x():
            self.edit(index)

    def _hit(self, event: QMouseEvent) -> bool:
        """Whether the click was on an eye or a lock, which then does its work."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        row = self._layers.row(index)
        if row is None:
            return False
        where = parts(self.visualRect(index), row.depth)
        if where.eye.contains(place):
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._commands.solo(row.layer.id)
            else:
                self._commands.show(self._meant(index), visible=not row.layer.visible)
            return True
        if where.lock.contains(place):
            self._commands.lock(self._meant(index), locked=not row.layer.locked)
            return True
        return False

    def _meant(self, index: QModelIndex) -> list[str]:
        """What a click on the eye or the lock of a row is about: all that is selected, if the row is."""
        chosen = self.selectedIndexes()
        rows = chosen if index in chosen else [index]
        return [id for id in (self._layers.id_at(each.row()) for each in rows) if id]

    def begin_rename(self, id: str) -> None:
        """Open the field for the name of a layer."""
        index = self._layers.index_of(id)
        if index.isValid():
            self.scrollTo(index)
            self.edit(index)

    def choose_first(self) -> None:
        """Select the topmost row that is listed, and go on in the list."""
        id = self._layers.id_at(0)
        if id is not None:
            self._desk.select_layers([id])
            self.setFocus()

    # Dragging ----------------------------------------------------------------------------------

    def startDrag(self, actions: Qt.DropAction) -> None:
        rows = sorted((index.row() for index in self.selectedIndexes()), reverse=True)
        ids = [id for id in map(self._layers.id_at, rows) if id]
        if (
            not ids or self._layers.wanted
        ):  # where a layer lands is not to be seen in a list with gaps
            return
        data = QMimeData()
        data.setData(_MIME, QByteArray("\n".join(ids).encode()))
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(_MIME):
            self._aim(event.position().toPoint())
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._aim(event.position().toPoint())
        ids = bytes(event.mimeData().data(_MIME).data()).decode().split("\n")
        line, into = self._line, self._into
        self._aim(None)
        event.acceptProposedAction()
        self.drop(ids, line, into)

    def drop(self, ids: list[str], line: int | None, into: str | None) -> None:
        """Move layers into the group ``into``, or to the line above the row ``line``."""
        document = self._desk.document
        if document is None:
            return
        if into is not None:
            self._commands.move(ids, into, len(document.children(into)))
        elif line is not None:
            parent, index = self._layers.place_above(line)
            self._commands.move(ids, parent, index)

    def _aim(self, place: QPoint | None) -> None:
        self._line = self._into = None
        if place is not None:
            index = self.indexAt(place)
            row = self._layers.row(index)
            if row is None:
                self._line = self._layers.rowCount()
            else:
                area = self.visualRect(index)
                inside = area.top() + _EDGE < place.y() < area.bottom() - _EDGE
                if isinstance(row.layer, GroupLayer) and inside:
                    self._into = row.layer.id
                else:
                    self._line = index.row() + (place.y() > area.center().y())
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._layers.wanted and not self._layers.rowCount():
            painter.setPen(theme.color("muted"))
            area = self.viewport().rect().adjusted(theme.SPACE_3, theme.SPACE_2, -theme.SPACE_3, 0)
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(area, flags, str(text("No layer has this in its name.")))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2))
        if self._into is not None:
            area = self.visualRect(self._layers.index_of(self._into))
            painter.drawRoundedRect(area.adjusted(3, 2, -3, -2), 4, 4)
        elif self._line is not None and self._layers.rowCount():
            last = self._layers.rowCount() - 1
            area = self.visualRect(self._layers.index(min(self._line, last)))
            y = area.top() if self._line <= last else area.bottom()
            painter.drawLine(6, max(1, y), self.viewport().width() - 6, max(1, y))
