"""A picture as paths that a document can hold."""

from __future__ import annotations

from vlm_studio.document import affine
from vlm_studio.document.compose import flatten
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.vectors import MAX_OBJECTS, VectorObject
from vlm_studio.errors import StudioError
from vlm_studio.formats.svg_reading import read_svg
from vlm_studio.inference.tracing import Tracer
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.wire.work import Traced
from vlm_studio.words import text

_COARSER = 0.4
"""So much detail is left where there was too much of it."""


def trace(picture: PictureRef, how: Tracing, context: Context) -> Traced:
    """The paths of ``picture``, in its pixels, from the bottom up; with less detail where that would be too many.

    Raises :class:`StudioError` when there is nothing in it, or still too much.
    """
    context.checkpoint(0.0, text("Reading the picture"))
    pixels = flatten(picture)
    if not pixels[..., 3].any():
        raise _nothing()
    tracer = Tracer(pixels, how)
    found, detail = _fitting(tracer, how.detail, context)
    if not found:
        raise _nothing()
    by = affine.scale(*tracer.share)
    return Traced(tuple(each.mapped(by) for each in found), tracer.provenance(detail))


def _fitting(
    tracer: Tracer, detail: float, context: Context
) -> tuple[tuple[VectorObject, ...], float]:
    """The paths with as much detail as can be kept, and how much that is."""
    why: StudioError | None = None
    for number, now in enumerate((detail, detail * _COARSER, 0.0)):
        context.checkpoint(0.1 + 0.3 * number, text("Tracing"))
        svg = tracer.svg(now)
        context.checkpoint(0.3 + 0.3 * number, text("Reading the paths"))
        if svg.count(b"<path") > MAX_OBJECTS:
            continue
        try:
            return read_svg(svg, "SVG").objects, now
        except StudioError as error:
            why = error
    raise StudioError(
        text("The picture has too many shapes to be traced. Choose less detail.")
    ) from why


def _nothing() -> StudioError:
    return StudioError(text("There is nothing in the picture to trace."))
