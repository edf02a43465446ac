"""Room for the task panel while it shows a long form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from vlm_studio.ui.docks import Docks

_BELOW = ("models", "images")


class TaskRoom:
    """What stands below the task panel shrinks to the least it can be, and gets its height back afterwards."""

    def __init__(self, window: QMainWindow, docks: Docks) -> None:
        self._window = window
        self._docks = docks
        self._before: tuple[str, int, int] | None = None

    def take(self) -> None:
        """From now on the task panel has the room."""
        below = self._below()
        if below is None or self._before is not None:
            return
        task, other = self._docks.all["task"], self._docks.all[below]
        self._before = below, task.height(), other.height()
        self._resize(below, task.height() + other.height(), 1)

    def give_back(self) -> None:
        """All is as high as it was before."""
        if self._before is not None:
            self._resize(*self._before)
            self._before = None

    def _resize(self, below: str, height: int, rest: int) -> None:
        docks = [self._docks.all["task"], self._docks.all[below]]
        self._window.resizeDocks(docks, [height, rest], Qt.Orientation.Vertical)

    def _below(self) -> str | None:
        """The panel that shares a column with the task panel."""
        return next((name for name in _BELOW if self._shares(self._docks.all[name])), None)

    def _shares(self, dock: QDockWidget) -> bool:
        task = self._docks.all["task"]
        if dock.isFloating() or task.isFloating() or dock.visibleRegion().isEmpty():
            return False
        areas = map(self._window.dockWidgetArea, (dock, task))
        return len(set(areas)) == 1 and dock.x() == task.x() and dock.y() > task.y()
