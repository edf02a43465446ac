"""Palettes to paint with: the colours used last, those of pictures, and those of brands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from vlm_studio.studio.palettes import Palette, Palettes
from vlm_studio.ui import theme
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.widgets.colour_field import Swatch
from vlm_studio.ui.widgets.controls import Combo, column, icon_button, label, row
from vlm_studio.ui.widgets.flow import FlowLayout
from vlm_studio.words import Text, text

FromPicture = Callable[[Callable[[Palette], object]], object]
"""Makes a palette of the picture in front, and tells when it is kept."""


class PaletteSwatch(Swatch):
    """``picked(colour, second)``: with Shift or Alt it is meant for the stroke."""

    picked = Signal(str, bool)

    def __init__(self, colour: str, tip: Text) -> None:
        super().__init__(colour, tip)
        self._second = False
        self.clicked.connect(lambda: self.picked.emit(colour, self._second))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held = event.modifiers()
        wanted = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
        self._second = bool(held & wanted)
        super().mouseReleaseEvent(event)
        self._second = False


class PaletteField(QWidget):
    """``picked(colour, second)``. A palette that is made here is the one that is shown then."""

    picked = Signal(str, bool)

    def __init__(
        self, palettes: Palettes, from_picture: FromPicture | None = None, *, strokes: bool = False
    ) -> None:
        """With ``strokes`` a colour can be meant for the stroke; without ``from_picture`` nothing is made here."""
        super().__init__()
        self._palettes = palettes
        self._from_picture = from_picture
        self._tip = (
            text("{colour}: click to fill, Shift and click for the stroke")
            if strokes
            else text("{colour}")
        )
        self.choice = Combo()
        self.more = icon_button("more", text("Palettes"))
        self.more.setFixedSize(theme.ROW, theme.ROW)
        self.swatches: list[PaletteSwatch] = []
        self._shown: Palette | None = None
        self._colours = QWidget()
        self._flow = FlowLayout(self._colours)
        self.hint = label(text("Colours that you use are kept here."), "muted")
        self._build()
        palettes.changed.connect(self._fill)
        language.changed.connect(self._fill)
        self.more.setVisible(from_picture is not None)
        self.choice.activated.connect(self._choose)
        self.more.clicked.connect(self._menu)
        self._fill()

    def _build(self) -> None:
        layout = column(self, spacing=theme.SPACE_1)
        say(self.choice, "setAccessibleName", text("Palette"))
        line = row(self.choice, self.more)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self._colours)
        layout.addWidget(self.hint)

    @property
    def shown(self) -> Palette | None:
        """The kept palette that is shown; ``None`` for the colours used last."""
        return self._shown

    def remember(self, colour: str | None) -> None:
        """A colour was chosen elsewhere."""
        if colour is not None:
            self._palettes.used(colour)

    def show_palette(self, palette: Palette | None) -> None:
        """Show another one."""
        self._shown = palette
        self._fill()

    def _choose(self, at: int) -> None:
        self.show_palette(self._palettes.saved[at - 1] if at else None)

    def _fill(self) -> None:
        saved = self._palettes.saved
        if self._shown not in saved:
            self._shown = None
        self.choice.clear()
        self.choice.addItem(str(text("Used last")))
        for palette in saved:
            self.choice.addItem(palette.name)
        self.choice.setCurrentIndex(saved.index(self._shown) + 1 if self._shown else 0)
        colours = self._shown.colours if self._shown else self._palettes.recent
        self.hint.setVisible(not colours)
        self._colours.setVisible(bool(colours))
        if [each.colour for each in self.swatches] != list(colours):
            self._lay(colours)

    def _lay(self, colours: Sequence[str]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.swatches = []
        for colour in colours:
            swatch = PaletteSwatch(colour, Text(self._tip.key, {"colour": colour}))
            swatch.picked.connect(self.picked)
            self._flow.addWidget(swatch)
            swatch.show()
            self.swatches.append(swatch)
        self._colours.updateGeometry()

    # Making and keeping ------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done with palettes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, verb in (
            (text("From the picture"), self._ask_picture),
            (text("From a list of colours…"), self._ask_list),
            (text("Keep these colours…"), self._keep if not self._shown else None),
            (text("Rename palette…"), self._rename if self._shown else None),
            (text("Delete palette"), self._delete if self._shown else None),
        ):
            if verb is not None:
                menu.addAction(str(words)).triggered.connect(verb)
        return menu

    def _menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _ask_picture(self) -> None:
        if self._from_picture is not None:
            self._from_picture(self.show_palette)

    def _ask_list(self) -> None:
        from vlm_studio.ui.dialogs.palette import PaletteDialog

        def made(name: str, colours: tuple[str, ...]) -> None:
            self.show_palette(self._palettes.add(name, colours))

        PaletteDialog(self.window(), text("New palette"), "", made, listed=True).open()

    def _keep(self) -> None:
        from vlm_studio.ui.dialogs.palette import PaletteDialog

        recent = self._palettes.recent
        if recent:
            PaletteDialog(
                self.window(),
                text("Keep these colours"),
                "",
                lambda name, _: self.show_palette(self._palettes.add(name, recent)),
            ).open()

    def _rename(self) -> None:
        from vlm_studio.ui.dialogs.palette import PaletteDialog

        shown = self._shown
        if shown is not None:
            PaletteDialog(
                self.window(),
                text("Rename palette"),
                shown.name,
                lambda name, _: self.show_palette(self._palettes.rename(shown, name)),
            ).open()

    def _delete(self) -> None:
        if self._shown is not None:
            self._palettes.remove(self._shown)
