"""Settings, each of which takes effect at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from vlm_studio.settings import Settings
from vlm_studio.ui import theme
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.widgets.controls import Check, Combo, button, elided
from vlm_studio.words import Text, text
from vlm_studio.words.catalogue import LANGUAGES, current

_THEMES = {"system": text("Follow the system"), "light": text("Light"), "dark": text("Dark")}
_WHEEL = {"zoom": text("Zooms"), "scroll": text("Scrolls")}


class SettingsDialog(Dialog):
    """Changes ``settings`` and what depends on them."""

    wheel_changed = Signal(str)
    keyboard_wanted = Signal()

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent, text("Settings"))
        self._settings = settings
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_4)
        self._grid.setVerticalSpacing(theme.SPACE_3)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.theme = self._choice(text("Theme"), _THEMES, settings.theme)
        self.language = self._choice(
            text("Language"),
            {code: text("{name}", name=name) for code, name in LANGUAGES.items()},
            current(),
        )
        self.wheel = self._choice(text("Mouse wheel"), _WHEEL, settings.wheel)
        self.keyboard = button(text("Change keys…"))
        self.keyboard.setAutoDefault(False)
        self.keyboard.clicked.connect(self._ask_for_keyboard)
        self._line(text("Keyboard"), self.keyboard)
        self.full_speed = Check()
        say(self.full_speed, "setText", text("Let models use the whole machine"))
        say(
            self.full_speed,
            "setToolTip",
            text("Otherwise other programs go first. Takes effect at the next start."),
        )
        self.full_speed.setChecked(settings.full_speed)
        self._grid.addWidget(self.full_speed, self._grid.rowCount(), 1)
        self.add_button(text("Close"), default=True).clicked.connect(self.accept)
        self.theme.activated.connect(lambda _i: self._use_theme())
        self.language.activated.connect(lambda _i: self._use_language())
        self.wheel.activated.connect(lambda _i: self._use_wheel())
        self.full_speed.clicked.connect(self._use_full_speed)
        self.finished.connect(lambda _result: settings.save())

    def _choice(self, name: Text, values: dict[str, Text], now: str) -> Combo:
        combo = Combo()
        for value, words in values.items():
            combo.offer(words, value)
        combo.setCurrentIndex(max(0, combo.findData(now)))
        say(combo, "setAccessibleName", name)
        self._line(name, combo)
        return combo

    def _line(self, name: Text, control: QWidget) -> None:
        at = self._grid.rowCount()
        heading = elided(name)
        heading.setMinimumWidth(theme.DIALOG_NAME)
        self._grid.addWidget(heading, at, 0)
        self._grid.addWidget(control, at, 1)

    def _ask_for_keyboard(self) -> None:
        self.accept()
        self.keyboard_wanted.emit()

    def _use_theme(self) -> None:
        self._settings.theme = self.theme.currentData()
        theme.appearance.choose(self._settings.theme)

    def _use_language(self) -> None:
        self._settings.language = self.language.currentData()
        language.use(self._settings.language)

    def _use_wheel(self) -> None:
        self._settings.wheel = self.wheel.currentData()
        self.wheel_changed.emit(self._settings.wheel)

    def _use_full_speed(self, on: bool) -> None:
        self._settings.full_speed = on
