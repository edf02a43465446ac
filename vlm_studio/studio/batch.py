"""One task on many pictures: each is read, looked at and written by jobs of its own, while one row tells how far it is.

What was found is in a picture's sidecar as soon as its turn is over, together with the name of the wish. So a batch
that was stopped, or killed, goes on where it was, and does nothing twice.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from vlm_studio.document.annotations import Filter
from vlm_studio.document.document import Document
from vlm_studio.errors import StudioError
from vlm_studio.formats import sidecars
from vlm_studio.jobs import apply
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.studio import asking
from vlm_studio.studio.picture_row import Picture
from vlm_studio.tasks.requests import Annotations
from vlm_studio.wire.images import (
    BatchDone,
    BatchRequest,
    OpenedImage,
    OpenImageRequest,
    Summaries,
    SummariesRequest,
)
from vlm_studio.wire.work import Outcome, Request, SaveRequest
from vlm_studio.words import Text, plural_text, text

if TYPE_CHECKING:
    from vlm_studio.studio.studio import Studio

_UNDER_WAY = 3
"""One is read, one is looked at, one is written."""


def wish_name(wish: BatchRequest, weights: str) -> str:
    """What sidecars call a wish that was done; ``weights`` is the hash of the model's file."""
    said = msgspec.json.encode(wish) + weights.encode()
    return hashlib.sha256(said).hexdigest()[:16]


