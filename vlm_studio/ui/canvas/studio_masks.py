"""The studio's light lane as the engine behind the click-mask tool."""

from __future__ import annotations

from collections.abc import Callable

from vlm_studio.document.blocks import Block
from vlm_studio.document.document import Document
from vlm_studio.document.pictures import PictureRef
from vlm_studio.jobs.job import Job
from vlm_studio.studio import Studio
from vlm_studio.tasks.names import DEFAULT_MODELS
from vlm_studio.tasks.requests import Click, MaskRequest, MaskResult, Prepared
from vlm_studio.ui.canvas.mask_port import Clicks, MaskAnswer
from vlm_studio.words import Text, text


class StudioMasks:
    """The studio as a :class:`MaskPort` for one document."""

    def __init__(
        self, studio: Studio, document: Document, selected: Callable[[], str | None]
    ) -> None:
        """``selected`` tells the id of the layer that is active now, if any."""
        self._studio = studio
        self._document = document
        self._selected = selected
        self._prior: Block | None = None
        self._prepared_for: PictureRef | None = None
        self._preview: Job | None = None

    def prepare(self, then: Callable[[Text | None], None]) -> None:
        def ended(job: Job) -> None:
            result = job.outcome.result if job.outcome else None
            if isinstance(result, Prepared):
                self._prior, self._prepared_for = result.prior, picture
            then(job.outcome.error if job.outcome else None)

        picture = self._document.picture(self._selected())
        if picture is None or picture == self._prepared_for:
            then(None if picture else _no_picture())
        elif self._studio.prepare_mask(self._document, self._selected(), ended) is None:
            then(_no_picture())

    @property
    def idle(self) -> bool:
        picture = self._document.picture(self._selected())
        ready = picture is not None and picture == self._prepared_for
        return ready and self._studio.jobs.idle("light")

    def ask(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        if self._preview is not None:
            self._studio.jobs.cancel(self._preview)
        asked = self._asked(request, then)
        if asked is not None:
            self._studio.ask_mask(self._document, *asked)

    def preview(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        def ended(answer: MaskAnswer) -> None:
            self._preview = None
            then(answer)

        asked = self._asked(request, ended)
        if asked is not None:
            wanted, heard = asked
            self._preview = self._studio.ask_quietly(wanted, "light", heard)

    def _asked(
        self, request: Clicks, then: Callable[[MaskAnswer], None]
    ) -> tuple[MaskRequest, Callable[[Job], None]] | None:
        """What a lane is to be asked, and who hears the answer; ``None`` where there is nothing to look at."""
        picture = self._document.picture(self._selected())
        if picture is None:
            then(MaskAnswer(error=_no_picture()))
            return None
        dx, dy = picture.x, picture.y

        def ended(job: Job) -> None:
            outcome = job.outcome
            result = outcome.result if outcome else None
            mask = result.mask if isinstance(result, MaskResult) else None
            moved = mask.moved(dx, dy) if mask else None
            then(MaskAnswer(moved, outcome.error if outcome else None))

        wanted = MaskRequest(
            picture=picture,
            model=DEFAULT_MODELS["mask-generation"],
            box=request.box.moved(-dx, -dy) if request.box else None,
            clicks=tuple(Click(c.x - dx, c.y - dy, c.positive) for c in request.clicks),
            prior=self._prior if picture == self._prepared_for else None,
        )
        return wanted, ended


def _no_picture() -> Text:
    return text("There is no visible picture to look at.")
