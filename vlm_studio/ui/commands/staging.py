"""Designs that wait beside the document in front: looked at, taken, thrown away, and asked for again."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.studio import Studio, parts
from vlm_studio.tasks.design import DesignRequest, PaintRequest
from vlm_studio.tasks.recreate import request_of
from vlm_studio.tasks.staged import Staged
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.desk import Desk
from vlm_studio.words import text


class StagingCommands:
    """``show`` brings the row with the focus in it, or hides it; ``shown`` tells whether it is there.

    ``ask`` lets somebody type a line at a place of the canvas, ``use`` shows a request where it can be changed;
    ``expect`` is told when somebody waits for designs.
    """

    def __init__(
        self,
        studio: Studio,
        desk: Desk,
        show: Callable[[bool], None],
        shown: Callable[[], bool],
        ask: Callable[[LabelRequest], object],
        use: Callable[[DesignRequest], object],
        expect: Callable[[], object],
    ) -> None:
        self._studio = studio
        self._desk = desk
        self._show = show
        self._shown = shown
        self._ask = ask
        self._use = use
        self._expect = expect

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
                self._ask_for(here[0], request)

    def _ask_for(self, document: Document, request: DesignRequest) -> None:
        self._studio.design(document, request)
        self._expect()

    def use_words(self) -> None:
        """Show what was asked for to get the design that is looked at, to be changed and asked for again."""
        if here := self._here():
            request = here[1].request or request_of(here[1].design.provenance)
            if request is not None:
                self._use(request)

    def use_layer_words(self) -> None:
        """The same for the design that became the active layer."""
        layer = self._desk.layer
        known = layer.provenance if isinstance(layer, RasterLayer | VectorLayer) else None
        request = request_of(known)
        if request is not None:
            self._use(request)

    def part(self) -> None:
        """Ask what is to be drawn in place of what is selected, and then for that."""
        document, selection = self._desk.document, self._desk.selection
        if document is None or selection is None:
            return
        marks = selection.annotations
        try:
            if selection.objects or parts.drawing_in(document, marks) is not None:
                self._redraw(document, *parts.marked(document, selection.objects, marks))
            else:
                self._repaint(
                    document, parts.painting(document, marks, self._studio.design_models())
                )
        except StudioError as error:
            self._studio.notify(error.text, "warning", document)

    def _redraw(self, document: Document, layer: VectorLayer, area: Box) -> None:
        def described(words: str) -> None:
            if layer.id in document.layers and self._understood(document, words, sketches=True):
                self._ask_for(document, parts.request(layer, area, words))

        self._describe(area, described)

    def _repaint(self, document: Document, request: PaintRequest) -> None:
        def described(words: str) -> None:
            if self._understood(document, words, sketches=False):
                self._ask_for(document, msgspec.structs.replace(request, words=words))

        if request.picture is not None:
            area = parts.around(each.bounds() for each in request.inside)
            self._describe(area.moved(request.picture.x, request.picture.y), described)

    def _understood(self, document: Document, words: str, *, sketches: bool) -> bool:
        from vlm_studio.studio.design_wish import problem

        why = problem(words, sketches=sketches) if words else None
        if why is not None:
            self._studio.notify(why, "warning", document)
        return bool(words) and why is None

    def _describe(self, area: Box, described: Callable[[str], None]) -> None:
        """Let somebody type what is to be in ``area``."""
        if self._desk.stage is not None:
            place = self._desk.stage.camera.viewport.rect(area)
            self._ask(LabelRequest(place, "", text("What is to be drawn here"), described))

    def recreate(self) -> None:
        """Make the design of the active layer again, beside the document."""
        document, layer = self._desk.document, self._desk.layer
        if document is not None and isinstance(layer, RasterLayer | VectorLayer):
            self._studio.recreate(document, layer)
            self._expect()

    def discard_earlier(self) -> None:
        """Throw designs of documents that cannot be opened again away."""
        if self._desk.document is not None:
            self._studio.staging.earlier.discard(self._desk.document)

    def earlier(self) -> None:
        """Bring designs of documents that cannot be opened again."""
        if self._desk.document is not None:
            self._studio.staging.earlier.bring(self._desk.document)
            self._show(True)
