"""What can be done with the selected annotations, and undo."""

from __future__ import annotations

from vlm_studio.studio import Studio
from vlm_studio.ui.desk import Desk


class EditCommands:
    """Verbs on the document in front; the canvas knows how, and is only read once there is one."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self._studio = studio
        self._desk = desk

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

        if self._desk.stage is not None:
            commands.rename(self._desk.stage)

    def set_label(self, label: str) -> None:
        """Give the selected annotations a label, in one step; an empty one changes nothing."""
        from vlm_studio.ui.canvas import commands

        label = label.strip()
        if self._desk.stage is not None and label:
            commands.set_label(self._desk.stage, label)
            self._studio.settings.used_label(label)

    def delete(self) -> None:
        """Delete the selected annotations."""
        from vlm_studio.ui.canvas import commands

        if self._desk.stage is not None:
            commands.delete(self._desk.stage)

    def duplicate(self) -> None:
        """Copy the selected annotations, in their layers, a little apart."""
        from vlm_studio.ui.canvas import commands

        if self._desk.stage is not None:
            commands.duplicate(self._desk.stage)

    def select_all(self) -> None:
        """Select what the active layer shows."""
        from vlm_studio.ui.canvas import commands

        if self._desk.stage is not None:
            commands.select_all(self._desk.stage)

    def transform(self) -> None:
        """Stretch and move what is selected by the box around it."""
        if self._desk.view is not None:
            self._desk.view.transform()

    def add_corner(self) -> None:
        """Give the selected polygon a corner where the menu was opened."""
        from vlm_studio.ui.canvas.tools import vertices

        if self._desk.stage is not None and self._desk.stage.pointed is not None:
            vertices.add_at(self._desk.stage, self._desk.stage.pointed)

    def remove_corner(self) -> None:
        """Take away the corner where the menu was opened."""
        from vlm_studio.ui.canvas.tools import vertices

        if self._desk.stage is not None and self._desk.stage.pointed is not None:
            vertices.remove_at(self._desk.stage, self._desk.stage.pointed)

    def step(self, direction: int) -> None:
        """Select the next shape (1), or the one before (-1), and bring it in sight."""
        from vlm_studio.ui.canvas import commands

        if self._desk.stage is not None:
            commands.step(self._desk.stage, direction)

    def invert_selection(self) -> None:
        """Select what is not, and let go of what is selected."""
        from vlm_studio.ui.canvas import commands

        if self._desk.stage is not None:
            commands.invert_selection(self._desk.stage)

    def select_same(self) -> None:
        """Select everything that is labelled like what is selected."""
        from vlm_studio.ui.canvas import commands

        if self._desk.stage is not None:
            commands.select_same(self._desk.stage)

    def deselect(self) -> None:
        """Select no annotation."""
        if self._desk.selection is not None:
            self._desk.selection.clear()
