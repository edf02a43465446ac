"""What the empty page says while the first file is on its way."""

from __future__ import annotations

from PySide6.QtCore import QObject

from vlm_studio.studio import Studio
from vlm_studio.ui.empty_page import EmptyPage
from vlm_studio.wire.work import OpenRequest
from vlm_studio.words import plural_text


class Opening(QObject):
    """Listens to the queue; a page with a document in front of it hears it too, and nobody sees it."""

    def __init__(self, studio: Studio, page: EmptyPage) -> None:
        super().__init__(page)
        self._jobs = studio.jobs
        self._page = page
        for signal in (studio.jobs.added, studio.jobs.changed, studio.jobs.removed):
            signal.connect(lambda _job: self._look())
        self._look()

    def _look(self) -> None:
        coming = [
            job for job in self._jobs.jobs if not job.ended and isinstance(job.request, OpenRequest)
        ]
        words = plural_text("Opening {n} file…", "Opening {n} files…", len(coming))
        if len(coming) == 1:
            words = coming[0].title
        self._page.wait_for(words if coming else None)
