"""Designs as files: SVG, PNG, or a project with the design as a layer."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import VectorLayer
from vlm_studio.tasks.design import Design

if TYPE_CHECKING:
    from vlm_studio.formats.painter import Painter


def content(design: Design, format: str, painter: Painter) -> bytes:
    """The file of ``format`` (``svg``, ``png`` or ``vlms``); the same bytes for the same design."""
    state = _state(design)
    if format == "svg":
        from vlm_studio.formats.svg_writing import svg

        return svg(state)
    stream = io.BytesIO()
    if format == "vlms":
        from vlm_studio.formats.saving import write_project

        write_project(state, stream, painter)
    else:
        _write_png(design, state, stream, painter)
    return stream.getvalue()


def _state(design: Design) -> DocumentState:
    # Ids of their own would make other bytes each time.
    layer = VectorLayer(
        id="design",
        name=design.title,
        objects=design.objects,
        provenance=design.provenance,
        credit=design.credit,
    )
    return DocumentState(
        id="design",
        name=str(design.provenance.parameters["words"]),
        width=design.width,
        height=design.height,
        layers={layer.id: layer},
        children={ROOT: (layer.id,)},
    )


def _write_png(design: Design, state: DocumentState, stream: io.BytesIO, painter: Painter) -> None:
    """What is drawn on nothing, with its origin in the file."""
    import msgspec
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    from vlm_studio.formats.merged import merged

    about = PngInfo()
    about.add_itxt("Copyright", design.credit)
    about.add_itxt("vlm_studio", msgspec.json.encode(design.provenance, order="sorted").decode())
    Image.fromarray(merged(state, painter)).save(stream, "PNG", pnginfo=about)
