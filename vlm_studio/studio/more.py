"""What is asked for when somebody wants more of a design, or the same again; a :class:`StudioError` says why not."""

from __future__ import annotations

import msgspec

from vlm_studio.document.annotations import Provenance
from vlm_studio.document.blocks import blocks_in
from vlm_studio.document.document import Document
from vlm_studio.errors import StudioError
from vlm_studio.studio.notice import Kind
from vlm_studio.tasks.design import DesignRequest, PaintRequest, Place, SketchRequest
from vlm_studio.tasks.differences import differences
from vlm_studio.tasks.ingredients import in_document
from vlm_studio.tasks.recreate import needs_pixels, request_of
from vlm_studio.tasks.staged import Staged
from vlm_studio.words import Text, text


def subject(request: DesignRequest) -> DesignRequest:
    """``request`` without which of the many answers it wants and where: what they all have in common."""
    if isinstance(request, SketchRequest):
        return msgspec.structs.replace(request, skip=0, seed=0, count=1, place=None)
    return msgspec.structs.replace(request, seed=0, count=1, place=None)


def more_like(document: Document, staged: Staged) -> DesignRequest:
    """Further designs near ``staged``, to lie where it does; which of them is left open (see :func:`further`)."""
    design, request = staged.design, staged.request
    if request is None or not blocks_in(request) <= document.blocks():
        request = asked(document, design.provenance)
    if isinstance(request, PaintRequest):
        return request
    place = Place(staged.x, staged.y, staged.layer)
    request = msgspec.structs.replace(request, place=place, skip=0)
    if design.kind == "found":
        return msgspec.structs.replace(request, words=design.title or request.words)
    like = design.objects if design.kind == "invented" else ()
    return msgspec.structs.replace(request, like=like)


def further(request: DesignRequest, staged: Staged, known: int) -> DesignRequest:
    """``request`` for answers beyond the first ``known``."""
    if isinstance(request, SketchRequest) and staged.design.kind in ("found", "composed"):
        return msgspec.structs.replace(request, skip=known)
    return msgspec.structs.replace(request, seed=request.seed + max(known, 1))


def asked(document: Document, provenance: Provenance | None) -> DesignRequest:
    """What was asked for to get the one design that comes from there, with what it was made from in ``document``."""
    request = request_of(provenance)
    if provenance is None or request is None:
        raise StudioError(text("How this was made is not known, so it cannot be made again."))
    if isinstance(request, PaintRequest) and needs_pixels(provenance):
        return in_document(request, provenance, document)
    return request


def compared(name: str, before: Provenance, now: Provenance) -> tuple[Text, Kind]:
    """What is said of the layer ``name`` that was made again: whether all was as the first time, and if not, so that it
    stays to be read.
    """
    told = differences(before, now)
    if not told:
        return text("{name} was made again as it was the first time.", name=name), "info"
    return text("{name} was made again. {what}", name=name, what=told[0]), "warning"
