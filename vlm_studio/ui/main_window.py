"""The window as it is painted first: menu bar, docks and the page to begin with, all of them still empty.

Nothing is imported here that is not needed for that picture; :class:`~vlm_studio.ui.workspace.Workspace`
brings the rest.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QToolBar, QToolButton, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.docks import Dock, Docks
from vlm_studio.ui.empty_page import EmptyPage
from vlm_studio.words import text

_Area = Qt.DockWidgetArea
_DOCKS = (
    ("task", text("Task"), _Area.LeftDockWidgetArea),
    ("models", text("Models"), _Area.LeftDockWidgetArea),
    ("images", text("Images"), _Area.LeftDockWidgetArea),
    ("layers", text("Layers"), _Area.RightDockWidgetArea),
    ("properties", text("Properties"), _Area.RightDockWidgetArea),
    ("jobs", text("Jobs"), _Area.BottomDockWidgetArea),
)
SIZE = (1440, 900)
MINIMUM = (1024, 640)
_PATIENCE = 1000


class MainWindow(QMainWindow):
    """Asks before it closes (``close_wanted``), if anybody listens; ``left`` is emitted when it is gone for good."""

    painted = Signal()
    """It can be seen: now there is time for everything else."""
    close_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._leaving = False
        self._seen = False
        self.setWindowTitle("vlm_studio")
        self.setMinimumSize(*MINIMUM)
        self.resize(*SIZE)
        self.menuBar().setMinimumHeight(theme.ROW + theme.SPACE_1)
        self.strip = self._made_strip()
        self.docks = Docks(self)
        for name, title, area in _DOCKS:
            self.docks.add(Dock(name, title), area)
        self.docks.put_behind("images", "models")
        # The job panel has a line of its own on top.
        self.docks.all["jobs"].setTitleBarWidget(QWidget())
        self.docks.all["jobs"].widget().setFixedHeight(theme.ROW + theme.SPACE_1)
        self.empty = EmptyPage()
        # It stays in the middle for good: without a central widget the docks would take its place.
        self.middle = QStackedWidget()
        self.middle.addWidget(self.empty)
        self.setCentralWidget(self.middle)
        self.statusBar().setSizeGripEnabled(False)
        self.docks.settle()

    def _made_strip(self) -> QToolBar:
        strip = QToolBar()
        strip.setObjectName("tools")
        strip.setMovable(False)
        strip.setFixedWidth(theme.TOOL_STRIP)
        strip.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, strip)
        return strip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        dense = self.height() < theme.DENSE
        if dense != bool(self.strip.property("dense")):
            self.strip.setProperty("dense", dense)
            for part in (self.strip, *self.strip.findChildren(QToolButton)):
                part.style().unpolish(part)
                part.style().polish(part)

    def showEvent(self, event: QShowEvent) -> None:
        # A window that is shown minimised is never painted.
        QTimer.singleShot(_PATIENCE, self._be_seen)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            QTimer.singleShot(0, self._be_seen)

    def _be_seen(self) -> None:
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            event.accept()
            return
        event.ignore()
        self.close_wanted.emit()

    def leave(self) -> None:
        """Close for good; nothing is left to be lost."""
        self._leaving = True
        self.close()
        self.left.emit()
