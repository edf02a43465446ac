"""Designs that wait, on the disk: written as they come, found when their document is opened again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

from vlm_studio.document.document import Document
from vlm_studio.errors import StudioError
from vlm_studio.jobs.job import ORDINARY, Job, JobState
from vlm_studio.log import logger
from vlm_studio.paths import staging_folder
from vlm_studio.tasks.staged import Owner, Staged
from vlm_studio.wire.staging import DesignsFound, FindDesignsRequest, KeepDesignsRequest
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.studio.base import Base


class Keeping:
    """All of it is done in the light lane, in the order in which it is asked for."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._keeping: list[Job] = []

    def keep(
        self, document: Document, designs: Sequence[Staged] = (), gone: Sequence[str] = ()
    ) -> None:
        """Write ``designs`` of ``document``, and delete those with the ids ``gone``."""
        request = KeepDesignsRequest(
            str(staging_folder()), self._owner(document), tuple(designs), tuple(gone)
        )
        self._keeping = [job for job in self._keeping if not job.ended]
        self._keeping.append(self._base.ask_quietly(request, "light", self._kept, ORDINARY))

    def _kept(self, job: Job) -> None:
        error = job.outcome.error if job.outcome else None
        if job.state is JobState.FAILED and error is not None:
            self._base.notify(text("Designs are not kept: {error}", error=error), "warning")

    def find(
        self, document: Document, found: Callable[[DesignsFound], None], *, earlier: bool
    ) -> None:
        """``found`` hears what waits for ``document``; with ``earlier`` what waited for lost ones, and now waits for it."""
        open = tuple(each.id for each in self._base.documents)
        request = FindDesignsRequest(
            str(staging_folder()), self._owner(document), open, earlier=earlier
        )

        def ended(job: Job) -> None:
            result = job.outcome.result if job.outcome else None
            if isinstance(result, DesignsFound):
                found(result)

        self._base.ask_quietly(request, "light", ended, ORDINARY)

    def _owner(self, document: Document) -> Owner:
        file: Path | str | None = document.path
        # What is drawn on a picture of the list has no file yet before it is saved.
        if file is None or not Path(file).exists():
            file = self._base.source(document) or file
        window = str(self._base.blocks.path)
        return Owner(document.id, document.name, realpath(file) if file else "", window)

    def finish(self) -> None:
        """Write what is not on the disk yet; the window is gone already."""
        from vlm_studio.formats.staged import keep

        for job in self._keeping:
            if not job.ended and isinstance(job.request, KeepDesignsRequest):
                asked = job.request
                try:
                    keep(staging_folder(), asked.owner, asked.designs, asked.gone)
                except (StudioError, OSError):
                    logger.warning("designs were not kept", exc_info=True)
