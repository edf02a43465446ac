"""What tests of the layer panel do with its rows, as a person does with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.layers import layers_named
from vlm_studio.ui.panels.layer_delegate import parts
from vlm_studio.ui.panels.layer_file import LayerFile
from vlm_studio.ui.workspace import Workspace

Mod, Left = Qt.KeyboardModifier, Qt.MouseButton.LeftButton
_BOTH = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction


def row_of(space: Workspace, name: str) -> int:
    model = space.panels.layers.model
    return next(i for i in range(model.rowCount()) if model.index(i).data() == name)


def press(space: Workspace, name: str, part: str = "name", modifiers: Mod = Mod.NoModifier) -> None:
    """Click on a part of the row of the layer ``name``."""
    listed = space.panels.layers.list
    index = listed.model().index(row_of(space, name), 0)
    row = space.panels.layers.model.row(index)
    assert row is not None
    area: QPoint = getattr(parts(listed.visualRect(index), row.depth), part).center()
    QTest.mouseClick(listed.viewport(), Left, modifiers, area)


def names(space: Workspace) -> list[str]:
    """The rows from the top down."""
    model = space.panels.layers.model
    return [model.index(i).data() for i in range(model.rowCount())]


def chosen(space: Workspace) -> set[str]:
    """The names of the selected layers."""
    assert space.desk.document is not None
    assert space.desk.selection is not None
    return {space.desk.document.layer(id).name for id in space.desk.selection.layers}


class RowDrag:
    """Rows held by the mouse over the list; ``over`` returns whether they could be dropped there."""

    def __init__(self, space: Workspace, *names: str) -> None:
        self.space = space
        self.list = space.panels.layers.list
        document = space.desk.document
        assert document is not None
        listed = [layer.id for name in names for layer in layers_named(document, name)]
        self.data = LayerFile(document, listed, space.studio.blocks.path)
        enter = QDragEnterEvent(QPointF(1, 1), _BOTH, self.data, Left, Mod.NoModifier)
        QApplication.sendEvent(self.list.viewport(), enter)
        self.welcome = enter.isAccepted()

    def place(self, name: str, part: float) -> QPoint:
        """Where a row is, ``part`` 0..1 of the way down; below the last row for an empty name."""
        model = self.list.model()
        last = self.list.visualRect(model.index(model.rowCount() - 1, 0))
        if not name:
            return QPoint(last.center().x(), last.bottom() + 8)
        area = self.list.visualRect(model.index(row_of(self.space, name), 0))
        return QPoint(area.center().x(), area.top() + round(part * (area.height() - 1)))

    def over(self, name: str, part: float) -> bool:
        move = QDragMoveEvent(
            QPointF(self.place(name, part)), _BOTH, self.data, Left, Mod.NoModifier
        )
        QApplication.sendEvent(self.list.viewport(), move)
        return move.isAccepted()

    def drop(self, name: str, part: float) -> None:
        self.over(name, part)
        where = QPointF(self.place(name, part))
        drop = QDropEvent(where, _BOTH, self.data, Left, Mod.NoModifier)
        QApplication.sendEvent(self.list.viewport(), drop)

    def leave(self) -> None:
        QApplication.sendEvent(self.list.viewport(), QDragLeaveEvent())
