"""How the click-mask tool asks for masks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.tasks.requests import Click
from vlm_studio.words import Text


class Clicks(msgspec.Struct, frozen=True):
    """Everything said about one object so far, in document pixels."""

    box: Box | None = None
    clicks: tuple[Click, ...] = ()


class MaskAnswer(msgspec.Struct, frozen=True):
    """The mask in document pixels (``None`` when nothing was found), or what went wrong."""

    mask: Mask | None = None
    error: Text | None = None


class MaskPort(Protocol):
    """An engine for interactive masks. All callbacks run on the main thread, also after an error."""

    @property
    def idle(self) -> bool:
        """Whether the picture is prepared and nothing else is done: a preview would be answered at once."""

    def prepare(self, then: Callable[[Text | None], None]) -> None:
        """Compute what is needed once for the picture; ``then`` hears what went wrong, or ``None``."""

    def ask(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        """Ask for the mask of all ``request`` says. A preview under way is given up."""

    def preview(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        """Ask what :meth:`ask` would say; it may be given up, and nobody is told what goes wrong with it."""
