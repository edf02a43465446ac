"""Opening, saving, exporting and closing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, Protocol

from vlm_studio.document.document import Document
from vlm_studio.filenames import PROJECT_SUFFIX
from vlm_studio.studio import Studio
from vlm_studio.ui.desk import Desk
from vlm_studio.wire.work import ExportRequest, SaveRequest

Answer = Literal["save", "discard", "cancel"]


class Asker(Protocol):
    """What has to be asked of a person."""

    def open_files(self) -> list[Path]:
        """Files to open; none when the person changed their mind."""

    def open_folder(self) -> Path | None:
        """A folder whose pictures are to be listed."""

    def annotation_files(self) -> list[Path]:
        """COCO or labelme files for the picture that is open."""

    def save_path(self, suggestion: Path) -> Path | None:
        """Where to save the project."""

    def unsaved(self, document: Document) -> Answer:
        """What to do with changes that are in no file."""

    def export(self, document: Document) -> None:
        """Format, options and place of an export; the asker starts it."""

    def export_images(self) -> None:
        """The same for all listed pictures that are done."""


def unsaved(document: Document) -> bool:
    """Whether closing ``document`` would lose something: changes, or a picture that is in no file."""
    return document.history.dirty or (document.path is None and not document.image)


class FileCommands:
    """``finish`` closes the window for good once nothing can be lost."""

    def __init__(
        self, studio: Studio, desk: Desk, asker: Asker, finish: Callable[[], object]
    ) -> None:
        self._studio = studio
        self._desk = desk
        self.asker = asker
        self._finish = finish
        self._leaving = False
        studio.jobs.changed.connect(self._leave_when_written)
        studio.jobs.removed.connect(self._leave_when_written)

    def open(self, paths: Iterable[Path] | None = None) -> None:
        """Open files, asking which when none are given."""
        chosen = list(paths) if paths is not None else self.asker.open_files()
        self._studio.open(chosen)

    def open_folder(self) -> None:
        """List the pictures of a folder, asking which."""
        folder = self.asker.open_folder()
        if folder is not None:
            self._studio.open([folder])

    def add_annotations(self) -> None:
        """Ask for COCO or labelme files, and put what they say of the picture on layers."""
        document = self._desk.document
        if document is not None:
            for path in self.asker.annotation_files():
                self._studio.add_annotations(document, path)

    def save(
        self, document: Document | None = None, then: Callable[[bool], None] | None = None
    ) -> None:
        """Save where it was saved before, else ask where."""
        document = document or self._desk.document
        if document is None:
            return
        if document.path is None or document.read_only:
            self.save_as(document, then)
        else:
            self._studio.save(document, None, then)

    def save_as(
        self, document: Document | None = None, then: Callable[[bool], None] | None = None
    ) -> None:
        """Ask where to save the project."""
        document = document or self._desk.document
        if document is None:
            return
        path = self.asker.save_path(self._suggestion(document))
        if path is not None:
            self._studio.save(document, path, then)
        elif then:
            then(False)

    def _suggestion(self, document: Document) -> Path:
        if document.path:
            return Path(document.path)
        source = self._studio.source(document)
        folder = source.parent if source else Path.home()
        return folder / f"{Path(document.name).stem}{PROJECT_SUFFIX}"

    def export(self) -> None:
        """Ask for a format and a place, and export."""
        if self._desk.document is not None:
            self.asker.export(self._desk.document)

    def export_images(self) -> None:
        """Ask for a format and a folder, and export every listed picture that is done."""
        self.asker.export_images()

    def close(self, document: Document | None = None) -> None:
        """Close a document; what is in no file is asked about first."""
        document = document or self._desk.document
        if document is None:
            return
        closing = document
        match self._answer(document) if unsaved(document) else "discard":
            case "save":
                self.save(document, lambda done: self._studio.close(closing) if done else None)
            case "discard":
                self._studio.close(document)

    def _answer(self, document: Document) -> Answer:
        """What to do with changes; those of a listed picture are saved without a question."""
        if self._studio.images.of(document) is not None and not document.read_only:
            return "save"
        self._desk_front(document)
        return self.asker.unsaved(document)

    def quit(self) -> None:
        """Leave the program; every document with something to lose is asked about before any is closed."""
        saving: list[Document] = []
        for document in [d for d in self._studio.documents if unsaved(d)]:
            answer = self._answer(document)
            if answer == "cancel":
                return
            if answer == "save":
                saving.append(document)
        self._save_all(saving)

    def _desk_front(self, document: Document) -> None:
        self._studio.opened.emit(document)

    def _save_all(self, documents: list[Document]) -> None:
        if not documents:
            self._leaving = True
            self._leave_when_written()
            return
        first, *rest = documents
        self.save(first, lambda done: self._save_all(rest) if done else None)

    def _leave_when_written(self, _job: object = None) -> None:
        if self._leaving and not self._writing():
            self._leaving = False
            self._finish()

    def _writing(self) -> bool:
        # A file that is being written is written to its end.
        return any(
            isinstance(job.request, SaveRequest | ExportRequest) and not job.ended
            for job in self._studio.jobs.jobs
        )
