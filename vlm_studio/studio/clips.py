"""What the clipboard needs of the studio: pictures of parts of a document, and pixels that wait to be pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from vlm_studio.document.blocks import blocks_in
from vlm_studio.document.document import DocumentState
from vlm_studio.document.layers import new_id
from vlm_studio.jobs.job import URGENT, Job
from vlm_studio.studio.files import Files
from vlm_studio.wire.work import DrawRequest, Exported


class Clips:
    """All drawing is done in the light lane."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.held: set[str] = set()
        """Paths of the blocks of the layers that were copied last."""
        files.needs(lambda: self.held)

    def hold(self, state: DocumentState | None) -> None:
        """The pixels of ``state`` are wanted although no document may have them; no others are any more."""
        self.held = blocks_in(state)

    def draw(
        self,
        state: DocumentState,
        then: Callable[[bytes], None],
        *,
        seen: bool = False,
        format: Literal["png", "svg"] = "png",
    ) -> None:
        """Draw all of ``state``, or what is ``seen`` of it; ``then`` gets a PNG with alpha, or SVG, if there is anything.

        A failure is said above the canvas.
        """
        path = self._files.blocks.path / f"copy-{new_id()}.{format}"

        def ended(job: Job) -> None:
            outcome = job.outcome
            if outcome is not None and outcome.error is not None:
                self._files.notify(outcome.error, "error")
            result = outcome.result if outcome is not None else None
            if isinstance(result, Exported) and result.paths:
                then(_taken(path))

        request = DrawRequest(state, str(path), seen, format)
        self._files.ask_quietly(request, "light", ended, URGENT)


def _taken(path: Path) -> bytes:
    data = path.read_bytes()
    path.unlink()
    return data
