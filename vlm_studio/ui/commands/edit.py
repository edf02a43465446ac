"""What can be done with the selected annotations, and the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.history import Change
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.studio import Studio
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.pictures import write_png
from vlm_studio.words import Text, plural_text, text

MIME = "application/x-vlm-studio-annotations"
_APART = 10
"""Pixels by which a copy is moved, so that it can be seen."""


class EditCommands:
    """Verbs on the selected annotations of the document in front."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self._studio = studio
        self._desk = desk

    def undo(self) -> None:
        """Take the last step back."""
        if self._desk.document is not None:
            self._desk.document.history.undo()

    def redo(self) -> None:
        """Do it again."""
        if self._desk.document is not None:
            self._desk.document.history.redo()

    def label(self) -> None:
        """Begin to type a label for the selected annotations."""
        chosen = [a for several in self._chosen().values() for a in several]
        view = self._desk.view
        if not chosen or view is None:
            return
        labels = {annotation.label for annotation in chosen}
        place = view.camera.viewport.rect(chosen[0].bounds())
        view.label_wanted.emit(
            LabelRequest(
                place, labels.pop() if len(labels) == 1 else "", text("Label"), self.set_label
            )
        )

    def set_label(self, label: str) -> None:
        """Give the selected annotations a label, in one step; an empty one changes nothing."""
        label = label.strip()
        chosen = self._chosen()
        if not label or not chosen:
            return
        n = sum(len(several) for several in chosen.values())
        sentence = plural_text(
            "Label an object {label}", "Label {n} objects {label}", n, label=label
        )
        self._edit(
            {
                layer: [msgspec.structs.replace(a, label=label) for a in several]
                for layer, several in chosen.items()
            },
            sentence,
        )
        self._studio.settings.used_label(label)

    def delete(self) -> None:
        """Delete the selected annotations."""
        document = self._desk.document
        chosen = self._chosen()
        if document is None or not chosen:
            return
        n = sum(len(several) for several in chosen.values())
        sentence = plural_text("Delete an object", "Delete {n} objects", n)
        self._push(
            [
                edits.remove_annotations(document, layer, [a.id for a in several], sentence)
                for layer, several in chosen.items()
            ]
        )
        self._desk.select_annotations(())

    def duplicate(self) -> None:
        """Copy the selected annotations, in their layers, a little apart."""
        document = self._desk.document
        if document is None:
            return
        self._insert(
            {layer: [_moved(a) for a in several] for layer, several in self._chosen().items()},
            lambda n: plural_text("Duplicate an object", "Duplicate {n} objects", n),
        )

    def select_all(self) -> None:
        """Select what the active layer shows."""
        document, layer = self._desk.document, self._desk.layer
        if document is not None and isinstance(layer, AnnotationLayer):
            shown = document.shown_annotations(layer)
            self._desk.select_annotations((layer.id, a.id) for a in shown)

    def deselect(self) -> None:
        """Select no annotation."""
        self._desk.select_annotations(())

    # The clipboard -----------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the selected annotations on the clipboard."""
        several = [a for layer in self._chosen().values() for a in layer]
        if several:
            data = QMimeData()
            data.setData(MIME, msgspec.json.encode(several))
            QGuiApplication.clipboard().setMimeData(data)

    def cut(self) -> None:
        """Copy and delete."""
        self.copy()
        self.delete()

    def paste(self, *, in_place: bool = False) -> None:
        """Take annotations, a picture or files from the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        if data.hasFormat(MIME):
            self._paste_annotations(bytes(data.data(MIME).data()), in_place=in_place)
        elif data.hasUrls() and any(url.isLocalFile() for url in data.urls()):
            self._studio.open(Path(u.toLocalFile()) for u in data.urls() if u.isLocalFile())
        elif data.hasImage():
            self._paste_image(in_place=in_place)

    def _paste_annotations(self, data: bytes, *, in_place: bool) -> None:
        try:
            several = msgspec.json.decode(data, type=list[Annotation])
        except msgspec.MsgspecError:
            return  # another program's data under our name
        document, layer = self._desk.document, self._desk.layer
        if document is None or not several:
            return
        if not isinstance(layer, AnnotationLayer) or layer.locked:
            layer = AnnotationLayer(name=str(text("Annotations")))
            made = edits.insert_layers(document, [layer], text("New annotation layer"))
            document.history.push(made)
            self._desk.select_layers([layer.id])
        values = several if in_place else [_moved(a) for a in several]
        self._insert(
            {layer.id: values},
            lambda n: plural_text("Paste an object", "Paste {n} objects", n),
        )

    def _paste_image(self, *, in_place: bool) -> None:
        image = QGuiApplication.clipboard().image()
        path = write_png(image, self._studio.blocks.path)
        if path is None:
            return
        document, view = self._desk.document, self._desk.view
        at: Point | None = None
        if document is not None and view is not None and not in_place:
            at = view.camera.viewport.to_document(view.camera.centre)
        self._studio.paste_image(document, path, at)

    # Inside ------------------------------------------------------------------------------------

    def _chosen(self) -> dict[str, list[Annotation]]:
        """The selected annotations of layers that are not locked, by layer."""
        document, selection = self._desk.document, self._desk.selection
        if document is None or selection is None:
            return {}
        found: dict[str, list[Annotation]] = {}
        for layer, id in sorted(selection.annotations):
            annotation = document.annotations(layer).get(id)
            if annotation is not None and not document.layer(layer).locked:
                found.setdefault(layer, []).append(annotation)
        return found

    def _insert(
        self, by_layer: dict[str, list[Annotation]], sentence: Callable[[int], Text]
    ) -> None:
        document = self._desk.document
        if document is None or not by_layer:
            return
        numbered = {
            layer: _numbered(document, layer, several) for layer, several in by_layer.items()
        }
        n = sum(len(several) for several in numbered.values())
        self._edit(numbered, sentence(n))
        self._desk.select_annotations(
            (layer, a.id) for layer, several in numbered.items() for a in several
        )

    def _edit(self, by_layer: dict[str, list[Annotation]], sentence: Text) -> None:
        document = self._desk.document
        if document is not None:
            self._push(
                [
                    edits.edit_annotations(document, layer, several, sentence)
                    for layer, several in by_layer.items()
                ]
            )

    def _push(self, changes: Sequence[Change]) -> None:
        document = self._desk.document
        if document is None or not changes:
            return
        first, *rest = changes
        for change in rest:
            first = first.then(change)
        document.history.push(first)


def _moved(annotation: Annotation) -> Annotation:
    return msgspec.structs.replace(annotation, shape=annotation.shape.moved(_APART, _APART))


def _numbered(document: Document, layer: str, several: Sequence[Annotation]) -> list[Annotation]:
    first = document.new_annotation_id(layer)
    return [msgspec.structs.replace(a, id=first + i) for i, a in enumerate(several)]
