"""What tests of the layer panel do with its rows, as a person does with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from vlm_studio.ui.panels.layer_delegate import parts
from vlm_studio.ui.workspace import Workspace

Mod, Left = Qt.KeyboardModifier, Qt.MouseButton.LeftButton


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
