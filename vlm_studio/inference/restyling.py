"""A picture in another style as a raster: painted, mixed with what it was, with its own alpha."""

from __future__ import annotations

import numpy as np

from vlm_studio.document.compose import flatten, flatten_rgb
from vlm_studio.document.pictures import PlacedBlock
from vlm_studio.inference.engines import Engine, Restyler, part
from vlm_studio.inference.results import cannot, pixels, provenance
from vlm_studio.models.card import Card
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.requests import Restyled, RestyleRequest
from vlm_studio.words import text


def restyle(request: RestyleRequest, card: Card, engine: Engine, context: Context) -> Restyled:
    """Paint the picture of ``request``. At strength 0 it is what it was, at 1 all paint."""
    import cv2  # not before it is needed: a lane starts in the time numpy takes

    if not isinstance(engine, Restyler):
        raise cannot(card, request)
    style = request.style
    example = None if style.example is None else flatten_rgb(style.example)
    step = part(context.checkpoint, 0.1, 0.9)
    painted = engine.restyle(pixels(request), style.names, example, step)
    context.checkpoint(0.9, text("Mixing"))
    rgba = flatten(request.picture)
    was = np.ascontiguousarray(rgba[..., :3])
    mixed = cv2.addWeighted(painted, style.strength, was, 1 - style.strength, 0)
    block = context.blocks.store(np.dstack((mixed, rgba[..., 3])), mips=True)
    said = list(style.names) or style.title
    origin = provenance(card, request, style=said, strength=style.strength)
    return Restyled(PlacedBlock(block), origin)
