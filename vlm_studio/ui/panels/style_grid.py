"""The built-in styles, each as a preview with its name."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget

from vlm_studio.paths import resource
from vlm_studio.tasks.styles import FIRST, STYLES
from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.words import Text

_COLUMNS = 3


class StyleGrid(QWidget):
    """One is always chosen; the arrow keys go from one to the next."""

    chosen = Signal(QWidget)
    """This tile is the chosen one now."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles = {name: _tile(name, words) for name, words in STYLES.items()}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        group = QButtonGroup(self)
        for place, tile in enumerate(self.tiles.values()):
            layout.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
            group.addButton(tile)
        self.tiles[FIRST].setChecked(True)
        group.buttonToggled.connect(self._toggled)

    @property
    def name(self) -> str:
        """The id of the chosen style."""
        return next(name for name, tile in self.tiles.items() if tile.isChecked())

    def _toggled(self, tile: QToolButton, on: bool) -> None:
        if on:
            self.chosen.emit(tile)


def _tile(name: str, words: Text) -> QToolButton:
    tile = QToolButton()
    tile.setProperty("role", "style")
    tile.setCheckable(True)
    tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    # Read now: an icon of a file is read at the size it is first asked for, which a squeezed tile makes wrong.
    tile.setIcon(QIcon(QPixmap(str(resource("styles", f"{name}.jpg")))))
    tile.setIconSize(QSize(*theme.STYLE))
    tile.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    for what in ("setText", "setAccessibleName", "setToolTip"):
        say(tile, what, words)
    return tile
