"""Where chance begins: another number gives other designs, the same number the same."""

from __future__ import annotations

import random

from PySide6.QtWidgets import QWidget

from vlm_studio.ui import icons, theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import icon_button, row
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.words import text

_LAST = 2**32 - 1
_ROLLED = 999_999
"""Short enough to be told somebody."""


class SeedField(QWidget):
    """What is shown is what is used. Unless it is locked it changes before it would be used a second time."""

    def __init__(self) -> None:
        super().__init__()
        self.field = NumberField(0, _LAST, 0)
        self.lock = icon_button("unlock", text("Keep this seed"))
        self.lock.setCheckable(True)
        self.dice = icon_button("dice", text("Another seed"))
        say(self.field, "setAccessibleName", text("Seed"))
        line = row(self.field, self.lock, self.dice, spacing=theme.SPACE_1)
        line.setStretch(0, 1)
        self.setLayout(line)
        self._used = False
        self.lock.toggled.connect(self._locked)
        self.dice.clicked.connect(self.roll)
        self.field.valueChanged.connect(lambda _value: self._fresh())
        self.roll()

    @property
    def value(self) -> int:
        """What is shown."""
        return round(self.field.value())

    def take(self) -> int:
        """The seed to use now."""
        if self._used and not self.lock.isChecked():
            self.roll()
        self._used = True
        return self.value

    def roll(self) -> None:
        """Any other seed."""
        self.field.show_value(random.randint(0, _ROLLED), typing=False)
        self._fresh()

    def keep(self, seed: int) -> None:
        """This seed, locked."""
        self.field.show_value(seed, typing=False)
        self.lock.setChecked(True)

    def _fresh(self) -> None:
        self._used = False

    def _locked(self, on: bool) -> None:
        self.lock.setIcon(icons.icon("lock" if on else "unlock", "muted"))
