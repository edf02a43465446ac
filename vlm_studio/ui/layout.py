"""How the panels stand: hidden, brought back, folded, given more room."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.task_room import TaskRoom

if TYPE_CHECKING:
    from vlm_studio.ui.panels.jobs_panel import JobsPanel


class Layout:
    """The window's :class:`~vlm_studio.ui.commands.view.Panels`.

    The job panel may be made later; ``bring_back`` undoes what somebody else moved, when the layout is reset.
    """

    def __init__(
        self, window: MainWindow, jobs: Callable[[], JobsPanel], bring_back: Callable[[], None]
    ) -> None:
        self._window = window
        self._jobs = jobs
        self._bring_back = bring_back
        self.room = TaskRoom(window, window.docks)
        """For a long form in the task panel."""

    def toggle_panels(self) -> None:
        self._window.docks.toggle_all()

    def toggle_full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_jobs(self) -> None:
        dock = self._window.docks.all["jobs"]
        if dock.isVisible():
            self._jobs().toggle()
        else:
            dock.show()
            self._jobs().set_open(True)

    def reset_layout(self) -> None:
        self._jobs().set_open(False)
        self._window.docks.reset()
        self._bring_back()

    def show_task(self) -> None:
        """Bring the task panel in front."""
        self._window.docks.all["task"].show()
        self._window.docks.all["task"].raise_()

    def resize_jobs(self) -> None:
        """The job panel was folded, or opened."""
        dock = self._window.docks.all["jobs"]
        height = self._jobs().sizeHint().height()
        self._window.resizeDocks([dock], [height], Qt.Orientation.Vertical)
