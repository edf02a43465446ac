"""The list of layers: selecting, eye and lock, typing names, dragging to another place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from vlm_studio.document.layers import GroupLayer, RasterLayer
from vlm_studio.ui import theme
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.panels.layer_delegate import LayerDelegate, parts
from vlm_studio.ui.panels.layer_drag import DragList
from vlm_studio.ui.panels.layer_model import LayerModel
from vlm_studio.words import text

GESTURES = (
    Gesture(text("Show only this layer"), text("Alt and click on the eye")),
    Gesture(text("Show or hide several"), text("Drag over the eyes")),
    Gesture(text("A mask of what is opaque"), text("Ctrl and click on the small picture")),
    Gesture(text("Rename"), text("Double-click")),
)
"""What the mouse does in the list."""


@dataclass
class Stroke:
    """Eyes or locks that are set in one go: to ``on``, those of ``done`` already are."""

    part: str
    on: bool
    done: set[str]

    __hash__ = object.__hash__


class LayerList(DragList):
    """Shows the model and asks for commands; the document answers through the model."""

    opaque_wanted = Signal(str)
    """A mask of what is opaque in this raster layer is wanted."""

    def __init__(
        self, desk: Desk, model: LayerModel, commands: LayerCommands, folder: Path
    ) -> None:
        super().__init__(desk, model, commands, folder)
        self._stroke: Stroke | None = None
        self._following = True  # until it is built: Qt lets go of everything on the way
        self.setModel(model)
        self.setItemDelegate(LayerDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setUniformItemSizes(True)
        self.viewport().setAutoFillBackground(False)
        desk.selected.connect(self._reveal)
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

    def _reveal(self) -> None:
        """A layer that was selected elsewhere is shown, whatever it lies in."""
        layer = self._desk.layer
        if layer is not None and not self._layers.index_of(layer.id).isValid():
            self._layers.reveal(layer.id)
        self.follow()

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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._stroke is not None:
            self._stroke_over(event.position().toPoint())
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._stroke is not None:
            self._stroke = None
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        row = self._layers.row(index)
        if row is None or self._hit(event):
            return
        if parts(self.visualRect(index), row.depth).thumbnail.right() < place.x():
            self.edit(index)

    def _hit(self, event: QMouseEvent) -> bool:
        """Whether the click was on an eye, a lock or the arrow of a group, which then does its work."""
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
                self._begin_stroke("eye", not row.layer.visible, index)
            return True
        if where.lock.contains(place):
            self._begin_stroke("lock", not row.layer.locked, index)
            return True
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if isinstance(row.layer, RasterLayer) and held and where.thumbnail.contains(place):
            self.opaque_wanted.emit(row.layer.id)
            return True
        if isinstance(row.layer, GroupLayer) and where.thumbnail.contains(place):
            self.set_open(row.layer.id, not row.open)
            return True
        return False

    def _begin_stroke(self, part: str, on: bool, index: QModelIndex) -> None:
        """Set the eye or the lock of a row; then that of every row the mouse is drawn over, in the same step."""
        meant = self._meant(index)
        self._stroke = Stroke(part, on, set(meant))
        self._set(meant)

    def _stroke_over(self, place: QPoint) -> None:
        assert self._stroke is not None
        id = self._layers.id_at(self.indexAt(QPoint(1, place.y())).row())
        if id is not None and id not in self._stroke.done:
            self._stroke.done.add(id)
            self._set([id])

    def _set(self, ids: list[str]) -> None:
        stroke = self._stroke
        assert stroke is not None
        if stroke.part == "eye":
            self._commands.show(ids, visible=stroke.on, gesture=stroke)
        else:
            self._commands.lock(ids, locked=stroke.on, gesture=stroke)

    def _meant(self, index: QModelIndex) -> list[str]:
        """What a click on the eye or the lock of a row is about: all that is selected, if the row is."""
        chosen = self.selectedIndexes()
        rows = chosen if index in chosen else [index]
        return [id for id in (self._layers.id_at(each.row()) for each in rows) if id]

    # Keys --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
        arrows = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if held == plain and key == Qt.Key.Key_Space:
            self._commands.toggle_visible()
        elif held == control and key in arrows:
            self._commands.shift(arrows[Qt.Key(key)])
        elif held == plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._fold(key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _fold(self, open: bool) -> None:
        """Open or close the group that is current; from within a group, or from a closed one, go out to its group."""
        document, row = self._desk.document, self._layers.row(self.currentIndex())
        if document is None or row is None:
            return
        if isinstance(row.layer, GroupLayer) and row.open != open:
            self.set_open(row.layer.id, open)
        elif not open and (parent := document.parent(row.layer.id)):
            self._desk.select_layers([parent])

    def set_open(self, id: str, on: bool) -> None:
        """List the members of a group, or not; a selected one hands over to the group."""
        document, selection = self._desk.document, self._desk.selection
        if document is None or selection is None:
            return
        inside = {layer.id for layer in document.walk(id)}
        if not on and not inside.isdisjoint(selection.layers):
            self._desk.select_layers([*(i for i in selection.layers if i not in inside), id])
        self._layers.set_open(id, on)

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

    # Painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if not self._layers.rowCount():
            self._say_why_empty(painter)
        else:
            self.paint_aim(painter)

    def _say_why_empty(self, painter: QPainter) -> None:
        if self._layers.wanted:
            words = text("No layer has this in its name.")
        elif self._desk.document is None:
            words = text("The layers of a picture are listed here.")
        else:
            words = text("There are no layers. Draw a shape, or drop a picture.")
        painter.setPen(theme.color("muted"))
        area = self.viewport().rect().adjusted(theme.SPACE_3, theme.SPACE_2, -theme.SPACE_3, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, str(words))
