"""Where the selected anchors are, as numbers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import FARTHEST
from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import elided, row
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.words import text


class AnchorPlace(QWidget):
    """``moved(place)``: the middle of the anchors is wanted at a point of the document."""

    moved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.across, self.down = (NumberField(-FARTHEST, FARTHEST, 1) for _ in range(2))
        for field, name in ((self.across, text("Anchor, x")), (self.down, text("Anchor, y"))):
            field.setFixedWidth(theme.TOOL_FIELD + theme.SPACE_3)
            say(field, "setAccessibleName", name)
            field.valueChanged.connect(
                lambda _: self.moved.emit(Point(self.across.value(), self.down.value()))
            )
        line = row(elided(text("Anchor"), "small"), self.across, self.down)
        line.setStretch(0, 1)
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)

    def show_place(self, place: Point | None) -> None:
        """Show the middle of the selected anchors; nothing where there are none."""
        self.setVisible(place is not None)
        if place is not None:
            self.across.show_value(place.x)
            self.down.show_value(place.y)
