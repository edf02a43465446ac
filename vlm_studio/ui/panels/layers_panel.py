"""The layer panel: opacity and blend on top, the list, and the most used verbs below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from vlm_studio.document.history import Change
from vlm_studio.document.layers import BLEND_MODES
from vlm_studio.models.store import ModelStore
from vlm_studio.ui import theme
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.hidden_line import HiddenLine
from vlm_studio.ui.panels.layer_list import LayerList
from vlm_studio.ui.panels.layer_model import LayerModel
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.widgets.controls import Combo, elided, icon_button, row, surface
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.ui.widgets.search_field import SearchField
from vlm_studio.words import Text, text

BLEND_NAMES: dict[str, Text] = {
    "svg:src-over": text("Normal"),
    "svg:multiply": text("Multiply"),
    "svg:screen": text("Screen"),
    "svg:overlay": text("Overlay"),
    "svg:darken": text("Darken"),
    "svg:lighten": text("Lighten"),
    "svg:color-dodge": text("Colour dodge"),
    "svg:color-burn": text("Colour burn"),
    "svg:hard-light": text("Hard light"),
    "svg:soft-light": text("Soft light"),
    "svg:difference": text("Difference"),
}


class LayersPanel(QWidget):
    """Listens to the desk only."""

    def __init__(
        self, desk: Desk, store: ModelStore, commands: LayerCommands, folder: Path
    ) -> None:
        """``folder`` is for files of layers that are dragged out of the program."""
        super().__init__()
        self._desk = desk
        self._commands = commands
        surface(self, "panel")
        self.model = LayerModel(desk, store, commands.set_name, self)
        self.list = LayerList(desk, self.model, commands, folder)
        self.hidden = HiddenLine(desk, commands)
        self.opacity = ResettableSlider(text("Opacity"), 100, 0, 100, 0, "%")
        self.blend = Combo()
        self.search = SearchField(text("Find layers"))
        self._fill_blend()
        say(self.blend, "setAccessibleName", text("Blend mode"))
        say(self.list, "setAccessibleName", text("Layers"))
        self._build()
        self.search.textChanged.connect(self.model.find)
        self.search.returnPressed.connect(self.list.choose_first)
        desk.switched.connect(lambda: self.search.clear())
        commands.find_wanted.connect(self.begin_search)
        self.opacity.moved.connect(lambda v, gesture: commands.set_opacity(v / 100, gesture))
        self.blend.activated.connect(lambda i: commands.set_blend(self.blend.itemData(i)))
        for signal in (desk.switched, desk.selected):
            signal.connect(self._show)
        desk.changed.connect(self._changed)
        language.changed.connect(self._say_again)
        self._show()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SPACE_1, 0, theme.SPACE_1)
        layout.setSpacing(theme.SPACE_1)
        top = QVBoxLayout()
        top.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_1)
        top.setSpacing(theme.SPACE_1)
        for name, control in ((text("Opacity"), self.opacity), (text("Blend"), self.blend)):
            words = elided(name, "muted")
            words.setMinimumWidth(theme.NAME[0])
            words.setMaximumWidth(theme.NAME[1])
            arrow = self.opacity.reset if control is self.opacity else theme.SMALL_BUTTON
            line = row(words, arrow, theme.SPACE_1, control, spacing=0)
            line.setStretch(3, 1)
            top.addLayout(line)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.hidden)
        self.new = icon_button("plus", text("New annotation layer"))
        self.group = icon_button("group", text("Group layers"))
        self.duplicate = icon_button("duplicate", text("Duplicate layer"))
        self.delete = icon_button("trash", text("Delete layer"))
        self.new.clicked.connect(lambda: self._commands.new())
        self.group.clicked.connect(lambda: self._commands.group())
        self.duplicate.clicked.connect(lambda: self._commands.duplicate())
        self.delete.clicked.connect(lambda: self._commands.delete())
        bottom = row(self.new, self.group, self.duplicate, self.search, self.delete, spacing=2)
        bottom.setStretch(bottom.indexOf(self.search), 1)
        bottom.setContentsMargins(theme.SPACE_2, 0, theme.SPACE_2, 0)
        layout.addLayout(bottom)

    def begin_search(self) -> None:
        """Begin to type a part of a name, if need be in a panel that was closed."""
        dock = self.parentWidget()
        if isinstance(dock, QDockWidget):
            dock.show()
            dock.raise_()
        self.search.setFocus()
        self.search.selectAll()

    def _fill_blend(self) -> None:
        for mode in BLEND_MODES:
            self.blend.addItem(str(BLEND_NAMES[mode]), mode)

    def _changed(self, change: Change) -> None:
        if change.layers or change.children:
            self._show()

    def _show(self) -> None:
        layer = self._desk.layer
        self.new.setEnabled(self._desk.document is not None)
        for part in (self.opacity, self.group, self.duplicate, self.delete):
            part.setEnabled(layer is not None)
        blend = getattr(layer, "blend", None)
        self.blend.setEnabled(self._commands.can_blend())
        self.opacity.show_value(round(layer.opacity * 100) if layer is not None else 100)
        self.blend.setCurrentIndex(max(0, self.blend.findData(blend)))

    def _say_again(self) -> None:
        for i, mode in enumerate(BLEND_MODES):
            self.blend.setItemText(i, str(BLEND_NAMES[mode]))
        self.model.say_again()
