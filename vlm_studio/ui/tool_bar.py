"""What can be chosen for the tool in hand, on a slim bar over the top of the canvas."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QPushButton, QWidget

from vlm_studio.studio.palettes import Palettes
from vlm_studio.ui import theme
from vlm_studio.ui.canvas.options import LARGEST, SMALLEST, ToolOptions
from vlm_studio.ui.panels.palette_field import PaletteField
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.widgets.colour_button import ColourButton
from vlm_studio.ui.widgets.controls import Combo, elided, row, surface
from vlm_studio.ui.widgets.number_slider import NumberField, NumberSlider
from vlm_studio.words import Text, text

_RESULTS = {
    "mask": text("Mask"),
    "polygon": text("Polygon"),
    "box": text("Box"),
    "ellipse": text("Ellipse"),
}
_SKELETONS = {
    "coco17": text("Person, 17 joints"),
    "blazepose33": text("Person, 33 joints"),
    "hand21": text("Hand, 21 joints"),
}
_WIDEST = 200
"""Pixels of a pencil's stroke."""
_LARGEST_TEXT = 5000
"""Pixels of the letters."""
_FRAME = 40
"""What a combo box needs beside its words."""


class ToolBar(QFrame):
    """Stands over ``ground`` and below ``messages``; there is none for a tool that leaves nothing to choose."""

    def __init__(
        self,
        ground: QWidget,
        messages: QWidget,
        options: ToolOptions,
        palettes: Palettes,
        done: Callable[[], object],
    ) -> None:
        """``done`` is called when something was chosen, and the canvas may have the keys again."""
        super().__init__(ground.parentWidget())
        self._ground, self._messages = ground, messages
        self._options = options
        self._done = done
        self._palettes = palettes
        surface(self, "popup")
        self.size_slider = NumberSlider(text("Brush size"), SMALLEST, LARGEST, 0, curve=2.0)
        self.result = _choice(text("Kept as"), _RESULTS)
        self.skeleton = _choice(text("Skeleton"), _SKELETONS)
        self.add, self.take_away = QPushButton(), QPushButton()
        self.width_slider = NumberSlider(text("Stroke width"), 1, _WIDEST, 0, curve=2.0)
        self.colour = self._colour(text("Colour"))
        self.fill_colour = self._colour(text("Fill"))
        self.text_size = NumberField(1, _LARGEST_TEXT, 0)
        self.text_colour = self._colour(text("Colour"))
        self._pages = {
            "pencil": self._page(
                elided(text("Width"), "muted"), self.width_slider, _line(), self.colour
            ),
            "fill": self._page(elided(text("Colour"), "muted"), self.fill_colour),
            "text": self._page(
                elided(text("Size"), "muted"), self.text_size, _line(), self.text_colour
            ),
            "brush": self._page(elided(text("Size"), "muted"), self.size_slider),
            "click_mask": self._page(
                self.add, self.take_away, _line(), elided(text("Kept as"), "muted"), self.result
            ),
            "joints": self._page(elided(text("Skeleton"), "muted"), self.skeleton),
        }
        self._pages["eraser"] = self._pages["brush"]
        self._pages["pen"] = self._pages["pencil"]
        self._build()
        options.changed.connect(self._show)
        self._show()
        self.hide()

    def _colour(self, name: Text) -> ColourButton:
        """A colour to choose, also from the palettes that are kept."""
        kept = PaletteField(self._palettes)
        button = ColourButton(name, kept)
        kept.picked.connect(lambda colour, _: button.choose(colour))
        button.chosen.connect(self._palettes.used)
        return button

    def _page(self, *parts: QWidget) -> QWidget:
        page = QWidget()
        line = row(*parts)
        page.setLayout(line)
        page.hide()
        return page

    def _build(self) -> None:
        pages = list(dict.fromkeys(self._pages.values()))
        line = row(*pages)
        line.setContentsMargins(theme.SPACE_3, theme.SPACE_1, theme.SPACE_2, theme.SPACE_1)
        self.setLayout(line)
        say(self.size_slider.field, "setSuffix", text(" px"))
        self.size_slider.field.setFixedWidth(theme.TOOL_FIELD)
        self.size_slider.setFixedWidth(theme.TOOL_SLIDER + theme.TOOL_FIELD + theme.SPACE_3)
        self.size_slider.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.size_slider.moved.connect(lambda value, _: self._options.size_brush(value))
        self.size_slider.field.lineEdit().returnPressed.connect(self._done)
        say(self.width_slider.field, "setSuffix", text(" px"))
        self.width_slider.field.setFixedWidth(theme.TOOL_FIELD)
        self.width_slider.setFixedWidth(theme.TOOL_SLIDER + theme.TOOL_FIELD + theme.SPACE_3)
        self.width_slider.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.width_slider.moved.connect(lambda value, _: self._options.choose(pencil=round(value)))
        self.width_slider.field.lineEdit().returnPressed.connect(self._done)
        self.colour.chosen.connect(lambda colour: self._chose(pencil_colour=colour))
        self.fill_colour.chosen.connect(lambda colour: self._chose(fill_colour=colour))
        self.text_colour.chosen.connect(lambda colour: self._chose(text_colour=colour))
        say(self.text_size, "setAccessibleName", text("Size of the text"))
        say(self.text_size, "setSuffix", text(" px"))
        self.text_size.setFixedWidth(theme.TOOL_FIELD + theme.SPACE_3)
        self.text_size.valueChanged.connect(
            lambda size: self._options.choose(text_size=round(size))
        )
        self.text_size.lineEdit().returnPressed.connect(self._done)
        group = QButtonGroup(self)
        for button, words, way in (
            (self.add, text("Add"), False),
            (self.take_away, text("Take away"), True),
        ):
            button.setCheckable(True)
            button.setProperty("role", "choice")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            say(button, "setText", words)
            group.addButton(button)
            button.clicked.connect(lambda _, way=way: self._options.choose(takes_away=way))
        self.result.activated.connect(lambda _: self._chose(result=self.result.currentData()))
        self.skeleton.activated.connect(lambda _: self._chose(skeleton=self.skeleton.currentData()))
        for watched in (self._ground, self._messages):
            watched.installEventFilter(self)
        language.changed.connect(self._stand)

    def _chose(self, **values: str) -> None:
        self._options.choose(**values)
        self._done()

    def _show(self) -> None:
        now = self._options.now
        self.width_slider.show_value(now.pencil)
        self.colour.show_colour(now.pencil_colour)
        self.fill_colour.show_colour(now.fill_colour)
        self.text_size.show_value(now.text_size)
        self.text_colour.show_colour(now.text_colour)
        self.size_slider.show_value(now.brush)
        chosen: QAbstractButton = self.take_away if now.takes_away else self.add
        chosen.setChecked(True)
        self.result.setCurrentIndex(self.result.findData(now.result))
        self.skeleton.setCurrentIndex(self.skeleton.findData(now.skeleton))

    def show_for(self, tool: str) -> None:
        """This tool is in hand; an empty name is none."""
        shown = self._pages.get(tool)
        for page in self._pages.values():
            page.setVisible(page is shown)
        self.setVisible(shown is not None)
        self._stand()

    # Where it stands ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.Resize,
            QEvent.Type.Move,
            QEvent.Type.Show,
            QEvent.Type.Hide,
        ):
            self._stand()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._stand()
        return super().event(event)

    def _stand(self) -> None:
        if self.isHidden():
            return
        ground = self._ground.geometry()
        top = ground.y()
        if not self._messages.isHidden():
            top = self._messages.geometry().bottom() + 1
        hint = self.sizeHint()
        width = min(hint.width(), ground.width() - 2 * theme.SPACE_2)
        left = ground.x() + (ground.width() - width) // 2
        self.setGeometry(left, top + theme.SPACE_2, width, hint.height())
        self.raise_()
        if not self._messages.isHidden():
            self._messages.raise_()


def _choice(name: Text, choices: Mapping[str, Text]) -> Combo:
    combo = Combo()
    combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    say(combo, "setAccessibleName", name)
    for key in choices:
        combo.addItem("", key)

    def fill() -> str:
        for index, words in enumerate(choices.values()):
            combo.setItemText(index, str(words))
        widest = max(combo.fontMetrics().horizontalAdvance(str(w)) for w in choices.values())
        combo.setMinimumWidth(widest + _FRAME)
        return ""

    say(combo, "setToolTip", fill)
    return combo


def _line() -> QWidget:
    line = QWidget()
    surface(line, "line")
    line.setFixedSize(1, theme.ICON)
    return line
