"""What a painting starts from: a picture of the document, all of it or only what is inside selected masks."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.tasks.design import Abilities
from vlm_studio.ui import theme
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.task_parts import section
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Check
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.words import text

_STRENGTH = 0.75
_FEATHER = 64


class PaintStart(QWidget):
    """Shows what the model can do and the document in front has something for."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._abilities: Abilities | None = None
        self.picture = Check()
        self.inside = Check()
        self.strength = ResettableSlider(text("Strength"), _STRENGTH)
        self.feather = ResettableSlider(text("Soft edge"), 0, 0, _FEATHER, 0, " px")
        say(self.picture, "setText", text("Start from the picture"))
        say(self.picture, "setToolTip", text("The selected picture, or all that is visible"))
        say(self.inside, "setText", text("Only inside the selected mask"))
        say(self.strength, "setToolTip", text("How much of the picture may change"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_1, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.picture)
        column.addWidget(self.inside)
        self._strength = section(column, text("Strength"), self.strength)
        self._feather = section(column, text("Soft edge"), self.feather)
        for check in (self.picture, self.inside):
            check.toggled.connect(self._toggled)
        for signal in (desk.switched, desk.selected):
            signal.connect(self.follow)
        desk.changed.connect(lambda _change: self.follow())

    def show_abilities(self, abilities: Abilities | None) -> None:
        """Another model is chosen; ``None`` starts from nothing."""
        self._abilities = abilities
        self.follow()

    @property
    def repaints(self) -> bool:
        """Whether only what is inside a mask is to change."""
        return not self.inside.isHidden() and self.inside.isChecked()

    @property
    def starts(self) -> bool:
        """Whether there is a picture to start from."""
        return self.repaints or (not self.picture.isHidden() and self.picture.isChecked())

    def given(self) -> tuple[PictureRef | None, tuple[Mask, ...]]:
        """The picture to start from, and in its pixels the masks to stay inside of."""
        picture = self._picture() if self.starts else None
        if picture is None or not self.repaints:
            return picture, ()
        return picture, tuple(mask.moved(-picture.x, -picture.y) for mask in self._masks())

    def follow(self) -> None:
        """Show what there is to start from now."""
        can = self._abilities
        there = can is not None and self._picture() is not None
        masked = there and can is not None and can.inpaint and bool(self._masks())
        self.inside.setVisible(masked)
        self.picture.setVisible(there and can is not None and can.image and not self.repaints)
        strong = can is not None and can.strength and self.starts
        self._strength.show(strong)
        self._feather.show(self.repaints)
        self.setVisible(not (self.inside.isHidden() and self.picture.isHidden()))

    def _toggled(self) -> None:
        self.follow()
        self.changed.emit()

    def _picture(self) -> PictureRef | None:
        document, layer = self._desk.document, self._desk.layer
        if document is None:
            return None
        return document.picture(layer.id if isinstance(layer, RasterLayer) else None)

    def _masks(self) -> list[Mask]:
        """Those that are selected."""
        document, selection = self._desk.document, self._desk.selection
        if document is None or selection is None:
            return []
        return list(_masks_of(document, sorted(selection.annotations)))


def _masks_of(document: Document, chosen: list[tuple[str, int]]) -> list[Mask]:
    found = (document.annotations(layer).get(id) for layer, id in chosen)
    return [each.shape for each in found if each is not None and isinstance(each.shape, Mask)]
