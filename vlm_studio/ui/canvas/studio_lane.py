"""The studio's light lane as what tools ask."""

from __future__ import annotations

from collections.abc import Callable

from vlm_studio.jobs.job import URGENT, Job
from vlm_studio.studio import Studio
from vlm_studio.wire.work import Outcome, Request


class StudioLane:
    """The studio as a :class:`~vlm_studio.ui.canvas.lane_port.LanePort`."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    @property
    def idle(self) -> bool:
        return self._studio.jobs.idle("light")

    def ask(self, request: Request, then: Callable[[Outcome], None]) -> None:
        def ended(job: Job) -> None:
            if job.outcome is not None:
                then(job.outcome)

        self._studio.ask_quietly(request, "light", ended, URGENT)
