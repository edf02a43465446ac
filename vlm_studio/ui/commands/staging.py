"""Designs that wait beside the document in front: looked at, taken, thrown away, and asked for again."""

from __future__ import annotations

from collections.abc import Callable

from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.studio import Studio, parts
from vlm_studio.tasks.staged import Staged
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.desk import Desk
from vlm_studio.words import text


class StagingCommands:
    """``show`` brings the row with the focus in it, or hides it; ``shown`` tells whether it is there.

    ``ask`` lets somebody type a line at a place of the canvas.
    """

    def __init__(
        self,
        studio: Studio,
        desk: Desk,
        show: Callable[[bool], None],
        shown: Callable[[], bool],
        ask: Callable[[LabelRequest], object],
    ) -> None:
        self._studio = studio
        self._desk = desk
        self._show = show
        self._shown = shown
        self._ask = ask

    def show(self) -> None:
        """Bring the row of designs, or hide it; nothing is thrown away."""
        self._show(not self._shown())

    def hide(self) -> None:
        """Leave the designs where they are."""
        self._show(False)

    # Looking -----------------------------------------------------------------------------------

    def next(self) -> None:
        self._step(1)

    def previous(self) -> None:
        self._step(-1)

    def first(self) -> None:
        self.choose(0)

    def last(self) -> None:
        self.choose(len(self._waiting()) - 1)

    def _step(self, by: int) -> None:
        self.choose(self._studio.staging.tray(self._desk.document).at + by)

    def choose(self, index: int) -> None:
        """Look at another one."""
        if self._desk.document is not None:
            self._studio.staging.choose(self._desk.document, index)

    def _waiting(self) -> tuple[Staged, ...]:
        return self._studio.staging.tray(self._desk.document).designs

    def _here(self) -> tuple[Document, Staged] | None:
        document, current = (
            self._desk.document,
            self._studio.staging.tray(self._desk.document).current,
        )
        return (document, current) if document is not None and current is not None else None

    # Deciding ----------------------------------------------------------------------------------

    def accept(self) -> None:
        """Take the one that is looked at into the document, and select its layers."""
        if here := self._here():
            self._take(here[0], (here[1],))

    def accept_all(self) -> None:
        """Take all of them, as one step."""
        if here := self._here():
            self._take(here[0], self._waiting())

    def _take(self, document: Document, several: tuple[Staged, ...]) -> None:
        layers = self._studio.staging.accept(document, several)
        if layers:
            self._desk.select_layers(layers)

    def discard(self) -> None:
        """Throw the one away that is looked at."""
        if here := self._here():
            self._studio.staging.discard(here[0], (here[1],))

    def discard_all(self) -> None:
        """Throw all of them away."""
        if here := self._here():
            self._studio.staging.discard(here[0], self._waiting())

    def bring_back(self) -> None:
        """What was thrown away last waits again."""
        if self._desk.document is not None:
            self._studio.staging.bring_back(self._desk.document)
            self._show(True)

    # Asking again ------------------------------------------------------------------------------

    def more(self) -> None:
        """Ask for others near the one that is looked at."""
        if here := self._here():
            request = self._studio.staging.more_like(*here)
            if request is not None:
                self._studio.design(here[0], request)

    def part(self) -> None:
        """Ask what is to be drawn in place of what is selected, and then for that."""
        document, selection, stage = self._desk.document, self._desk.selection, self._desk.stage
        if document is None or selection is None or stage is None:
            return
        try:
            layer, area = parts.marked(document, selection.objects, selection.annotations)
        except StudioError as error:
            self._studio.notify(error.text, "warning", document)
            return

        def described(words: str) -> None:
            if words and layer.id in document.layers:
                self._studio.design(document, parts.request(layer, area, words))

        place = stage.camera.viewport.rect(area)
        self._ask(LabelRequest(place, "", text("What is to be drawn here"), described))

    def recreate(self) -> None:
        """Make the design of the active layer again, beside the document."""
        document, layer = self._desk.document, self._desk.layer
        if document is not None and isinstance(layer, RasterLayer | VectorLayer):
            self._studio.recreate(document, layer)

    def earlier(self) -> None:
        """Bring designs of documents that cannot be opened again."""
        if self._desk.document is not None:
            self._studio.staging.take_earlier(self._desk.document)
            self._show(True)
