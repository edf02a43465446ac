"""Opening, adding, saving, exporting and closing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from os.path import realpath
from pathlib import Path

from vlm_studio.document import edits
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import RasterLayer
from vlm_studio.errors import StudioError
from vlm_studio.filenames import check_name
from vlm_studio.formats.sidecars import counted
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.studio.base import Base
from vlm_studio.wire.work import (
    Decoded,
    DecodeRequest,
    Exported,
    ExportRequest,
    Opened,
    OpenRequest,
    Preview,
    SaveRequest,
    StepPreview,
)
from vlm_studio.words import text


class Files(Base):
    """The studio's work with files, all of it in the light lane."""

    def open(self, paths: Iterable[Path]) -> None:
        """Open pictures and projects; each becomes a document or a notice that says why not."""
        for path in paths:
            found = self.document_at(path)
            if found is not None:
                self.opened.emit(found)
                continue
            try:
                check_name(path)
            except StudioError as error:
                self.notify(error.text, "error")
                continue
            sentence = text("Open {name}", name=path.name)
            self._submit(
                OpenRequest(str(path)),
                sentence,
                "light",
                then=partial(self._opened, path),
                shows=partial(self._previewed, path),
            )

    def document_at(self, path: Path) -> Document | None:
        """The open document of a project file."""
        # Links and detours lead to the same file: two documents would save over each other.
        wanted = realpath(path)
        return next((d for d in self.documents if d.path and realpath(d.path) == wanted), None)

    def arriving(self, document: Document) -> Job | None:
        """The job that still reads the pixels of ``document``, if there is one."""
        return self._arriving.get(document.id)

    def _previewed(self, path: Path, job: Job, preview: Preview | StepPreview) -> None:
        """``path`` is being read: the document is there before all of its pixels are."""
        if not isinstance(preview, Preview):
            return
        document = self._shown_by(job)
        if document is None:
            document = Document(preview.state)
            _refine(document, preview.state, preview.finest)
            self._arriving[document.id] = job
            self._sources[document.id] = path.absolute()
            self.add(document)
        else:
            _refine(document, preview.state, preview.finest)

    def _shown_by(self, job: Job) -> Document | None:
        return next((d for d in self.documents if self._arriving.get(d.id) is job), None)

    def _opened(self, path: Path, job: Job) -> None:
        early = self._shown_by(job)
        if early is not None:
            del self._arriving[early.id]
            if not _brought(job, early):
                self._give_up(early)
                early = None
        result = self._result(job)
        if not isinstance(result, Opened):
            return
        found = self.document_at(path) if result.project else None
        if found is not None:  # it was asked for twice before it was there
            self.opened.emit(found)
            self.jobs.dismiss(job)
            return
        document = early or self._new(path, result)
        _refine(document, result.state, 0)
        if not self._is_passing(path):
            self.settings.used_file(path.absolute())
        # Only now: blocks that nobody names any more are swept away with the job.
        self.jobs.dismiss(job)
        for notice in result.notices:
            self.notify(notice, "info", document)

    def _new(self, path: Path, result: Opened) -> Document:
        document = Document(result.state, str(path.absolute()) if result.project else None)
        document.read_only = result.read_only
        if result.project:
            document.name = path.stem  # it may have been renamed since it was saved
        elif not self._is_passing(path):
            self._sources[document.id] = path.absolute()
        self.add(document)
        return document

    def _is_passing(self, path: Path) -> bool:
        """Whether it is a file that goes with the program, as one from the clipboard does."""
        return path.absolute().is_relative_to(self.blocks.path)

    def _give_up(self, document: Document) -> None:
        """The rest of ``document`` will not come: it goes, and everything that was asked of it."""
        for job in self.jobs.jobs:
            if job.document == document.id and job.state is JobState.WAITING:
                self.jobs.cancel(job)
                self.jobs.dismiss(job)
        self.close(document)

    def add_picture(
        self, document: Document | None, path: Path, name: str, at: Point | None = None
    ) -> None:
        """Put the picture file ``path`` on a new layer with its middle ``at`` (the document's middle by default).

        Without a document it becomes one of its own, called ``name``.
        """

        def arrived(job: Job) -> None:
            result = self._result(job)
            if not isinstance(result, Decoded):
                return
            self._place(document, result, name, at)
            self.jobs.dismiss(job)

        self._submit(
            DecodeRequest(str(path)),
            text("Open {name}", name=name),
            "light",
            document,
            then=arrived,
        )

    def _place(
        self, document: Document | None, decoded: Decoded, name: str, at: Point | None
    ) -> None:
        if document is None or document not in self.documents:
            document = Document(DocumentState.of_picture(decoded.block, name))
            self.add(document)
        else:
            document.history.push(edits.insert_picture(document, decoded.block, name, at))
        for notice in decoded.notices:
            self.notify(notice, "info", document)

    def paste_image(self, document: Document | None, png: Path, at: Point | None = None) -> None:
        """Put a picture from the clipboard, which somebody wrote to ``png``, on a new layer."""
        self.add_picture(document, png, str(text("Pasted picture")), at)

    def close(self, document: Document) -> None:
        """Let go of ``document``; its waiting jobs are cancelled, running ones may still offer their result."""
        self.jobs.cancel_document(document.id)
        blocks = document.blocks() | self._put_away(document)
        self._sources.pop(document.id, None)
        self._sweep()
        self.release(blocks)

    def put_away(self, document: Document) -> None:
        """Take ``document`` off the desk; its jobs go on, and their results come into it until :meth:`forget`."""
        self._away[document.id] = document
        self.release(self._put_away(document))

    def is_away(self, document: Document) -> bool:
        """Whether ``document`` was put away and may still change."""
        return self._away.get(document.id) is document

    def bring_back(self, document: Document) -> None:
        """``document`` is to be added again; it was put away, or is new."""
        if self.is_away(document):
            del self._away[document.id]

    def forget(self, document: Document) -> None:
        """Let go of a document that was put away."""
        self._away.pop(document.id, None)
        self._sources.pop(document.id, None)
        self.release(document.blocks())

    def _put_away(self, document: Document) -> set[str]:
        """What was prepared for it is of no more use; its blocks."""
        self.documents.remove(document)
        reading = self._arriving.pop(document.id, None)
        if reading is not None:
            self.jobs.cancel(reading)
        prepared = self._pixels.closed(document)
        self._results.closed(document)
        self.closed.emit(document)
        return prepared

    def save(
        self,
        document: Document,
        path: Path | None = None,
        then: Callable[[bool], None] | None = None,
    ) -> None:
        """Write the project to ``path``, or where it was; ``then`` hears whether that worked.

        Raises ``ValueError`` when there is no path to write to.
        """
        target = str(path.absolute()) if path else document.path
        if target is None or (document.read_only and target == document.path):
            raise ValueError("the document has no file of its own to save to")
        at = document.history.last

        def ended(job: Job) -> None:
            done = job.state is JobState.DONE
            if done:
                document.path = target
                document.read_only = False
                document.name = Path(target).stem
                document.history.mark_saved(at)
                if path is not None:
                    self.settings.used_file(path)
                self._dismiss_saves(document)
                self.saved.emit(document)
            else:
                self._result(job)
            if then:
                then(done)

        sentence = text("Save {name}", name=Path(target).name)
        self._submit(
            SaveRequest(counted(document.snapshot()), target),
            sentence,
            "light",
            document,
            then=ended,
        )

    def _dismiss_saves(self, document: Document) -> None:
        # Also those that failed before: to try them again would put an older state into the file.
        for job in self.jobs.jobs:
            if job.document == document.id and isinstance(job.request, SaveRequest):
                self.jobs.dismiss(job)

    def export(
        self,
        document: Document,
        format: str,
        path: Path,
        options: Mapping[str, str | float | bool],
    ) -> Job:
        """Write ``document`` in another ``format`` (an id of ``formats.table``)."""

        def ended(job: Job) -> None:
            result = self._result(job)
            if isinstance(result, Exported):
                name = Path(result.paths[0]).name if result.paths else path.name
                self.notify(text("Exported {name}", name=name), "info", document)
                for notice in result.notices:
                    self.notify(notice, "warning", document)

        source = str(self._sources.get(document.id, ""))
        request = ExportRequest(document.snapshot(), format, str(path), dict(options), source)
        sentence = text("Export {name}", name=path.name)
        return self._submit(request, sentence, "light", document, then=ended)


def _brought(job: Job, document: Document) -> bool:
    """Whether ``job`` ended with the ``document`` that it had shown."""
    result = job.outcome.result if job.outcome else None
    return isinstance(result, Opened) and result.state.id == document.id


def _refine(document: Document, state: DocumentState, finest: int) -> None:
    """Mip levels of the pixels that ``document`` was opened with, as ``state``, are there from ``finest`` on."""
    for layer in state.layers.values():
        if isinstance(layer, RasterLayer):
            document.refine(layer.block, finest)
