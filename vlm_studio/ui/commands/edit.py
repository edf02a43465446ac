"""What can be done with the selected annotations, and the clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from vlm_studio.document.geometry import Point
from vlm_studio.studio import Studio
from vlm_studio.ui.desk import Desk

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.stage import Stage


class EditCommands:
    """Verbs on the document in front; the canvas knows how, and is only read once there is one."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self._studio = studio
        self._desk = desk

    @property
    def _stage(self) -> Stage | None:
        return self._desk.view.stage if self._desk.view is not None else None

    def undo(self) -> None:
        """Take the last step back."""
        if self._desk.document is not None:
            self._desk.document.history.undo()

    def redo(self) -> None:
        """Do it again."""
        if self._desk.document is not None:
            self._desk.document.history.redo()

    def label(self) -> None:
        """Begin to type a label for the selected annotations."""
        from vlm_studio.ui.canvas import commands

        if self._stage is not None:
            commands.rename(self._stage)

    def set_label(self, label: str) -> None:
        """Give the selected annotations a label, in one step; an empty one changes nothing."""
        from vlm_studio.ui.canvas import commands

        label = label.strip()
        if self._stage is not None and label:
            commands.set_label(self._stage, label)
            self._studio.settings.used_label(label)

    def delete(self) -> None:
        """Delete the selected annotations."""
        from vlm_studio.ui.canvas import commands

        if self._stage is not None:
            commands.delete(self._stage)

    def duplicate(self) -> None:
        """Copy the selected annotations, in their layers, a little apart."""
        from vlm_studio.ui.canvas import commands

        if self._stage is not None:
            commands.duplicate(self._stage)

    def select_all(self) -> None:
        """Select what the active layer shows."""
        from vlm_studio.ui.canvas import commands

        if self._stage is not None:
            commands.select_all(self._stage)

    def add_corner(self) -> None:
        """Give the selected polygon a corner where the menu was opened."""
        from vlm_studio.ui.canvas.tools import vertices

        if self._stage is not None and self._stage.pointed is not None:
            vertices.add_at(self._stage, self._stage.pointed)

    def remove_corner(self) -> None:
        """Take away the corner where the menu was opened."""
        from vlm_studio.ui.canvas.tools import vertices

        if self._stage is not None and self._stage.pointed is not None:
            vertices.remove_at(self._stage, self._stage.pointed)

    def step(self, direction: int) -> None:
        """Select the next shape (1), or the one before (-1), and bring it in sight."""
        from vlm_studio.ui.canvas import commands

        if self._stage is not None:
            commands.step(self._stage, direction)

    def deselect(self) -> None:
        """Select no annotation."""
        if self._desk.selection is not None:
            self._desk.selection.clear()

    # The clipboard -----------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the selected annotations on the clipboard."""
        from vlm_studio.ui.canvas import clipboard

        if self._stage is not None:
            _put(clipboard.copy(self._stage))

    def cut(self) -> None:
        """Copy and delete."""
        from vlm_studio.ui.canvas import clipboard

        if self._stage is not None:
            _put(clipboard.cut(self._stage))

    def paste(self, *, in_place: bool = False) -> None:
        """Take annotations, a picture or files from the clipboard."""
        from vlm_studio.ui.canvas import clipboard

        data = QGuiApplication.clipboard().mimeData()
        if self._stage is not None and clipboard.paste(self._stage, data, in_place=in_place):
            return
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self._studio.open(files)
        elif data.hasImage():
            self._paste_image(in_place=in_place)

    def _paste_image(self, *, in_place: bool) -> None:
        from vlm_studio.ui.pictures import write_png

        path = write_png(QGuiApplication.clipboard().image(), self._studio.blocks.path)
        if path is None:
            return
        at: Point | None = None
        if self._desk.view is not None and not in_place:
            camera = self._desk.view.camera
            at = camera.viewport.to_document(camera.centre)
        self._studio.paste_image(self._desk.document, path, at)


def _put(data: QMimeData | None) -> None:
    if data is not None:
        QGuiApplication.clipboard().setMimeData(data)
