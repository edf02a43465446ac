"""What every part of the studio stands on: what is open, the queue, and what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from psygnal import Signal

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.document.layers import new_id
from vlm_studio.jobs.job import ORDINARY, PATIENT, URGENT, Job
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings
from vlm_studio.studio.notice import Choice, Kind, Notice
from vlm_studio.studio.pixels import Pixels
from vlm_studio.studio.results import Results
from vlm_studio.studio.staging import Staging
from vlm_studio.wire.titles import title
from vlm_studio.wire.work import Preview, Request, StepPreview
from vlm_studio.words import Text, text


class Base:
    """Documents, jobs, notices and the life of pixels; the parts of the studio build on it."""

    opened = Signal(Document)
    """A document was opened, or one that is open already was asked for again."""
    closed = Signal(Document)
    saved = Signal(Document)
    came_home = Signal(Document)
    """A job of a document that was put away has ended."""
    noticed = Signal(Notice)
    withdrawn = Signal(Notice)
    """What was said is not so any more."""
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
        self._arriving: dict[str, Job] = {}
        """What still reads the pixels of a document, by the document's id."""
        self._results = Results(jobs, lambda why, document: self.notify(why, "warning", document))
        self._pixels = Pixels(blocks, jobs, self._results.waits)
        self.needs = self._pixels.needs
        self._away: dict[str, Document] = {}
        self._described: set[tuple[str, str]] = set()
        """Diffusion models that a worker was asked about, with the stamp of what was known then."""
        self._found: dict[str, Card] = {}
        """Diffusion models as they were when somebody last looked."""
        self.staging = Staging(self)
        jobs.removed.connect(self._sweep)

    def add(self, document: Document, at: int | None = None, source: Path | None = None) -> None:
        """Take in a document made elsewhere, last or ``at`` that place among the others.

        ``source`` is the picture file it was opened from.
        """
        if self._document(document.id) is not None:
            # The same project copied on disk: two open documents may not share an id.
            document.id = new_id()
        if source is not None:
            self._sources[document.id] = source
        self.documents.insert(len(self.documents) if at is None else at, document)
        document.history.dropped.connect(self._release, unique=True)
        self.opened.emit(document)

    def source(self, document: Document) -> Path | None:
        """The picture file that ``document`` was opened from."""
        return self._sources.get(document.id)

    def _submit(
        self,
        request: Request,
        name: Text,
        lane: str,
        document: Document | None = None,
        *,
        then: Callable[[Job], None],
        shows: Callable[[Job, Preview | StepPreview], None] | None = None,
        first: bool = False,
    ) -> Job:
        def ended(job: Job) -> None:
            then(job)
            away = self._away.get(job.document or "")
            if away is not None:
                self.came_home.emit(away)
            self._sweep()

        id = document.id if document else None
        # What is asked of pixels that are still arriving waits for them.
        after = self._arriving.get(id) if id else None
        job = Job(
            request,
            name,
            lane,
            id,
            rank=URGENT if first else ORDINARY,
            then=ended,
            shows=shows,
            after=after,
        )
        self.jobs.submit(job)
        return job

    def ask_quietly(
        self, request: Request, lane: str, then: Callable[[Job], None], rank: int = PATIENT
    ) -> Job:
        """Submit work that gets no row; ``then`` hears of its end, and whatever is wrong is its to say."""
        job = Job(request, title(request), lane, rank=rank, quiet=True, then=then)
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
            self.notify(error, "error", self._document(job.document))
        return outcome.result

    def _document(self, id: str | None) -> Document | None:
        shown = next((d for d in self.documents if d.id == id), None)
        return shown or self._away.get(id or "")

    def notify(
        self, sentence: Text, kind: Kind, document: Document | None = None, *choices: Choice
    ) -> Notice:
        """Say something above the canvas, with a button for each of ``choices``."""
        notice = Notice(sentence, kind, document.id if document else None, choices)
        self.noticed.emit(notice)
        return notice

    def _release(self, blocks: frozenset[str]) -> None:
        self._pixels.release(set(blocks), self.documents)

    def _sweep(self) -> None:
        self._pixels.sweep((*self.documents, *self._away.values()))

    def release(self, blocks: set[str]) -> None:
        """Let go of those of ``blocks`` that nothing needs."""
        self._pixels.release(blocks, (*self.documents, *self._away.values()))
