"""From where a design comes from to what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from vlm_studio.document.annotations import Provenance
from vlm_studio.tasks.design import DesignRequest, PaintRequest, SketchRequest
from vlm_studio.tasks.ingredients import PIXELS

_PIXELS = frozenset({"picture", "inside", "controls"})
"""What a request holds that is not kept: another program's memory."""
_KINDS: Mapping[str, type[SketchRequest] | type[PaintRequest]] = {
    str(kind.__struct_config__.tag): kind for kind in (SketchRequest, PaintRequest)
}


def request_of(provenance: Provenance | None) -> DesignRequest | None:
    """The request for the design that comes from there alone; ``None`` when it is no design's, or is not whole.

    What it started from or followed, pixels of that time, is not in it: see :func:`needs_pixels`.
    """
    kind = _KINDS.get(provenance.task) if provenance is not None else None
    if provenance is None or kind is None:
        return None
    known = {field.name for field in msgspec.structs.fields(kind)} - _PIXELS
    said: dict[str, Any] = msgspec.to_builtins(provenance.parameters)
    values = {name: value for name, value in said.items() if name in known}
    alone = {"model": provenance.model, "seed": provenance.seed or 0, "count": 1}
    try:
        return msgspec.convert({**values, **alone, "type": provenance.task}, kind)
    except msgspec.ValidationError:
        return None


def needs_pixels(provenance: Provenance) -> bool:
    """Whether the design was made from a picture, in a mask or after controls."""
    return any(provenance.parameters.get(name) for name in PIXELS)
