"""All panels, made one after the other once the window has been painted."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from vlm_studio.studio import Studio
from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.panels.jobs_panel import JobsPanel
from vlm_studio.ui.panels.layers_panel import LayersPanel
from vlm_studio.ui.panels.models_panel import ModelsPanel
from vlm_studio.ui.panels.properties_panel import PropertiesPanel
from vlm_studio.ui.panels.task_panel import TaskPanel


class Panels:
    """Each listens to what concerns it; here they are only told apart by name."""

    def __init__(self, studio: Studio, desk: Desk, commands: Commands, keys: KeyMap) -> None:
        """None of them is made before :meth:`steps` is gone through."""
        self._studio = studio
        self._desk = desk
        self._commands = commands
        self._keys = keys

    def steps(self) -> Iterator[None]:
        """Make one after the other."""
        studio, desk, commands = self._studio, self._desk, self._commands
        self.layers = LayersPanel(desk, studio.store, commands.layers, studio.blocks.path)
        self.layers.list.opaque_wanted.connect(lambda id: commands.shapes.opaque_pixels(id))
        yield
        self.properties = PropertiesPanel(studio, desk, commands.layers, commands.edit.set_label)
        yield
        self.task = TaskPanel(studio, desk, commands.layers, self._keys)
        yield
        self.models = ModelsPanel(studio)
        yield from self.models.fill()
        self.jobs = JobsPanel(studio)
        self.task.run_clicked.connect(lambda: commands.runs.run())
        self.task.masks_clicked.connect(lambda: commands.runs.masks_from_boxes())
        self.models.chosen.connect(self.task.choose_model)

    def by_name(self) -> dict[str, QWidget]:
        """Every panel by the name of its dock."""
        return {
            "task": self.task,
            "models": self.models,
            "layers": self.layers,
            "properties": self.properties,
            "jobs": self.jobs,
        }
