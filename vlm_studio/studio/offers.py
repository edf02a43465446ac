"""Results that somebody has to take are offered above the canvas, too: their row may be folded away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vlm_studio.jobs.job import Job
from vlm_studio.studio.notice import Choice, Notice
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.studio.models import Models


class Offers:
    """Follows what the queue offers for documents that are open."""

    def __init__(self, studio: Models) -> None:
        self._studio = studio
        self._said: dict[int, Notice] = {}
        studio.jobs.changed.connect(self._changed)
        studio.jobs.removed.connect(self._withdraw)

    def _changed(self, job: Job) -> None:
        if job.offer is None:
            self._withdraw(job)
        elif job.id not in self._said:
            self._say(job)

    def _say(self, job: Job) -> None:
        document = next((d for d in self._studio.documents if d.id == job.document), None)
        if document is None or job.offer is None:
            return
        sentence = text(
            "{job}: the result waits, because adding it ends what can be redone.",
            job=job.title,
        )
        take = Choice(job.offer, partial(self._studio.add_result, job))
        self._said[job.id] = self._studio.notify(sentence, "info", document, take)

    def _withdraw(self, job: Job) -> None:
        if notice := self._said.pop(job.id, None):
            self._studio.withdrawn.emit(notice)
