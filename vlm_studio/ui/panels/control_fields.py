"""What a painting follows: a drawing, a pose, the edges of a picture or a map of depths, each from a layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtWidgets import QWidget

from vlm_studio.document.document import Document
from vlm_studio.document.layers import Layer
from vlm_studio.tasks.design import Control, ControlKind
from vlm_studio.tasks.following import can_follow, taken
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.task_parts import Section, section
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, column
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.words import Text, text

_NAMES: Mapping[ControlKind, Text] = {
    "lineart": text("Follow the lines of"),
    "pose": text("Follow the pose of"),
    "edges": text("Follow the edges of"),
    "depth": text("Follow the depth map"),
}


class ControlFields(QWidget):
    """One field for each kind that the model can follow and the document has a layer for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._models: Mapping[ControlKind, tuple[str, ...]] = {}
        layout = column(self, spacing=2)
        self.fields: dict[ControlKind, Combo] = {kind: Combo() for kind in _NAMES}
        self._parts: dict[ControlKind, Section] = {}
        for kind, name in _NAMES.items():
            say(self.fields[kind], "setAccessibleName", name)
            self._parts[kind] = section(layout, name, self.fields[kind])
            self.fields[kind].activated.connect(lambda _at: self._show_strength())
        self.strength = ResettableSlider(text("How closely"), 1.0)
        self._strength = section(layout, text("How closely"), self.strength)
        desk.switched.connect(self.follow)
        desk.changed.connect(lambda _change: self.follow())

    def show_models(self, models: Mapping[ControlKind, tuple[str, ...]]) -> None:
        """The ControlNets of the chosen model, by what they follow."""
        self._models = models
        self.follow()

    def follow(self) -> None:
        """Offer the layers that there are now."""
        for kind, field in self.fields.items():
            layers = list(self._layers(kind)) if kind in self._models else []
            self._offer(field, layers)
            self._parts[kind].show(bool(layers))
        self._show_strength()
        self.setVisible(any(not field.isHidden() for field in self.fields.values()))

    def controls(self, x: int, y: int, width: int, height: int) -> tuple[Control, ...]:
        """What was chosen, for an artboard of that size whose upper left corner is at ``x, y`` of the document."""
        document = self._desk.document
        if document is None:
            return ()
        chosen = ((kind, field.currentData()) for kind, field in self.fields.items())
        return tuple(
            taken(self._control(kind), document, document.layer(id), (x, y, width, height))
            for kind, id in chosen
            if id and id in document.layers and kind in self._models
        )

    def _control(self, kind: ControlKind) -> Control:
        return Control(kind, model=self._models[kind][0], strength=self.strength.value)

    def _layers(self, kind: ControlKind) -> Iterator[Layer]:
        document = self._desk.document
        layers = [] if document is None else reversed(list(document.walk()))
        for layer in layers:
            if document is not None and _offered(kind, document, layer):
                yield layer

    def _offer(self, field: Combo, layers: list[Layer]) -> None:
        there = [("", str(text("Nothing"))), *((layer.id, layer.name) for layer in layers)]
        if [(field.itemData(i), field.itemText(i)) for i in range(field.count())] == there:
            return
        before = field.currentData()
        field.offer_all([(text("Nothing"), "")])
        for layer in layers:
            field.addItem(layer.name, layer.id)
        field.setCurrentIndex(max(0, field.findData(before)))

    def _show_strength(self) -> None:
        on = any(not f.isHidden() and f.currentData() for f in self.fields.values())
        self._strength.show(on)


def _offered(kind: ControlKind, document: Document, layer: Layer) -> bool:
    # Nobody wants to follow the paper under a drawing, which is locked.
    return can_follow(kind, document, layer) and not (kind == "lineart" and layer.locked)
