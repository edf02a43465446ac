"""From where a design comes from to what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from vlm_studio.document.annotations import Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.tasks.design import DesignRequest, PaintRequest, SketchRequest

_KINDS: Mapping[str, type[SketchRequest] | type[PaintRequest]] = {
    str(kind.__struct_config__.tag): kind for kind in (SketchRequest, PaintRequest)
}
_PIXELS = ("picture", "mask", "controls")
"""What a request holds that is not kept: another program's memory."""


class Began(msgspec.Struct, frozen=True, omit_defaults=True):
    """The picture that a painting began with: the checksum of its RGBA pixels, and the layers ``sources`` it was taken
    from with their frame in the document, if it was.
    """

    crc32: str
    sources: tuple[str, ...] = ()
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0


def request_of(provenance: Provenance | None) -> DesignRequest | None:
    """The request for the design that comes from there alone; ``None`` when it is no design's, or is not whole.

    What it started from or followed, pixels of that time, is not in it: see :func:`needs_pixels`.
    """
    kind = _KINDS.get(provenance.task) if provenance is not None else None
    if provenance is None or kind is None:
        return None
    known = {field.name for field in msgspec.structs.fields(kind)} - set(_PIXELS)
    said: dict[str, Any] = msgspec.to_builtins(provenance.parameters)
    values = {name: value for name, value in said.items() if name in known}
    alone = {"model": provenance.model, "seed": provenance.seed or 0, "count": 1}
    try:
        return msgspec.convert({**values, **alone, "type": provenance.task}, kind)
    except msgspec.ValidationError:
        return None


def needs_pixels(provenance: Provenance) -> bool:
    """Whether the design was made from a picture, in a mask or after controls."""
    return any(provenance.parameters.get(name) for name in _PIXELS)


def in_document(
    request: PaintRequest, provenance: Provenance, document: Document
) -> PaintRequest | None:
    """``request`` with the picture and the mask that it had, taken from ``document`` as it is now; ``None`` when they
    are not there, or it followed controls.
    """
    said = provenance.parameters
    try:
        began = msgspec.convert(said.get("picture"), Began)
        mask = msgspec.convert(said.get("mask"), Mask | None)
    except msgspec.ValidationError:
        return None
    picture = _picture(began, document)
    if picture is None or said.get("controls"):
        return None
    return msgspec.structs.replace(request, picture=picture, mask=mask)


def _picture(began: Began, document: Document) -> PictureRef | None:
    if len(began.sources) == 1 and began.sources[0] in document.layers:
        alone = document.picture(began.sources[0])
        if alone is not None and _frame(alone) == _frame(began):
            return alone
    found = [
        (layer, faded)
        for layer, faded in document.shown()
        if isinstance(layer, RasterLayer) and layer.id in began.sources
    ]
    if not found or tuple(layer.id for layer, _ in found) != began.sources:
        return None
    placed = tuple(PlacedBlock(r.block, r.x, r.y, faded, r.blend) for r, faded in found)
    return PictureRef(placed, *_frame(began), began.sources)


def _frame(of: PictureRef | Began) -> tuple[int, int, int, int]:
    return of.x, of.y, of.width, of.height
