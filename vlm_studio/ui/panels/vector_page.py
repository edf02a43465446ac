"""Properties of a vector layer: how the selected objects are painted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vlm_studio.document import drawing
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Lettering, VectorObject
from vlm_studio.ui import theme
from vlm_studio.ui.panels.anchor_place import AnchorPlace
from vlm_studio.ui.panels.facts import Facts, credit_facts, provenance_facts
from vlm_studio.ui.panels.lettering_page import LetteringPage
from vlm_studio.ui.panels.palette_field import PaletteField
from vlm_studio.ui.panels.stroke_ends import StrokeEnds
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.colour_field import ColourField
from vlm_studio.ui.widgets.controls import Elided, column, elided, label, row
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.words import Text, plural_text, text

_WIDEST = 1000.0


class VectorPage(QWidget):
    """Fill, stroke, width and opacity; each change is one step. And where the layer comes from."""

    def __init__(
        self,
        model_name: Callable[[str], str],
        move_anchors: Callable[[Point], object],
        palette: PaletteField,
        paint_with: Callable[[str, bool], object],
    ) -> None:
        """``move_anchors`` is told where the middle of the selected anchors is wanted.

        ``paint_with`` hears of a colour of the ``palette`` that was picked with nothing selected.
        """
        super().__init__()
        self._model_name = model_name
        self._document: Document | None = None
        self._objects: Mapping[ObjectKey, VectorObject] = {}
        self.title = Elided("title-text")
        self.hint = label(text("Select an object on the canvas to change it."), "muted")
        self.fill = ColourField(text("Fill"))
        self.stroke = ColourField(text("Stroke"))
        self.stroke_width = NumberField(0.0, _WIDEST, 1)
        self.opacity = ResettableSlider(text("Opacity of the object"), 1.0)
        self.ends = StrokeEnds()
        self.anchor = AnchorPlace()
        self.lettering = LetteringPage()
        self._look = QWidget()
        self.facts = Facts()
        self.palette_field = palette
        self._paint_with = paint_with
        self._build()
        palette.picked.connect(self._pick)
        self.lettering.changed.connect(self._reletter)
        self.fill.chosen.connect(lambda colour: self._change(text("Change fill"), fill=colour))
        for field in (self.fill, self.stroke):
            field.chosen.connect(palette.remember)
        self.stroke.chosen.connect(
            lambda colour: self._change(text("Change stroke"), stroke=colour)
        )
        self.stroke_width.valueChanged.connect(
            lambda value: self._change(text("Change stroke width"), width=value)
        )
        self.ends.chosen.connect(lambda sentence, values: self._change(sentence, **values))
        self.anchor.moved.connect(move_anchors)
        self.opacity.moved.connect(
            lambda value, gesture: self._change(text("Change opacity"), gesture, opacity=value)
        )

    def _build(self) -> None:
        layout = column(self, spacing=theme.SPACE_1)
        layout.addWidget(self.title)
        layout.addWidget(self.hint)
        layout.addWidget(self._look)
        layout.addSpacing(theme.SPACE_2)
        layout.addWidget(label(text("Palette"), "small"))
        layout.addWidget(self.palette_field)
        layout.addSpacing(theme.SPACE_2)
        layout.addWidget(self.facts)
        look = QVBoxLayout(self._look)
        look.setContentsMargins(0, theme.SPACE_1, 0, 0)
        look.setSpacing(theme.SPACE_2)
        look.addWidget(self.anchor)
        look.addWidget(self.lettering)
        look.addWidget(self.fill)
        look.addWidget(self.stroke)
        self.stroke_width.setFixedWidth(theme.TOOL_FIELD + theme.SPACE_3)
        say(self.stroke_width, "setAccessibleName", text("Stroke width"))
        say(self.stroke_width, "setSuffix", text(" px"))
        line = row(elided(text("Stroke width"), "small"), self.stroke_width)
        line.setStretch(0, 1)
        look.addLayout(line)
        look.addWidget(self.ends)
        head = row(elided(text("Opacity"), "small"), self.opacity.reset)
        head.setStretch(0, 1)
        look.addLayout(head)
        look.addWidget(self.opacity)

    def show_layer(
        self,
        document: Document,
        layer: VectorLayer,
        objects: Mapping[ObjectKey, VectorObject],
        anchors: Point | None,
    ) -> None:
        """Show ``objects``, the selected ones; without any, the layer that could have some.

        ``anchors`` is the middle of the selected anchors, if there are any.
        """
        self._document, self._objects = document, objects
        self.hint.setVisible(not objects and bool(layer.objects))
        self._look.setVisible(bool(objects))
        self.facts.show_facts(
            [*provenance_facts(layer.provenance, self._model_name), *credit_facts(layer.credit)]
        )
        say(self.title, "setText", _title(layer, objects))
        if not objects:
            return
        several = list(objects.values())
        first = several[0]
        for field, name in ((self.fill, "fill"), (self.stroke, "stroke")):
            values = {getattr(each, name) for each in several}
            field.show_colour(getattr(first, name), several=len(values) > 1)
        self.anchor.show_place(anchors)
        self.ends.show_objects(several)
        lines = [each.shape for each in several if isinstance(each.shape, Lettering)]
        self.lettering.setVisible(len(lines) == len(several))
        if len(lines) == len(several):
            self.lettering.show_lines(lines)
        self.stroke_width.show_value(first.width)
        self.opacity.show_value(first.opacity)
        self._look.setEnabled(not any(document.layer(id).locked for id, _ in objects))

    def _pick(self, colour: str, second: bool) -> None:
        if not self._objects:
            self._paint_with(colour, second)
            return
        if not self._look.isEnabled():
            return
        self.palette_field.remember(colour)
        if second:
            self._change(text("Change stroke"), stroke=colour)
        else:
            self._change(text("Change fill"), fill=colour)

    def _reletter(self, sentence: Text, values: Mapping[str, Any]) -> None:
        """Change how lines of text are set."""
        changed = {
            key: msgspec.structs.replace(each, shape=msgspec.structs.replace(each.shape, **values))
            for key, each in self._objects.items()
        }
        self._put(changed, sentence)

    def _change(self, sentence: Text, gesture: object | None = None, **values: Any) -> None:
        changed = {
            key: msgspec.structs.replace(each, **values) for key, each in self._objects.items()
        }
        self._put(changed, sentence, gesture)

    def _put(
        self,
        changed: Mapping[ObjectKey, VectorObject],
        sentence: Text,
        gesture: object | None = None,
    ) -> None:
        if self._document is None or not changed:
            return
        change = drawing.set_objects(self._document, changed, sentence)
        if not change.empty:
            self._document.history.push(change, gesture)


def _title(layer: VectorLayer, objects: Mapping[ObjectKey, VectorObject]) -> Text:
    if not objects:
        return text("{name}", name=layer.name)
    if len(objects) > 1:
        return plural_text("{n} object", "{n} objects", len(objects))
    [only] = objects.values()
    words = only.shape.text if isinstance(only.shape, Lettering) else ""
    return text("{label}", label=only.name or words or text("Object"))
