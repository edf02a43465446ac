"""Turning from picture to picture: what was done on one is saved when another comes in front."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.layers import RasterLayer
from vlm_studio.jobs.job import PATIENT, URGENT, Job, JobState
from vlm_studio.studio.files import Files
from vlm_studio.studio.picture_row import Picture
from vlm_studio.wire.images import OpenedImage, OpenImageRequest
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.studio.images import Images

_READY_BYTES = 512 << 20
"""Once so much is decoded, nothing more is before anybody asks for it."""


class Turning:
    """One picture of the list is in front at a time; its neighbours are decoded before they are wanted."""

    def __init__(self, files: Files, images: Images) -> None:
        self._files = files
        self._images = images
        self.picture: Picture | None = None
        """The one in front, or on its way there."""
        self._rows: dict[Document, Picture] = {}
        """Of every document of the list that is open, or not saved yet."""
        self._off: dict[Document, Callable[[], None]] = {}
        self._ready: dict[Picture, OpenedImage] = {}
        self._reading: dict[Picture, Job] = {}
        files.closed.connect(self._closed)
        files.opened.connect(self._opened)
        files.came_home.connect(self._settle)
        files.needs(self.held)

    # Which picture is in front -----------------------------------------------------------------

    @property
    def document(self) -> Document | None:
        """The document of the picture in front, once it is there."""
        return self.document_of(self.picture) if self.picture is not None else None

    def document_of(self, picture: Picture) -> Document | None:
        """The document of ``picture`` if it is open, or still being put away."""
        return next((d for d, row in self._rows.items() if row is picture), None)

    def find_document(self, picture: Picture) -> Document | None:
        """The same; a sidecar that somebody opened as a project counts too: two would save over each other."""
        found = self.document_of(picture)
        for place in self._images.places(picture) if found is None else ():
            found = found or self._files.document_at(Path(place))
        if found is not None and found not in self._rows:
            self._follow(picture, found)
        return found

    def picture_of(self, document: Document) -> Picture | None:
        """The picture whose annotations ``document`` holds."""
        return self._rows.get(document)

    def show(self, picture: Picture) -> None:
        """Bring ``picture`` in front, now or as soon as it is read."""
        self.picture = picture
        document = self.find_document(picture)
        if document is not None:
            self._bring(document)
        elif picture in self._ready:
            self._bring(self._made(picture, self._ready.pop(picture)))
        else:
            self._keep_ready(self._neighbours())  # of those that were only passed by, none is read
            self._read(picture, URGENT)
        self._images.turned.emit()

    def leave(self) -> None:
        """No picture of the list is in front any more."""
        self.picture = None
        self._keep_ready(())
        for document in [d for d in self._files.documents if d in self._rows]:
            self._put_away(document)  # also of the one before, while the one in front is being read
        self._images.turned.emit()

    def _bring(self, document: Document) -> None:
        files = self._files
        others = [d for d in files.documents if d in self._rows and d is not document]
        if document in files.documents:
            files.opened.emit(document)
        else:
            files.bring_back(document)
            # In the place of the one before, so that it looks like one tab whose picture changes.
            at = files.documents.index(others[0]) if others else None
            files.add(document, at, self._rows[document].path)
        for other in others:
            self._put_away(other)
        self._read_neighbours()

    def _made(self, picture: Picture, opened: OpenedImage) -> Document:
        path = opened.path or str(self._images.place(picture))
        document = Document(opened.state, path)
        document.read_only = opened.read_only
        self._follow(picture, document)
        for notice in opened.notices:
            self._files.notify(notice, "info", document)
        return document

    def _follow(self, picture: Picture, document: Document) -> None:
        self._rows[document] = picture

        def marked() -> None:
            if picture.dirty != document.history.dirty:
                picture.dirty = document.history.dirty
                self._images.changed.emit(picture)
            if document.history.dirty and document not in self._files.documents:
                self._settle(document)  # a model found something after it was put away

        document.history.changed.connect(marked)
        self._off[document] = lambda: document.history.changed.disconnect(marked)

    # Putting away ------------------------------------------------------------------------------

    def _put_away(self, document: Document) -> None:
        if document.read_only and document.history.dirty:
            return  # it can only be saved under another name: the person decides
        self._files.put_away(document)
        self._settle(document)

    def _settle(self, document: Document) -> None:
        """Save what is not saved; forget ``document`` once nothing can come into it any more."""
        busy = any(j.document == document.id and not j.ended for j in self._files.jobs.jobs)
        if document in self._files.documents or busy or document not in self._rows:
            return
        if document.history.dirty:
            self._files.save(document, then=lambda done: self._written(document, done))
        else:
            self._forget(document)
            self._files.forget(document)

    def _written(self, document: Document, done: bool) -> None:
        # A failed save brings the document back, so that nothing is lost.
        if not done and document not in self._files.documents and document in self._rows:
            self._files.bring_back(document)
            self._files.add(document, source=self._rows[document].path)
        elif done:
            self._settle(document)

    def let_go(self, document: Document) -> None:
        """``document`` is a project of its own now, and no longer that of a picture in the list."""
        self._forget(document)

    def _forget(self, document: Document) -> None:
        self._rows.pop(document, None)
        off = self._off.pop(document, None)
        if off is not None:
            off()

    def _closed(self, document: Document) -> None:
        row = self._rows.get(document)
        if row is None or self._files.is_away(document):
            return
        self._forget(document)
        if row.dirty:
            row.dirty = False
            self._images.changed.emit(row)

    def _opened(self, document: Document) -> None:
        # Its tab was clicked, say.
        row = self._rows.get(document)
        if row is not None and row is not self.picture:
            self.picture = row
            self._images.turned.emit()

    # Reading -----------------------------------------------------------------------------------

    def _read(self, picture: Picture, rank: int) -> None:
        job = self._reading.get(picture)
        if job is not None and (job.rank <= rank or job.running):
            return
        if job is not None:
            self._files.jobs.cancel(job)
        request = OpenImageRequest(str(picture.path), self._images.places(picture))
        self._reading[picture] = self._files.ask_quietly(
            request, "light", partial(self._arrived, picture), rank
        )

    def _arrived(self, picture: Picture, job: Job) -> None:
        if self._reading.get(picture) is not job:
            return
        del self._reading[picture]
        opened = job.outcome.result if job.outcome else None
        if isinstance(opened, OpenedImage) and opened.read_only and picture is not self.picture:
            self._files.release(_blocks(opened.state))  # it may be whole when it is wanted
        elif isinstance(opened, OpenedImage):
            picture.error = None
            self._ready[picture] = opened
            if picture is self.picture:
                self.show(picture)
            else:
                self._keep_ready(self._neighbours())
        elif job.state is JobState.FAILED and job.outcome is not None:
            self._failed(picture, job)

    def _failed(self, picture: Picture, job: Job) -> None:
        assert job.outcome is not None
        error = job.outcome.error or text("It failed without saying why.")
        self._images.note_failed(picture, error)
        if picture is self.picture:
            self._files.notify(error, "error")

    def _neighbours(self) -> tuple[Picture, ...]:
        found = (self._images.next(1), self._images.next(-1))
        return tuple(picture for picture in found if picture is not None)

    def _read_neighbours(self) -> None:
        near = self._neighbours()
        self._keep_ready(near)
        if self._cost() > _READY_BYTES:
            return
        for picture in near:
            if picture not in self._ready and self.document_of(picture) is None:
                self._read(picture, PATIENT)

    def _cost(self) -> int:
        front = self.document
        states = [opened.state for opened in self._ready.values()]
        states += [front.snapshot()] if front is not None else []
        return sum(_nbytes(state) for state in states)

    def _keep_ready(self, near: tuple[Picture, ...]) -> None:
        """Let go of what was read in vain, and stop what is not begun."""
        wanted = {*near, self.picture}
        for picture, job in list(self._reading.items()):
            if picture not in wanted and job.state is JobState.WAITING:
                del self._reading[picture]
                self._files.jobs.cancel(job)
        for picture in [p for p in self._ready if p not in wanted]:
            self.outdated(picture)

    def outdated(self, picture: Picture) -> None:
        """What was read of ``picture`` ahead of time is not what its file holds now."""
        opened = self._ready.pop(picture, None)
        if opened is not None:
            self._files.release(_blocks(opened.state))

    def held(self) -> set[str]:
        """Pixels of what was read ahead of time."""
        return set().union(*(_blocks(opened.state) for opened in self._ready.values()))


def _rasters(state: DocumentState) -> list[RasterLayer]:
    return [layer for layer in state.layers.values() if isinstance(layer, RasterLayer)]


def _blocks(state: DocumentState) -> set[str]:
    return {layer.block.path for layer in _rasters(state)}


def _nbytes(state: DocumentState) -> int:
    return sum(layer.block.nbytes for layer in _rasters(state))
