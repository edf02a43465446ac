"""Making one layer of several."""

from __future__ import annotations

from collections.abc import Sequence

from vlm_studio.document import joining, merging
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.studio import Notice, Studio
from vlm_studio.ui.desk import Desk
from vlm_studio.words import plural_text


class MergeCommands:
    """Annotations are merged at once; merged pixels come home from the light lane. Then the layer is selected."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self._studio = studio
        self._desk = desk

    def down(self) -> None:
        """The selected layers, or the one that is selected and the next one below it."""
        document, selection = self._desk.document, self._desk.selection
        if document is not None and selection is not None:
            ids = merging.down(document, selection.layers)
            self._merge(document, selection.layers, ids)

    def visible(self) -> None:
        """Every raster layer that is shown."""
        document = self._desk.document
        if document is not None:
            self._merge(document, (), merging.visible(document))

    def _merge(self, document: Document, asked: Sequence[str], ids: Sequence[str]) -> None:
        why = joining.refusal(document, asked, ids)
        if why is not None:
            self._studio.noticed.emit(Notice(why, "warning", document.id))
        elif isinstance(document.layer(ids[0]), AnnotationLayer):
            sentence = plural_text("Merge {n} layer", "Merge {n} layers", len(ids))
            document.history.push(joining.join(document, ids, sentence))
            self._desk.select_layers([ids[0]])
        else:
            self._merge_pictures(document, ids)

    def _merge_pictures(self, document: Document, ids: Sequence[str]) -> None:
        def arrived(layer: str) -> None:
            if self._desk.document is document:
                self._desk.select_layers([layer])

        self._studio.merge(document, ids, arrived)
