"""Making one raster layer of several."""

from __future__ import annotations

from collections.abc import Sequence

from vlm_studio.document import merging
from vlm_studio.document.document import Document
from vlm_studio.studio import Studio
from vlm_studio.ui.desk import Desk


class MergeCommands:
    """The merged layer comes home from the light lane, and is then the selected one."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self._studio = studio
        self._desk = desk

    def down(self) -> None:
        """The selected layers, or the one that is selected and the next one below it."""
        document, selection = self._desk.document, self._desk.selection
        if document is not None and selection is not None:
            self._merge(document, merging.down(document, selection.layers))

    def visible(self) -> None:
        """Every raster layer that is shown."""
        document = self._desk.document
        if document is not None:
            self._merge(document, merging.visible(document))

    def _merge(self, document: Document, ids: Sequence[str]) -> None:
        def arrived(layer: str) -> None:
            if self._desk.document is document:
                self._desk.select_layers([layer])

        self._studio.merge(document, ids, arrived)
