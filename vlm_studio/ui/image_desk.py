"""The list of pictures in the window: its panel is made when it is first wanted; pictures are saved when hands rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer

from vlm_studio.studio import Studio
from vlm_studio.studio.picture_row import Picture
from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.menus import IMAGES_MENU, ActionSet

if TYPE_CHECKING:
    from vlm_studio.ui.panels.images_panel import ImagesPanel


_REST = 20_000
"""Milliseconds without a change after which a listed picture is saved."""
_SHARE = 0.5
"""Of the window's height is what the list gets at first."""


class ImageDesk(QObject):
    """Shows the panel's dock when a folder was opened, and knows which rows are selected."""

    def __init__(
        self,
        window: MainWindow,
        studio: Studio,
        desk: Desk,
        commands: Commands,
        actions: ActionSet,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._dock = window.docks.all["images"]
        self._studio = studio
        self._commands = commands
        self._actions = actions
        self._desk = desk
        self._folder: Path | None = None
        self.rest = QTimer(self, interval=_REST, singleShot=True)
        self.rest.timeout.connect(self._save)
        desk.history.connect(lambda: self.rest.start())
        self.panel: ImagesPanel | None = None
        self._dock.visibilityChanged.connect(lambda seen: self._made() if seen else None)
        studio.images.listed.connect(self._listed)
        self._listed()
        if self._dock.isVisible():
            self._made()

    def chosen(self) -> list[Picture]:
        """The pictures whose rows are selected."""
        return self.panel.chosen() if self.panel is not None else []

    def bring_back(self) -> None:
        """The layout was reset: the list of an open folder stays in sight."""
        if self._studio.images.folder is not None:
            self._dock.show()
            self._dock.raise_()

    def _save(self) -> None:
        """Nobody changed anything for a while: what there is would survive if the power went now."""
        document = self._desk.document
        if document is None or self._studio.images.of(document) is None:
            return
        if self._studio.is_dragged(document):
            self.rest.start()
        elif document.history.dirty and not document.read_only:
            self._studio.save(document)

    def _listed(self) -> None:
        if self._studio.images.folder != self._folder:
            self._folder = self._studio.images.folder
            self._made()
            hidden = self._dock.isHidden()
            self.bring_back()
            if hidden:
                self._window.docks.share(self._window.height() * _SHARE, "images", "task")

    def _made(self) -> ImagesPanel:
        if self.panel is None:
            from vlm_studio.ui.panels.images_panel import ImagesPanel

            self.panel = ImagesPanel(self._studio, self._commands)
            self.panel.list.customContextMenuRequested.connect(self._popup)
            self.panel.more.clicked.connect(self._popup_more)
            self._dock.setWidget(self.panel)
            self.panel.begin()
        return self.panel

    def _popup_more(self) -> None:
        more = self._made().more
        self._actions.popup(IMAGES_MENU, more.mapToGlobal(more.rect().bottomLeft()))

    def _popup(self, place: QPoint) -> None:
        panel = self._made()
        self._actions.popup(IMAGES_MENU, panel.list.viewport().mapToGlobal(place))
