"""Models at work on a document, and their results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.studio import asking, more
from vlm_studio.studio.base import Base
from vlm_studio.studio.designing import shortened
from vlm_studio.tasks.design import DesignRequest, Designs
from vlm_studio.tasks.names import DEFAULT_MODELS
from vlm_studio.tasks.requests import MaskRequest, PrepareRequest, Style
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.wire.titles import title
from vlm_studio.wire.work import (
    CutOutRequest,
    MergeRequest,
)
from vlm_studio.words import text


class Models(Base):
    """What can be asked of models, and how what they found comes in."""

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
        style: Style | None = None,
        first: bool = False,
    ) -> Job | None:
        """Ask ``model`` to do ``task`` on the raster layer ``selected``, or on what is visible.

        Returns ``None``, with a notice, when there is nothing to look at. ``first`` goes before waiting jobs.
        """
        return self._ask(
            document,
            lambda: asking.whole_picture(
                document,
                task,
                model,
                selected,
                overlap=overlap,
                labels=labels,
                cutout=cutout,
                style=style,
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

    def design(
        self,
        document: Document,
        request: DesignRequest,
        *,
        first: bool = False,
        then: Callable[[Job], None] = lambda _: None,
    ) -> Job:
        """Ask for designs; they come into the staging of ``document``, and ``then`` hears of the end."""

        def ended(job: Job) -> None:
            self._deliver(job)
            result = job.outcome.result if job.outcome else None
            for notice in result.notices if isinstance(result, Designs) else ():
                self.notify(notice, "warning", document)
            then(job)

        sentence = text("{task} - {name}", task=title(request), name=shortened(request.words))
        shows = partial(self.staging.forming.shows, document)
        return self._submit(
            request, sentence, "heavy", document, then=ended, shows=shows, first=first
        )

    def recreate(self, document: Document, layer: RasterLayer | VectorLayer) -> Job | None:
        """Make the design that became ``layer`` again; it waits beside the document, and what differs is said."""
        try:
            request = more.asked(document, layer.provenance)
        except StudioError as error:
            self.notify(error.text, "warning", document)
            return None

        def ended(job: Job) -> None:
            result = job.outcome.result if job.outcome else None
            if isinstance(result, Designs) and layer.provenance is not None:
                now = result.designs[0].provenance
                self.notify(*more.compared(layer.name, layer.provenance, now), document)

        return self.design(document, request, then=ended)

    def trace(self, document: Document, layer: str, how: Tracing) -> Job | None:
        """Put paths of the raster layer ``layer`` onto a layer above it."""
        return self._ask(document, lambda: asking.trace(document, layer, how))

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
            self.notify(error.text, "warning", document)
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

    def _deliver(self, job: Job) -> None:
        result, document = self._result(job), self._document(job.document)
        if isinstance(result, Designs) and isinstance(job.request, DesignRequest) and document:
            # They wait beside the document: no drag and no step to redo is in their way.
            self.staging.add(document, job.request, result)
        else:
            self._results.deliver(job, document)

    def add_result(self, job: Job) -> None:
        """Take the result that ``job`` offers: on top of its document, or as a document of its own."""
        document = self._document(job.document)
        if document is not None:
            self._results.take(job, document)
        elif isinstance(job.request, asking.Offered):
            document = Document(asking.document_for(job.request))
            self.add(document)
            self._results.take(job, document, asking.at_origin(job.request))
        elif isinstance(job.request, DesignRequest):
            document = Document(asking.artboard_of(job.request))
            self.add(document)
            result = job.outcome.result if job.outcome else None
            if isinstance(result, Designs):
                self.staging.add(document, asking.on_artboard(job.request), result)
        self.jobs.offer(job, None)

    def is_held(self, document: Document) -> bool:
        """Whether a result that comes in now would be in the way: of a drag, or of steps to redo."""
        return document.history.redo_text is not None or self.is_dragged(document)

    def is_dragged(self, document: Document) -> bool:
        """Whether a drag on ``document`` is under way."""
        return self._results.is_dragged(document)

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
