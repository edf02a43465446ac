"""Dragging the rows of the layer list: to another place, into a group, out of the program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
)
from PySide6.QtWidgets import QListView, QWidget

from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.layer_aim import Aim, aimed
from vlm_studio.ui.panels.layer_file import LayerFile, dragged
from vlm_studio.ui.panels.layer_model import LayerModel

_NEAR, _STEP = 28, 10
"""So near to its ends the list scrolls while something is dragged, by so many pixels each time."""


class Door(QObject):
    """Writes ``file`` when the mouse takes it out of the window: nobody waits for it before that."""

    def __init__(self, inside: QWidget, file: LayerFile) -> None:
        super().__init__(inside)
        self._file = file
        window = inside.window().windowHandle()
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragLeave:
            self._file.write()
        return False


class DragList(QListView):
    """A list of layers that can be dragged."""

    def __init__(
        self, desk: Desk, model: LayerModel, commands: LayerCommands, folder: Path
    ) -> None:
        """Layers that are dragged out of the program become files in ``folder``."""
        super().__init__()
        self._desk = desk
        self._layers = model
        self._commands = commands
        self._folder = folder
        self._aim: Aim | None = None
        self._towards = 0
        self._scroll = QTimer(self, interval=30)
        self._scroll.timeout.connect(self._scroll_on)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)

    def startDrag(self, actions: Qt.DropAction) -> None:
        rows = sorted((index.row() for index in self.selectedIndexes()), reverse=True)
        ids = [id for id in map(self._layers.id_at, rows) if id]
        if not ids or self._desk.document is None:
            return
        drag, file = QDrag(self), LayerFile(self._desk.document, ids, self._folder)
        drag.setMimeData(file)
        drag.setPixmap(self.viewport().grab(self.visualRect(self.currentIndex())))
        drag.setHotSpot(QPoint(40, 20))
        door = Door(self, file)
        drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)
        door.deleteLater()
        self._aim_at(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # Where a layer lands is not to be seen in a list with gaps.
        event.setAccepted(dragged(event.mimeData()) != [] and not self._layers.wanted)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        place, document = event.position().toPoint(), self._desk.document
        self._aim_at(place)
        ids = dragged(event.mimeData())
        good = document is not None and self._aim is not None and self._aim.takes(document, ids)
        if not good:
            self._aim = None
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(good)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim_at(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._aim_at(event.position().toPoint())
        aim = self._aim
        self._aim_at(None)
        if aim is not None:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self._commands.move(dragged(event.mimeData()), aim.parent, aim.index)

    def _aim_at(self, place: QPoint | None) -> None:
        document, self._aim = self._desk.document, None
        self._scroll_near(place)
        if place is not None and document is not None and self._layers.rowCount():
            index = self.indexAt(place)
            last = self.visualRect(self._layers.index(self._layers.rowCount() - 1))
            row, area = self._layers.row(index), self.visualRect(index)
            self._aim = aimed(document, row, area, place.y(), last.bottom())
        self.viewport().update()

    def _scroll_near(self, place: QPoint | None) -> None:
        """While something is held near the top or the bottom, the list goes on to there."""
        height = self.viewport().height()
        near = min(_NEAR, height // 4)
        self._towards = 0
        if place is not None:
            self._towards = (place.y() > height - near) - (place.y() < near)
        if self._towards and not self._scroll.isActive():
            self._scroll.start()
        elif not self._towards:
            self._scroll.stop()

    def _scroll_on(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self._towards * _STEP)

    def paint_aim(self, painter: QPainter) -> None:
        """Show where what is dragged would land."""
        if self._aim is not None:
            self._aim.paint(painter, self.viewport().width())
