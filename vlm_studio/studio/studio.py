"""Everything the program can do, in one place that knows neither processes nor Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from os.path import realpath
from pathlib import Path

from psygnal import Signal

from vlm_studio.document import edits
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import new_id
from vlm_studio.errors import StudioError
from vlm_studio.filenames import check_name
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings
from vlm_studio.studio import asking
from vlm_studio.studio.notice import Kind, Notice
from vlm_studio.studio.pixels import Pixels
from vlm_studio.studio.results import Results
from vlm_studio.tasks.names import DEFAULT_MODELS
from vlm_studio.tasks.requests import MaskRequest, PrepareRequest
from vlm_studio.wire.titles import title
from vlm_studio.wire.work import (
    CutOutRequest,
    Decoded,
    DecodeRequest,
    Exported,
    ExportRequest,
    MergeRequest,
    Opened,
    OpenRequest,
    PullRequest,
    RemoveRequest,
    Request,
    SaveRequest,
    VerifyRequest,
)
from vlm_studio.words import Text, text


class Studio:
    """Everything the program can do. It is given its job queue and knows neither processes nor Qt."""

    opened = Signal(Document)
    """A document was opened, or one that is open already was asked for again."""
    closed = Signal(Document)
    saved = Signal(Document)
    noticed = Signal(Notice)
    models_changed = Signal(str)
    """Something about this model in the store changed."""

    def __init__(
        self, jobs: JobQueue, blocks: BlockFolder, store: ModelStore, settings: Settings
    ) -> None:
        self.jobs = jobs
        self.blocks = blocks
        self.store = store
        self.settings = settings
        self.documents: list[Document] = []
        self._sources: dict[str, Path] = {}
        self._results = Results(jobs, lambda why, document: self._notice(why, "warning", document))
        self._pixels = Pixels(blocks, jobs, self._results.waits)
        jobs.removed.connect(self._sweep)

    # Documents ---------------------------------------------------------------------------------

    def open(self, paths: Iterable[Path]) -> None:
        """Open pictures and projects; each becomes a document or a notice that says why not."""
        for path in paths:
            found = self._document_at(path)
            if found is not None:
                self.opened.emit(found)
                continue
            try:
                check_name(path)
            except StudioError as error:
                self._notice(error.text, "error")
                continue
            sentence = text("Open {name}", name=path.name)
            self._submit(
                OpenRequest(str(path)), sentence, "light", then=partial(self._opened, path)
            )

    def _document_at(self, path: Path) -> Document | None:
        # Links and detours lead to the same file: two documents would save over each other.
        wanted = realpath(path)
        return next((d for d in self.documents if d.path and realpath(d.path) == wanted), None)

    def _opened(self, path: Path, job: Job) -> None:
        result = self._result(job)
        if not isinstance(result, Opened):
            return
        found = self._document_at(path) if result.project else None
        if found is not None:  # it was asked for twice before it was there
            self.opened.emit(found)
            self.jobs.dismiss(job)
            return
        document = Document(result.state, str(path.absolute()) if result.project else None)
        document.read_only = result.read_only
        if result.project:
            document.name = path.stem  # it may have been renamed since it was saved
        else:
            self._sources[document.id] = path.absolute()
        self.settings.used_file(path.absolute())
        self.add(document)
        # Only now: blocks that nobody names any more are swept away with the job.
        self.jobs.dismiss(job)
        for notice in result.notices:
            self._notice(notice, "info", document)

    def source(self, document: Document) -> Path | None:
        """The picture file that ``document`` was opened from."""
        return self._sources.get(document.id)

    def add(self, document: Document) -> None:
        """Take in a document made elsewhere."""
        if any(other.id == document.id for other in self.documents):
            # The same project copied on disk: two open documents may not share an id.
            document.id = new_id()
        self.documents.append(document)
        self.opened.emit(document)

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
            self._notice(notice, "info", document)

    def paste_image(self, document: Document | None, png: Path, at: Point | None = None) -> None:
        """Put a picture from the clipboard, which somebody wrote to ``png``, on a new layer."""
        self.add_picture(document, png, str(text("Pasted picture")), at)

    def close(self, document: Document) -> None:
        """Let go of ``document``; its waiting jobs are cancelled, running ones may still offer their result."""
        self.jobs.cancel_document(document.id)
        self.documents.remove(document)
        self._sources.pop(document.id, None)
        self._pixels.closed(document)
        self._results.closed(document)
        self.closed.emit(document)
        self._sweep()

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
                self.settings.used_file(Path(target))
                self._dismiss_saves(document)
                self.saved.emit(document)
            else:
                self._result(job)
            if then:
                then(done)

        sentence = text("Save {name}", name=Path(target).name)
        self._submit(
            SaveRequest(document.snapshot(), target), sentence, "light", document, then=ended
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
                self._notice(text("Exported {name}", name=name), "info", document)
                for notice in result.notices:
                    self._notice(notice, "warning", document)

        source = str(self._sources.get(document.id, ""))
        request = ExportRequest(document.snapshot(), format, str(path), dict(options), source)
        sentence = text("Export {name}", name=path.name)
        return self._submit(request, sentence, "light", document, then=ended)

    # Models at work ----------------------------------------------------------------------------

    def run(
        self,
        document: Document,
        task: str,
        model: str,
        selected: str | None = None,
        *,
        overlap: float = 0.45,
        labels: tuple[str, ...] = (),
        cutout: bool = False,
        first: bool = False,
    ) -> Job | None:
        """Ask ``model`` to do ``task`` on the raster layer ``selected``, or on what is visible.

        Returns ``None``, with a notice, when there is nothing to look at. ``first`` goes before waiting jobs.
        """
        return self._ask(
            document,
            lambda: asking.whole_picture(
                document, task, model, selected, overlap=overlap, labels=labels, cutout=cutout
            ),
            first=first,
        )

    def masks_from_boxes(
        self, document: Document, layer: str, ids: Sequence[int] | None = None
    ) -> Job | None:
        """Make one labelled mask from each box of ``layer``: the given ones, or all that are shown."""
        return self._ask(document, lambda: asking.masks_from_boxes(document, layer, ids))

    def cut_out(self, document: Document, layer: str, annotation: int) -> Job | None:
        """Copy what is under a mask to a raster layer of its own."""
        return self._ask(document, lambda: asking.cut_out(document, layer, annotation))

    def merge(
        self, document: Document, ids: Sequence[str], then: Callable[[str], None]
    ) -> Job | None:
        """Make one layer of the raster layers ``ids``; ``then`` hears its id once it is there."""

        def ended(job: Job) -> None:
            self._deliver(job)
            if isinstance(job.request, MergeRequest) and job.request.layer in document.layers:
                then(job.request.layer)

        return self._ask(document, lambda: asking.merge(document, ids), then=ended)

    def _ask(
        self,
        document: Document,
        build: Callable[[], asking.Offered | MergeRequest],
        *,
        first: bool = False,
        then: Callable[[Job], None] | None = None,
    ) -> Job | None:
        try:
            request = build()
        except StudioError as error:
            self._notice(error.text, "warning", document)
            return None
        sentence = text("{task} - {name}", task=title(request), name=document.name)
        light = isinstance(request, CutOutRequest | MergeRequest)
        lane, ended = "light" if light else "heavy", then or self._deliver
        return self._submit(request, sentence, lane, document, then=ended, first=first)

    def prepare_mask(
        self, document: Document, selected: str | None, then: Callable[[Job], None]
    ) -> Job | None:
        """Compute what the click-mask engine wants once for a picture."""
        picture = document.picture(selected)
        if picture is None:
            return None

        def ended(job: Job) -> None:
            if document in self.documents:
                self._pixels.keep(document, job)
            self._quietly(then, job)

        request = PrepareRequest(picture, DEFAULT_MODELS["mask-generation"])
        return self._submit(request, title(request), "light", document, then=ended)

    def ask_mask(
        self, document: Document, request: MaskRequest, then: Callable[[Job], None]
    ) -> Job:
        """Ask for one mask; a newer request of the same document takes the place of a waiting one."""
        sentence = text("{task} - {name}", task=title(request), name=document.name)
        ended = partial(self._quietly, then)
        return self._submit(request, sentence, "light", document, then=ended, first=True)

    def _quietly(self, then: Callable[[Job], None], job: Job) -> None:
        # Answers to clicks come by the dozen: only those that failed stay in the job panel.
        then(job)
        if job.state is not JobState.FAILED:
            self.jobs.dismiss(job)

    # Results -----------------------------------------------------------------------------------

    def _deliver(self, job: Job) -> None:
        self._result(job)
        self._results.deliver(job, self._document(job.document))

    def add_result(self, job: Job) -> None:
        """Take the result that ``job`` offers: on top of its document, or as a document of its own."""
        document = self._document(job.document)
        if document is not None:
            self._results.take(job, document)
        elif isinstance(job.request, asking.Offered):
            document = Document(asking.document_for(job.request))
            self.add(document)
            self._results.take(job, document, asking.at_origin(job.request))
        self.jobs.offer(job, None)

    @property
    def shown_from(self) -> float:
        """Score from which on the objects of a new layer are shown."""
        return self._results.shown_from

    @shown_from.setter
    def shown_from(self, score: float) -> None:
        self._results.shown_from = score

    def begin_gesture(self, document: Document) -> None:
        """A drag on ``document`` began: results wait for its end."""
        self._results.begin_gesture(document)

    def end_gesture(self, document: Document) -> None:
        """The drag ended."""
        self._results.end_gesture(document)

    # The model store ---------------------------------------------------------------------------

    def pull(self, model: str, folder: Path | None = None) -> Job:
        """Get a model into the store, or repair it there."""
        request = PullRequest(model, str(folder) if folder else None)
        return self._store_job(request, text("Get {name}", name=self._model_name(model)))

    def verify(self, model: str) -> Job:
        sentence = text("Check {name}", name=self._model_name(model))
        return self._store_job(VerifyRequest(model), sentence)

    def remove(self, model: str) -> Job:
        sentence = text("Remove {name}", name=self._model_name(model))
        return self._store_job(RemoveRequest(model), sentence)

    def _model_name(self, model: str) -> str:
        return self.store.card(model).name

    def _store_job(self, request: PullRequest | VerifyRequest | RemoveRequest, title: Text) -> Job:
        def ended(job: Job) -> None:
            self._result(job)
            self.models_changed.emit(request.model)

        return self._submit(request, title, "fetch", then=ended)

    # Inside ------------------------------------------------------------------------------------

    def shutdown(self) -> None:
        """Stop everything; the window is gone already."""
        self.settings.save()
        self.jobs.shutdown()
        self.blocks.remove()

    def _submit(
        self,
        request: Request,
        title: Text,
        lane: str,
        document: Document | None = None,
        *,
        then: Callable[[Job], None],
        first: bool = False,
    ) -> Job:
        def ended(job: Job) -> None:
            then(job)
            self._sweep()

        job = Job(request, title, lane, document.id if document else None, urgent=first, then=ended)
        self.jobs.submit(job)
        return job

    def _result(self, job: Job) -> object:
        """What ``job`` brought home; a failure of file work is also said above the canvas."""
        outcome = job.outcome
        if outcome is None:
            return None
        error = outcome.error
        if error is not None and job.lane == "light" and outcome.status == "failed":
            if str(job.title.values.get("name", "")) not in str(error):
                # The end of a worker, for one, says nothing of the file.
                error = text("{job}: {error}", job=job.title, error=error)
            self._notice(error, "error", self._document(job.document))
        return outcome.result

    def _document(self, id: str | None) -> Document | None:
        return next((d for d in self.documents if d.id == id), None)

    def _notice(self, sentence: Text, kind: Kind, document: Document | None = None) -> None:
        self.noticed.emit(Notice(sentence, kind, document.id if document else None))

    def _sweep(self) -> None:
        self._pixels.sweep(self.documents)
