"""Pictures while they are being painted, and where in a document a design lies."""

from __future__ import annotations

from dataclasses import dataclass

from psygnal import Signal

from vlm_studio.document.blocks import Block
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.jobs.job import Job
from vlm_studio.tasks.design import DesignRequest, PaintRequest
from vlm_studio.wire.work import Preview, StepPreview


@dataclass(frozen=True)
class Forming:
    """A picture as far as it is painted, small, and where it will lie in its document."""

    document: Document
    artboard: Box
    block: Block


class FormingPictures:
    """Tells of every picture that comes further."""

    formed = Signal(Forming)

    def __init__(self) -> None:
        self._jobs: set[int] = set()

    def shows(self, document: Document, job: Job, preview: Preview | StepPreview) -> None:
        """``job`` is at a picture for ``document``."""
        if isinstance(preview, StepPreview) and isinstance(job.request, DesignRequest):
            self._jobs.add(job.id)
            artboard = artboard_of(document, job.request)
            self.formed.emit(Forming(document, artboard, preview.block))

    def forms(self, job: Job) -> bool:
        """Whether something of what ``job`` paints was seen; after its end it is so once."""
        seen = job.id in self._jobs
        if job.ended:
            self._jobs.discard(job.id)
        return seen


def artboard_of(document: Document, request: DesignRequest) -> Box:
    """Where what ``request`` asks for will lie in the document."""
    width, height = request.width, request.height
    if isinstance(request, PaintRequest) and request.inside and request.picture:
        width, height = request.picture.width, request.picture.height
    return Box(*corner(document, request, width, height), width, height)


def corner(document: Document, request: DesignRequest, width: int, height: int) -> tuple[int, int]:
    """Where in the document an artboard of that size lies."""
    if isinstance(request, PaintRequest) and request.picture is not None:
        return request.picture.x, request.picture.y
    if request.place is not None:
        return request.place.x, request.place.y
    return (document.width - width) // 2, (document.height - height) // 2
