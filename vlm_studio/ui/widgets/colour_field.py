"""A colour: typed as hex, picked from a small palette, or none at all."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QLineEdit,
    QMenu,
    QWidget,
    QWidgetAction,
)

from vlm_studio.document.colours import hex_colour
from vlm_studio.ui import theme
from vlm_studio.ui.paint.style import PALETTE, WHITE
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import column, elided, row
from vlm_studio.words import Text, text

_NAMES: tuple[Text, ...] = (
    text("No colour"),
    text("Black"),
    text("Grey"),
    text("White"),
    text("Red"),
    text("Orange"),
    text("Yellow"),
    text("Green"),
    text("Teal"),
    text("Blue"),
    text("Violet"),
    text("Pink"),
)
_OFFERED = tuple(zip((None, *PALETTE), _NAMES, strict=True))
_COLUMNS = 6
_IN = QPointF(2.5, -2.5)


class Swatch(QAbstractButton):
    """A colour to click on; none is a white square with a line through it."""

    def __init__(self, colour: str | None, name: Text) -> None:
        super().__init__()
        self.colour = colour
        self.setFixedSize(QSize(theme.SMALL_BUTTON, theme.SMALL_BUTTON))
        say(self, "setToolTip", name)
        say(self, "setAccessibleName", name)

    def show_colour(self, colour: str | None) -> None:
        self.colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        ring = (
            "accent" if self.hasFocus() or (self.underMouse() and self.isEnabled()) else "outline"
        )
        painter.setPen(QPen(theme.color(ring), 1))
        painter.setBrush(QColor(self.colour[:7] if self.colour else WHITE))
        painter.drawRoundedRect(area, 4, 4)
        if self.colour is None:
            painter.setPen(QPen(theme.color("bad"), 1.5))
            painter.drawLine(area.bottomLeft() + _IN, area.topRight() - _IN)


class ColourField(QWidget):
    """``chosen(colour)``: ``#rrggbb``, ``#rrggbbaa`` or ``None``. Several colours at once are shown as an empty field."""

    chosen = Signal(object)

    def __init__(self, name: Text, *, none: bool = True) -> None:
        """Without ``none`` there is always a colour."""
        super().__init__()
        self._colour: str | None = None
        self.now = Swatch(None, name)
        self.now.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.now.setEnabled(False)
        self.hex = QLineEdit()
        self.hex.setFixedWidth(theme.TOOL_FIELD + theme.SPACE_3)
        say(self.hex, "setAccessibleName", name)
        self.swatches = [Swatch(colour, words) for colour, words in _OFFERED if none or colour]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.SPACE_1)
        for at, swatch in enumerate(self.swatches):
            grid.addWidget(swatch, at // _COLUMNS, at % _COLUMNS)
            swatch.clicked.connect(lambda _=False, each=swatch: self.chosen.emit(each.colour))
        grid.setColumnStretch(_COLUMNS, 1)
        layout = column(self, spacing=theme.SPACE_1)
        line = row(elided(name, "small"), self.now, self.hex)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addLayout(grid)
        self.hex.editingFinished.connect(self._typed)

    def show_colour(self, colour: str | None, *, several: bool = False) -> None:
        """Show a colour without telling anybody, unless somebody is typing here."""
        self._colour = colour
        self.now.show_colour(colour)
        if not (self.hex.hasFocus() and self.hex.isModified()):
            self.hex.setText("" if several else (colour or ""))
        words = text("Several") if several else text("None")
        say(self.hex, "setPlaceholderText", words)

    def _typed(self) -> None:
        if not self.hex.isModified():
            return
        self.hex.setModified(False)
        found = hex_colour(self.hex.text())
        if found is None:
            self.hex.setText(self._colour or "")
        elif found != self._colour:
            self.chosen.emit(found)
        else:
            self.hex.setText(found)


def popup_of(parent: QWidget, *fields: QWidget) -> QMenu:
    """A menu that holds nothing but ``fields``."""
    menu = QMenu(parent)
    holder = QWidget()
    layout = column(holder, theme.SPACE_2)
    for field in fields:
        layout.addWidget(field)
    action = QWidgetAction(menu)
    action.setDefaultWidget(holder)
    menu.addAction(action)
    return menu
