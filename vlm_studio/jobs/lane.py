"""Where work is done, one job at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from vlm_studio.wire.work import Outcome, Preview, Request, StepPreview
from vlm_studio.words import Text

Report = Callable[[float | None, Text | None], None]
"""Hears how far a job is, from any thread."""
Show = Callable[[Preview | StepPreview], None]
"""Hears what can be seen already of a job's result, from any thread."""


def unseen(_preview: Preview | StepPreview) -> None:
    """A :data:`Show` for jobs that nobody looks at before they end."""


class Lane(Protocol):
    """Does one request after the other; a second caller of :meth:`run` waits for its turn."""

    def run(self, job_id: int, request: Request, progress: Report, show: Show = unseen) -> Outcome:
        """Do ``request`` and wait for its end, on any thread but the main one; never raises."""

    def cancel(self, job_id: int) -> None:
        """Have :meth:`run` of that job return soon, also when it has not begun yet. Any thread; returns at once."""

    def stop(self) -> None:
        """End for good; what runs is cancelled. Returns within two seconds."""