class Batch:
    """A :class:`~vlm_studio.jobs.job.Leader`. What failed or was not begun is tried when it is led again."""

    def __init__(
        self, studio: Studio, wish: BatchRequest, pictures: Sequence[Picture], *, again: bool
    ) -> None:
        """With ``again`` also pictures on which the wish was done before have their turn, once."""
        self._studio = studio
        self._images = studio.images
        self._wish = wish
        self._name = wish_name(wish, studio.store.card(wish.model).sha256)
        self._again = again
        self._pictures = list(pictures)
        self._todo: deque[Picture] = deque()
        self._done: set[Picture] = set()
        self._failed: dict[Picture, Text] = {}
        self._postponed: set[Picture] = set()
        self._under_way: dict[Picture, Document | None] = {}
        self._jobs: set[Job] = set()
        self._skipped = 0
        self._job: Job | None = None
        self._stopping = False

    # As a leader -------------------------------------------------------------------------------

    def begin(self, job: Job) -> None:
        self._job, self._stopping = job, False
        self._failed, self._postponed, self._skipped = {}, set(), 0
        self._todo = deque(p for p in self._pictures if p not in self._done)
        self._go_on()

    def stop(self) -> None:
        self._stopping = True
        self._todo.clear()
        for job in list(self._jobs):
            if not isinstance(job.request, SaveRequest):  # what is written is not lost
                self._studio.jobs.cancel(job)
        self._go_on()

    def blocks(self) -> set[str]:
        """Pixels of the pictures under way."""
        return set().union(*(d.blocks() for d in self._under_way.values() if d is not None))

    def _go_on(self) -> None:
        while self._todo and len(self._under_way) < _UNDER_WAY:
            self._take(self._todo.popleft())
        if self._job is None:
            return
        if self._todo or self._under_way:
            ended, total = len(self._done) + len(self._failed), len(self._pictures)
            new = total - self._skipped
            words = plural_text(
                "{done} of {n} picture", "{done} of {n} pictures", total, done=ended
            )
            fraction = (ended - self._skipped) / new if new else 1.0
            if self._job.state is JobState.RUNNING:
                self._studio.jobs.report(self._job, fraction, words)
        else:
            job, self._job = self._job, None
            self._studio.jobs.finish(job, self._outcome())

    def _outcome(self) -> Outcome:
        if self._stopping:
            return Outcome("cancelled")
        if not self._failed:
            return Outcome("succeeded", BatchDone(len(self._done) - self._skipped, self._skipped))
        first = next(iter(self._failed.values()))
        sentence = plural_text(
            "{failed} of {n} picture failed: {reason}",
            "{failed} of {n} pictures failed: {reason}",
            len(self._pictures),
            failed=len(self._failed),
            reason=first,
        )
        details = "\n".join(f"{picture.path}: {error}" for picture, error in self._failed.items())
        return Outcome("failed", error=sentence, details=details)

    # One picture -------------------------------------------------------------------------------

    def _take(self, picture: Picture) -> None:
        if picture.sidecar is not None and picture.summary is None and not self._again:
            self._under_way[picture] = None
            request = SummariesRequest((str(picture.sidecar),))
            self._ask(request, "light", partial(self._summarised, picture))
        elif not self._again and picture.has_run(self._name):
            self._skipped += 1
            self._done.add(picture)
        else:
            self._read(picture)

    def _summarised(self, picture: Picture, job: Job) -> None:
        result = job.outcome.result if job.outcome else None
        found = result.found[0] if isinstance(result, Summaries) else None
        picture.summary = found or sidecars.Summary()
        del self._under_way[picture]
        if not self._stopping:
            self._take(picture)
        self._go_on()

    def _read(self, picture: Picture) -> None:
        document = self._images.turning.find_document(picture)
        self._under_way[picture] = None
        if document is not None:
            self._look(picture, document)
        else:
            request = OpenImageRequest(str(picture.path), self._images.places(picture))
            self._ask(request, "light", partial(self._opened, picture))

    def _opened(self, picture: Picture, job: Job) -> None:
        opened = job.outcome.result if job.outcome else None
        if not isinstance(opened, OpenedImage):
            self._give_up(picture, job)
            return
        document = Document(opened.state, opened.path or str(self._images.place(picture)))
        self._under_way[picture] = document
        if opened.read_only:
            sentence = text("{name} can only be read, so nothing can be added.", name=opened.path)
            self._fail(picture, sentence)
        elif self._stopping:
            self._end(picture)
        else:
            self._look(picture, document)

    def _look(self, picture: Picture, document: Document) -> None:
        wish = self._wish
        try:
            request = asking.whole_picture(
                document,
                wish.task,
                wish.model,
                None,
                overlap=wish.overlap,
                labels=wish.labels,
                cutout=wish.cutout,
            )
        except StudioError as error:
            self._fail(picture, error.text)
            return
        self._ask(request, "heavy", partial(self._found, picture, document, request))

    def _found(
        self, picture: Picture, document: Document, request: asking.Offered, job: Job
    ) -> None:
        result = job.outcome.result if job.outcome else None
        if not isinstance(result, Annotations):
            self._give_up(picture, job)
            return
        # Somebody may have turned to this picture meanwhile: then that is the document to add to.
        live = self._images.turning.find_document(picture)
        if live is not None and self._studio.is_held(live):
            self._postpone(picture)
            return
        target = live or document
        shown = Filter(self._studio.shown_from)
        change = apply.change_for(target, request, result, shown)
        if change is not None:
            target.history.push(change)
        said = sidecars.summary(target.extra)
        runs = tuple(dict.fromkeys((*said.runs, self._name)))
        target.extra = sidecars.noted(target.extra, msgspec.structs.replace(said, runs=runs))
        self._write(picture, target, live is not None)

    def _write(self, picture: Picture, document: Document, live: bool) -> None:
        if live:
            self._studio.save(document, then=lambda done: self._saved(picture, done))
            return
        state = sidecars.counted(document.snapshot())

        def ended(job: Job) -> None:
            if job.state is JobState.DONE:
                self._images.note_saved(picture, sidecars.summary(state.extra))
                self._saved(picture, True)
            else:
                self._give_up(picture, job)

        self._ask(SaveRequest(state, str(self._images.place(picture))), "light", ended)

    def _saved(self, picture: Picture, done: bool) -> None:
        if done:
            self._done.add(picture)
            self._end(picture)
        else:
            self._fail(picture, text("{name} was not saved.", name=picture.name))

    # Its end -----------------------------------------------------------------------------------

    def _postpone(self, picture: Picture) -> None:
        """It is being worked on: it has its turn at the end, or none."""
        if picture in self._postponed:
            self._fail(picture, text("{name} is being worked on.", name=picture.name))
            return
        self._postponed.add(picture)
        self._todo.append(picture)
        self._end(picture)

    def _give_up(self, picture: Picture, job: Job) -> None:
        error = job.outcome.error if job.outcome is not None else None
        if job.state is JobState.CANCELLED or self._stopping:
            self._end(picture)
        else:
            self._fail(picture, error or text("It failed without saying why."))

    def _fail(self, picture: Picture, error: Text) -> None:
        self._failed[picture] = error
        if self._images.turning.document_of(picture) is None:
            self._images.note_failed(picture, error)
        self._end(picture)

    def _end(self, picture: Picture) -> None:
        document = self._under_way.pop(picture, None)
        if document is not None:
            self._studio.release(document.blocks())
        self._go_on()

    def _ask(self, request: Request, lane: str, then: Callable[[Job], None]) -> None:
        def ended(job: Job) -> None:
            self._jobs.discard(job)
            then(job)

        self._jobs.add(self._studio.ask_quietly(request, lane, ended))
