"""How large a design is to be."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vlm_studio.studio.artboards import CUSTOM, DOCUMENT, NAMES, SIDES, SIZES
from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, column, row
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.words import Text, text

_FIRST = "square"


class ArtboardField(QWidget):
    """As large as the document, while there is one, unless somebody chose something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._document: tuple[int, int] | None = None
        self._wanted = ""
        self.choice = Combo()
        self.wide, self.high = NumberField(*SIDES, 0), NumberField(*SIDES, 0)
        self._custom = QWidget()
        self._build()
        self.choice.activated.connect(self._picked)
        for field in (self.wide, self.high):
            field.valueChanged.connect(lambda _value: self.changed.emit())
        self.show_document(None)

    def _build(self) -> None:
        say(self.choice, "setAccessibleName", text("Artboard"))
        for field, name in ((self.wide, text("Width")), (self.high, text("Height"))):
            field.setSuffix(" px")
            say(field, "setAccessibleName", name)
        line = row(self.wide, self.high)
        for side in (0, 1):
            line.setStretch(side, 1)
        self._custom.setLayout(line)
        layout = column(self, spacing=theme.SPACE_1)
        layout.addWidget(self.choice)
        layout.addWidget(self._custom)

    @property
    def name(self) -> str:
        """A key of ``artboards.NAMES``."""
        return str(self.choice.currentData())

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in pixels."""
        if self.name == DOCUMENT and self._document is not None:
            return self._document
        return SIZES.get(self.name, (round(self.wide.value()), round(self.high.value())))

    def show_document(self, size: tuple[int, int] | None) -> None:
        """The document in front has this size, or there is none."""
        self._document = size
        offered: list[tuple[Text, str]] = []
        for name, words in NAMES.items():
            known = size if name == DOCUMENT else SIZES.get(name)
            if known is not None:
                width, height = known
                sized = text("{name}, {width} x {height}", name=words, width=width, height=height)
                offered.append((sized, name))
            elif name == CUSTOM:
                offered.append((words, name))
        self.choice.offer_all(offered)
        self._show(self._wanted or (DOCUMENT if size is not None else _FIRST))

    def choose(self, name: str, width: int, height: int) -> None:
        """Choose an artboard; where it is not offered, one of that size."""
        self._wanted = name if self.choice.findData(name) >= 0 else CUSTOM
        self.wide.show_value(width)
        self.high.show_value(height)
        self._show(self._wanted)

    def _show(self, name: str) -> None:
        fallback = self.choice.findData(_FIRST)
        at = self.choice.findData(name)
        self.choice.setCurrentIndex(at if at >= 0 else fallback)
        self._custom.setVisible(self.name == CUSTOM)

    def _picked(self) -> None:
        if self.name == CUSTOM and self._wanted != CUSTOM:
            width, height = SIZES.get(self._wanted) or self._document or SIZES[_FIRST]
            self.wide.show_value(width)
            self.high.show_value(height)
        self._wanted = self.name
        self._show(self.name)
        self.changed.emit()
