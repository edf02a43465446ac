"""The dialogs of the window as a whole; each is imported when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction

from vlm_studio.document.document import Document
from vlm_studio.document.layers import Layer, RasterLayer
from vlm_studio.jobs.job import Job
from vlm_studio.studio import Studio
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.main_window import MainWindow


class WindowDialogs:
    """``actions`` gives those that can be searched for; ``use_wheel`` hears what the plain wheel does from now on."""

    def __init__(
        self,
        window: MainWindow,
        studio: Studio,
        keys: KeyMap,
        actions: Callable[[], Mapping[str, QAction]],
        use_wheel: Callable[[str], None],
    ) -> None:
        self._window = window
        self._studio = studio
        self._keys = keys
        self._actions = actions
        self._use_wheel = use_wheel
        self._tracing = Tracing()

    def search(self) -> None:
        """Find a command by its name."""
        from vlm_studio.ui.dialogs.search import CommandSearch

        CommandSearch(self._window, self._actions()).open()

    def settings(self) -> None:
        """What stays from one day to the next."""
        from vlm_studio.ui.dialogs.settings import SettingsDialog

        dialog = SettingsDialog(self._window, self._studio.settings)
        dialog.wheel_changed.connect(self._use_wheel)
        dialog.keyboard_wanted.connect(self.keyboard)
        dialog.open()

    def shortcuts(self) -> None:
        """The cheat-sheet."""
        from vlm_studio.ui.dialogs.shortcuts import ShortcutsDialog

        dialog = ShortcutsDialog(self._window, self._keys)
        dialog.change_wanted.connect(self.keyboard)
        dialog.open()

    def keyboard(self) -> None:
        """Other keys for the actions."""
        from vlm_studio.ui.dialogs.keyboard import KeyboardDialog

        dialog = KeyboardDialog(self._window, self._keys)
        dialog.finished.connect(lambda _result: self._studio.settings.save())
        dialog.open()

    def trace(self, document: Document | None, layer: Layer | None) -> None:
        """Make paths of a raster layer; the next time what was chosen is still there."""
        from vlm_studio.ui.dialogs.tracing import TraceDialog

        if document is None or not isinstance(layer, RasterLayer):
            return

        def begin(how: Tracing) -> None:
            self._tracing = how
            self._studio.trace(document, layer.id, how)

        TraceDialog(self._window, layer.name, self._tracing, begin).open()

    def about(self) -> None:
        """What this program is."""
        from vlm_studio.ui.dialogs.about import AboutDialog

        AboutDialog(self._window).open()

    def details(self, job: Job) -> None:
        """All that is known of why ``job`` failed."""
        from vlm_studio.ui.dialogs.details import DetailsDialog

        DetailsDialog(self._window, job).open()
