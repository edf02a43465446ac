"""How a tool asks for work that would hold up the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from vlm_studio.wire.work import Outcome, Request


class LanePort(Protocol):
    """Answers come on the main thread, in the order of the questions."""

    @property
    def idle(self) -> bool:
        """Whether an answer would come at once."""

    def ask(self, request: Request, then: Callable[[Outcome], None]) -> None:
        """``then`` hears how it ended."""
