"""The application without a window: documents, settings, models and jobs; what the window and its tests call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec
from psygnal import Signal

from vlm_studio.document import edits
from vlm_studio.document.blocks import BlockFolder, blocks_in
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, new_id
from vlm_studio.document.masks import Mask
from vlm_studio.jobs import apply
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings
from vlm_studio.tasks.names import DEFAULT_MODELS
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    DetectRequest,
    LabelledBox,
    MaskRequest,
    PoseRequest,
    PrepareRequest,
    SegmentRequest,
)
from vlm_studio.wire.work import (
    CutOut,
    CutOutRequest,
    Decoded,
    DecodeRequest,
    Exported,
    ExportRequest,
    Opened,
    OpenRequest,
    PullRequest,
    RemoveRequest,
    Request,
    SaveRequest,
    VerifyRequest,
)
from vlm_studio.words import Text, text

Kind = Literal["info", "warning", "error"]
_OFFERED = DetectRequest | SegmentRequest | PoseRequest | BoxMasksRequest | CutOutRequest
"""Requests whose results become layers."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the bar above the canvas; ``document`` is the id of the document it is about."""

    text: Text
    kind: Kind = "info"
    document: str | None = None


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
        self._gestures: dict[str, int] = {}
        self._late: list[Job] = []
        jobs.removed.connect(self._sweep)

    # Documents ---------------------------------------------------------------------------------

    def open(self, paths: Iterable[Path]) -> None:
        """Open pictures and projects; each becomes a document or a notice that says why not."""
        for path in paths:
            found = self._document_at(path)
            if found is not None:
                self.opened.emit(found)
                continue
            title = text("Open {name}", name=path.name)
            self._submit(OpenRequest(str(path)), title, "light", then=partial(self._opened, path))

    def _document_at(self, path: Path) -> Document | None:
        wanted = str(path.absolute())
        return next((d for d in self.documents if d.path == wanted), None)

    def _opened(self, path: Path, job: Job) -> None:
        result = self._result(job)
        if not isinstance(result, Opened):
            return
        document = Document(result.state, str(path.absolute()) if result.project else None)
        document.read_only = result.read_only
        if not result.project:
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
        block = decoded.block
        if document is None or document not in self.documents:
            fresh = Document.empty(name, block.width, block.height)
            layer = RasterLayer(name=name, block=block)
            state = msgspec.structs.replace(
                fresh.snapshot(), layers={layer.id: layer}, children={"": (layer.id,)}
            )
            document = Document(state)
            self.add(document)
        else:
            centre = at or document.bounds().centre
            x, y = round(centre.x - block.width / 2), round(centre.y - block.height / 2)
            layer = RasterLayer(name=name, block=block, x=x, y=y)
            sentence = text("Add {name}", name=name)
            document.history.push(edits.insert_layers(document, [layer], sentence))
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
                self.jobs.dismiss(job)
                self.saved.emit(document)
            else:
                self._result(job)
            if then:
                then(done)

        title = text("Save {name}", name=Path(target).name)
        self._submit(SaveRequest(document.snapshot(), target), title, "light", document, then=ended)

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
        title = text("Export {name}", name=path.name)
        return self._submit(request, title, "light", document, then=ended)

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
        picture = document.picture(selected)
        if picture is None:
            self._notice(text("There is no visible picture to look at."), "warning", document)
            return None
        request: Request
        match task:
            case "object-detection":
                request = DetectRequest(picture, model, labels, overlap)
                title = text("Detect - {name}", name=document.name)
            case "image-segmentation":
                request = SegmentRequest(picture, model, cutout)
                title = text("Segment - {name}", name=document.name)
            case "keypoint-detection":
                request = PoseRequest(picture, model)
                title = text("Pose - {name}", name=document.name)
            case _:
                raise ValueError(f"not a task that runs on a whole picture: {task}")
        return self._submit(request, title, "heavy", document, then=self._deliver, first=first)

    def masks_from_boxes(
        self, document: Document, layer: str, ids: Sequence[int] | None = None
    ) -> Job | None:
        """Make one labelled mask from each box of ``layer``: the given ones, or all that are shown."""
        picture = document.picture()
        owner = document.layer(layer)
        if picture is None or not isinstance(owner, AnnotationLayer):
            self._notice(text("There is no visible picture to look at."), "warning", document)
            return None
        chosen = [a for a in document.shown_annotations(owner) if ids is None or a.id in ids]
        boxes = tuple(
            LabelledBox(a.shape.moved(-picture.x, -picture.y), a.label, a.score)
            for a in chosen
            if isinstance(a.shape, Box)
        )
        if not boxes:
            self._notice(text("There is no box to make a mask from."), "warning", document)
            return None
        request = BoxMasksRequest(picture, DEFAULT_MODELS["mask-generation"], boxes)
        title = text("Masks from boxes - {name}", name=document.name)
        return self._submit(request, title, "heavy", document, then=self._deliver)

    def cut_out(self, document: Document, layer: str, annotation: int) -> Job | None:
        """Copy what is under a mask to a raster layer of its own."""
        picture = document.picture()
        found = document.annotations(layer).get(annotation)
        if picture is None or found is None or not isinstance(found.shape, Mask):
            self._notice(text("Select a mask to cut out."), "warning", document)
            return None
        request = CutOutRequest(picture, found.shape.moved(-picture.x, -picture.y))
        title = text("Cut out {label} - {name}", label=found.label, name=document.name)
        return self._submit(request, title, "light", document, then=self._deliver)

    def prepare_mask(
        self, document: Document, selected: str | None, then: Callable[[Job], None]
    ) -> Job | None:
        """Compute what the click-mask engine wants once for a picture."""
        picture = document.picture(selected)
        if picture is None:
            return None
        request = PrepareRequest(picture, DEFAULT_MODELS["mask-generation"])
        return self._submit(
            request, text("Prepare masks"), "light", document, then=self._quietly(then)
        )

    def ask_mask(
        self, document: Document, request: MaskRequest, then: Callable[[Job], None]
    ) -> Job:
        """Ask for one mask; a newer request of the same document takes the place of a waiting one."""
        title = text("Mask - {name}", name=document.name)
        return self._submit(request, title, "light", document, then=self._quietly(then), first=True)

    def _quietly(self, then: Callable[[Job], None]) -> Callable[[Job], None]:
        # Answers to clicks come by the dozen: only those that failed stay in the job panel.
        def ended(job: Job) -> None:
            then(job)
            if job.state is not JobState.FAILED:
                self.jobs.dismiss(job)

        return ended

    # Results -----------------------------------------------------------------------------------

    def _deliver(self, job: Job) -> None:
        result = self._result(job)
        if not isinstance(result, Annotations | CutOut):
            return
        document = self._document(job.document)
        if document is None:
            self.jobs.offer(job, text("Open result"))
        elif document.history.redo_text is not None:
            self.jobs.offer(job, apply.offer_text(result))
        elif document.id in self._gestures:
            self._late.append(job)
        else:
            self._push(document, job)

    def _push(self, document: Document, job: Job) -> None:
        assert job.outcome is not None
        change = apply.change_for(document, job.request, job.outcome.result)
        if change is not None:
            document.history.push(change)

    def add_result(self, job: Job) -> None:
        """Take the result that ``job`` offers: on top of its document, or as a document of its own."""
        document = self._document(job.document)
        if document is None:
            document = Document(self._state_of(job.request))
            self.add(document)
        self._push(document, job)
        self.jobs.offer(job, None)

    def _state_of(self, request: Request) -> DocumentState:
        assert isinstance(request, _OFFERED)
        picture = request.picture
        layers = [
            RasterLayer(
                name=str(text("Picture")), block=p.block, x=p.x - picture.x, y=p.y - picture.y
            )
            for p in picture.layers
        ]
        return DocumentState(
            id=new_id(),
            name=str(text("Result")),
            width=picture.width,
            height=picture.height,
            layers={layer.id: layer for layer in layers},
            children={"": tuple(layer.id for layer in layers)},
        )

    @contextmanager
    def gesture(self, document: Document) -> Iterator[None]:
        """While a drag on ``document`` lasts, results wait for its end."""
        self.begin_gesture(document)
        try:
            yield
        finally:
            self.end_gesture(document)

    def begin_gesture(self, document: Document) -> None:
        self._gestures[document.id] = self._gestures.get(document.id, 0) + 1

    def end_gesture(self, document: Document) -> None:
        left = self._gestures.pop(document.id, 1) - 1
        if left:
            self._gestures[document.id] = left
            return
        waiting = [job for job in self._late if job.document == document.id]
        self._late = [job for job in self._late if job.document != document.id]
        for job in waiting:
            self._deliver(job)

    # The model store ---------------------------------------------------------------------------

    def pull(self, model: str, folder: Path | None = None) -> Job:
        """Get a model into the store, or repair it there."""
        request = PullRequest(model, str(folder) if folder else None)
        return self._store_job(request, text("Get {name}", name=self.store.card(model).name))

    def verify(self, model: str) -> Job:
        return self._store_job(
            VerifyRequest(model), text("Check {name}", name=self.store.card(model).name)
        )

    def remove(self, model: str) -> Job:
        return self._store_job(
            RemoveRequest(model), text("Remove {name}", name=self.store.card(model).name)
        )

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
        job = Job(request, title, lane, document.id if document else None, urgent=first, then=then)
        self.jobs.submit(job)
        return job

    def _result(self, job: Job) -> object:
        """What ``job`` brought home; a failure of file work is also said above the canvas."""
        outcome = job.outcome
        if outcome is None:
            return None
        if outcome.error is not None and job.lane == "light" and outcome.status == "failed":
            self._notice(outcome.error, "error", self._document(job.document))
        return outcome.result

    def _document(self, id: str | None) -> Document | None:
        return next((d for d in self.documents if d.id == id), None)

    def _notice(self, sentence: Text, kind: Kind, document: Document | None = None) -> None:
        self.noticed.emit(Notice(sentence, kind, document.id if document else None))

    def _sweep(self) -> None:
        # A running job may be writing a block nobody here has heard of yet.
        if self.jobs.busy:
            return
        live: set[str] = set()
        for document in self.documents:
            live |= document.blocks()
        for job in self.jobs.jobs:
            live |= blocks_in(job.request)
            live |= blocks_in(job.outcome)
        self.blocks.sweep(live)
