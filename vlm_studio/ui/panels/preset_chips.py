"""Looks to choose from, one at a time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from vlm_studio.studio.presets import BY_ID, PRESETS, Preset
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.flow import FlowLayout


class PresetChips(QWidget):
    """A click on the chosen one lets go of it."""

    picked = Signal(object)
    """A person chose this :class:`Preset`, or with ``None`` let go of one."""

    def __init__(self) -> None:
        super().__init__()
        self.chips = {preset.id: self._chip(preset) for preset in PRESETS}
        flow = FlowLayout(self)
        for chip in self.chips.values():
            flow.addWidget(chip)

    @property
    def chosen(self) -> str:
        """The id of the look, or nothing."""
        return next((id for id, chip in self.chips.items() if self._is_on(id, chip)), "")

    def choose(self, id: str) -> None:
        """Choose a look without telling anybody."""
        for name, chip in self.chips.items():
            chip.setChecked(name == id)

    def offer(self, *, sketches: bool) -> None:
        """Show those that are something to sketches, or to paintings."""
        for id, chip in self.chips.items():
            chip.setVisible(not sketches or BY_ID[id].pen > 0)
        self.updateGeometry()

    def _is_on(self, id: str, chip: QPushButton) -> bool:
        return chip.isChecked() and not chip.isHidden()

    def _chip(self, preset: Preset) -> QPushButton:
        chip = QPushButton()
        chip.setProperty("role", "preset")
        chip.setCheckable(True)
        say(chip, "setText", preset.name)
        chip.clicked.connect(lambda on: self._picked(preset, on=on))
        return chip

    def _picked(self, preset: Preset, *, on: bool) -> None:
        self.choose(preset.id if on else "")
        self.picked.emit(preset if on else None)
