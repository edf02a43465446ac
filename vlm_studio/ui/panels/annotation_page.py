"""Properties of the selected annotations: label, place, where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse
from vlm_studio.ui import theme
from vlm_studio.ui.panels.class_field import completer
from vlm_studio.ui.panels.facts import Facts, annotation_facts
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided, column, elided
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.words import Text, plural_text, text

_SIDES: tuple[tuple[str, Text], ...] = (
    ("x", text("X")),
    ("y", text("Y")),
    ("width", text("Width")),
    ("height", text("Height")),
)


class AnnotationPage(QWidget):
    """``offered`` gives the labels for completion, ``set_label`` names what is selected.

    ``model_name`` says what a model is called, by its id.
    """

    def __init__(
        self,
        offered: Callable[[], Iterable[str]],
        set_label: Callable[[str], object],
        model_name: Callable[[str], str],
    ) -> None:
        super().__init__()
        self._offered = offered
        self._set_label = set_label
        self._model_name = model_name
        self._document: Document | None = None
        self._key: tuple[str, int] | None = None
        self._known = QStringListModel(self)
        self.title = Elided("title-text")
        self.label = QLineEdit()
        self.label.setCompleter(completer(self._known, self.label))
        say(self.label, "setAccessibleName", text("Label"))
        self.sides = {name: NumberField(-1e6, 1e6, 1) for name, _ in _SIDES}
        self.facts = Facts()
        self._build()
        self.label.editingFinished.connect(self._named)
        self.label.completer().activated.connect(self._named, Qt.ConnectionType.QueuedConnection)
        for name, field in self.sides.items():
            field.valueChanged.connect(lambda value, n=name: self._placed(n, value))

    def _build(self) -> None:
        layout = column(self, spacing=theme.SPACE_1)
        layout.addWidget(self.title)
        layout.addSpacing(theme.SPACE_1)
        layout.addWidget(elided(text("Label"), "small"))
        layout.addWidget(self.label)
        layout.addSpacing(theme.SPACE_1)
        self._grid = QWidget()
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE_2)
        grid.setVerticalSpacing(2)
        for i, (name, words) in enumerate(_SIDES):
            at, side = i // 2 * 2, i % 2
            grid.addWidget(elided(words, "small"), at, side)
            grid.addWidget(self.sides[name], at + 1, side)
            say(self.sides[name], "setAccessibleName", words)
        layout.addWidget(self._grid)
        layout.addSpacing(theme.SPACE_2)
        layout.addWidget(self.facts)

    def show_one(self, document: Document, key: tuple[str, int], annotation: Annotation) -> None:
        """Show one annotation."""
        locked = document.layer(key[0]).locked
        other = self._key != key
        self._document, self._key = document, key
        say(self.title, "setText", text("{label}", label=annotation.label or text("Object")))
        self._show_label(annotation.label, locked, force=other)
        bounds = annotation.bounds()
        for name, field in self.sides.items():
            field.show_value(getattr(bounds, name))
            resizes = name in ("width", "height")
            field.setEnabled(
                not locked and (not resizes or isinstance(annotation.shape, Box | Ellipse))
            )
            field.setMinimum(0.0 if resizes else -1e6)
        self._grid.show()
        self.facts.show_facts(annotation_facts(annotation, self._model_name))

    def show_many(self, document: Document, several: list[Annotation], *, locked: bool) -> None:
        """Show what several annotations have in common."""
        self._document, self._key = document, None
        labels = {a.label for a in several}
        say(self.title, "setText", plural_text("{n} object", "{n} objects", len(several)))
        self._show_label(labels.pop() if len(labels) == 1 else "", locked, force=True)
        self._grid.hide()
        self.facts.show_facts([])

    def _show_label(self, label: str, locked: bool, *, force: bool) -> None:
        self._known.setStringList(list(self._offered()))
        self.label.setEnabled(not locked)
        if force or not (self.label.hasFocus() and self.label.isModified()):
            self.label.setText(label)
            self.label.setModified(False)

    def _named(self) -> None:
        if self.label.isModified() or self.label.text() != self._shown_label():
            self.label.setModified(False)
            if self.label.text().strip():
                self._set_label(self.label.text())

    def _shown_label(self) -> str:
        if self._document is None or self._key is None:
            return self.label.text()
        annotation = self._document.annotations(self._key[0]).get(self._key[1])
        return annotation.label if annotation is not None else ""

    def _placed(self, name: str, value: float) -> None:
        document, key = self._document, self._key
        annotation = document.annotations(key[0]).get(key[1]) if document and key else None
        if document is None or key is None or annotation is None:
            return
        bounds = annotation.bounds()
        value = _kept_in(document, bounds, name, value)
        if value == getattr(bounds, name):
            self.sides[name].show_value(value, typing=False)
            return
        sentence = text("Set the position of {label}", label=annotation.label)
        if isinstance(annotation.shape, Box | Ellipse):
            shape = msgspec.structs.replace(annotation.shape, **{name: value})
            changed = msgspec.structs.replace(annotation, shape=shape)
        else:
            dx = value - bounds.x if name == "x" else 0.0
            dy = value - bounds.y if name == "y" else 0.0
            changed = msgspec.structs.replace(annotation, shape=annotation.shape.moved(dx, dy))
        document.history.push(edits.edit_annotations(document, key[0], [changed], sentence))


def _kept_in(document: Document, bounds: Box, name: str, value: float) -> float:
    """``value`` for a side, or the nearest that leaves a shape no further out of the document, and a pixel of it."""
    across = name in ("x", "width")
    room = document.width if across else document.height
    start, length = (bounds.x, bounds.width) if across else (bounds.y, bounds.height)
    if name in ("x", "y"):
        return min(max(value, min(0.0, start)), max(room - length, start))
    return min(max(value, min(1.0, length)), max(room - start, length))
