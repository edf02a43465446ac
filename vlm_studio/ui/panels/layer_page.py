"""Properties of an annotation layer: what of it is shown, by score, size and class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from vlm_studio.document.annotations import Filter
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui import theme
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.paint.style import category
from vlm_studio.ui.panels.facts import Fact, Facts, provenance_facts
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Check, Elided, column, elided, icon_button, row
from vlm_studio.ui.widgets.range_slider import RangeSlider
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.words import plural_text, text

_DEFAULT = Filter()


class _Swatch(QWidget):
    """The colour of a label."""

    def __init__(self) -> None:
        super().__init__()
        self._label = ""
        self.setFixedSize(theme.SWATCH, theme.SWATCH)

    def show_label(self, label: str) -> None:
        self._label = label
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("outline"), 1))
        painter.setBrush(category(self._label).colour)
        painter.drawRoundedRect(QRectF(1.5, 1.5, 11, 11), 3, 3)


class ClassRow(QWidget):
    """A class of a layer: whether it is shown, its colour, and how many there are."""

    def __init__(self) -> None:
        super().__init__()
        self.check = Check()
        self.swatch = _Swatch()
        self.count = QLabel()
        self.count.setProperty("role", "small")
        line = row(self.check, self.swatch, self.count)
        line.setStretch(0, 1)
        self.count.setMinimumWidth(theme.COUNT)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)


class AnnotationLayerPage(QWidget):
    """Live sliders for score and size, and every class with a check mark."""

    def __init__(self, commands: LayerCommands, model_name: Callable[[str], str]) -> None:
        super().__init__()
        self._commands = commands
        self._model_name = model_name
        self._layer: AnnotationLayer | None = None
        self.title = Elided("title-text")
        self.score = ResettableSlider(text("Score"), _DEFAULT.score)
        self.size_range = RangeSlider((text("Smallest size"), text("Largest size")), text(" px"))
        self.any_size = icon_button("undo", text("Show every size"))
        self.shown = Elided("small")
        self.facts = Facts()
        self.classes: dict[str, ClassRow] = {}
        self._build()
        self.score.moved.connect(self._moved)
        self.size_range.moved.connect(self._sized)
        self.any_size.clicked.connect(lambda: self._sized(0.0, 0.0, None))

    def _build(self) -> None:
        layout = column(self, spacing=theme.SPACE_1)
        layout.addWidget(self.title)
        layout.addWidget(self.shown)
        layout.addSpacing(theme.SPACE_1)
        size = text("The longer side of an object, in pixels")
        say(self.size_range.track, "setToolTip", size)
        for name, button, slider in (
            (elided(text("Score"), "small"), self.score.reset, self.score),
            (elided(text("Size"), "small"), self.any_size, self.size_range),
        ):
            button.setFixedHeight(theme.SPACE_4)
            layout.addLayout(row(name, button))
            layout.addWidget(slider)
        layout.addSpacing(theme.SPACE_1)
        layout.addWidget(elided(text("Classes"), "small"))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        layout.addLayout(self._list)
        layout.addSpacing(theme.SPACE_2)
        layout.addWidget(self.facts)

    def show_layer(self, document: Document, layer: AnnotationLayer) -> None:
        """Show a layer and what it holds."""
        self._layer = layer
        everything = document.annotations(layer.id).values()
        shown = document.shown_annotations(layer)
        say(self.title, "setText", text("{name}", name=layer.name))
        say(
            self.shown,
            "setText",
            plural_text(
                "{count} of {n} object shown",
                "{count} of {n} objects shown",
                len(everything),
                count=len(shown),
            ),
        )
        self.score.show_value(layer.filter.score)
        filter = layer.filter
        longer = max(document.width, document.height)
        self.size_range.show_range(filter.smallest, filter.largest, longer)
        self.any_size.setVisible(filter.smallest > 0 or filter.largest > 0)
        self._show_classes(
            Counter(a.label for a in everything), Counter(a.label for a in shown), filter
        )
        self.facts.show_facts(self._facts(document, layer))

    def _facts(self, document: Document, layer: AnnotationLayer) -> list[Fact]:
        for annotation in document.annotations(layer.id).values():
            if annotation.provenance is not None:
                return provenance_facts(annotation.provenance, self._model_name)
        return []

    def _show_classes(self, all: Counter[str], shown: Counter[str], filter: Filter) -> None:
        labels = [label for label, _ in sorted(all.items(), key=lambda item: (-item[1], item[0]))]
        for label in set(self.classes) - set(labels):
            gone = self.classes.pop(label)
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for at, label in enumerate(labels):
            line = self.classes.get(label) or self._class_row(label)
            if self._list.indexOf(line) != at:
                self._list.removeWidget(line)
                self._list.insertWidget(at, line)
            line.check.setChecked(label not in filter.hidden_labels)
            line.count.setText(f"{shown[label]} / {all[label]}")

    def _class_row(self, label: str) -> ClassRow:
        line = ClassRow()
        line.check.setText(label)
        line.check.setToolTip(label)
        line.swatch.show_label(label)
        line.check.clicked.connect(lambda on, each=label: self._switched(each, on))
        self.classes[label] = line
        return line

    def _moved(self, score: float, gesture: object | None) -> None:
        if self._layer is not None:
            sentence = text("Score of {name}", name=self._layer.name)
            self._commands.set_filter(self._layer, sentence, gesture, score=score)

    def _sized(self, smallest: float, largest: float, gesture: object | None) -> None:
        if self._layer is not None:
            sentence = text("Sizes shown of {name}", name=self._layer.name)
            self._commands.set_filter(
                self._layer, sentence, gesture, smallest=smallest, largest=largest
            )

    def _switched(self, label: str, on: bool) -> None:
        if self._layer is None:
            return
        hidden = self._layer.filter.hidden_labels
        hidden = hidden - {label} if on else hidden | {label}
        sentence = text("Show {label}", label=label) if on else text("Hide {label}", label=label)
        self._commands.set_filter(self._layer, sentence, hidden_labels=hidden)
