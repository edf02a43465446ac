"""Sketches as files: SVG, PNG, or a project in which each thing is a vector layer."""

from __future__ import annotations

import argparse
import io

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from vlm_studio.document.document import DocumentState
from vlm_studio.document.layers import Layer, VectorLayer
from vlm_studio.document.tree import ROOT
from vlm_studio.formats.saving import write_project
from vlm_studio.formats.svg_reading import read_svg
from vlm_studio.inference.design import Sketch
from vlm_studio.sketch.raster import rasterise
from vlm_studio.sketch.svg import Named, document


def content(sketch: Sketch, description: str, options: argparse.Namespace) -> bytes:
    """The file of the format and size asked for; the same bytes for the same sketch."""
    if options.format == "png":
        return _png(sketch, options.size)
    if options.format == "vlms":
        return _project(sketch, description, options.size)
    return _svg(sketch, sketch.groups, description, options.size)


def _svg(sketch: Sketch, groups: tuple[Named, ...], title: str, size: int) -> bytes:
    return document(groups, title, sketch.credit, size, sketch.pen).encode()


def _png(sketch: Sketch, size: int) -> bytes:
    """Black on nothing, with the credit in the file."""
    shapes = [shape for _, group in sketch.groups for shape in group]
    pixels = np.zeros((size, size, 4), np.uint8)
    pixels[..., 3] = np.round(rasterise(shapes, size, sketch.pen) * 255)
    about, stream = PngInfo(), io.BytesIO()
    about.add_itxt("Copyright", sketch.credit)
    Image.fromarray(pixels).save(stream, "PNG", pnginfo=about)
    return stream.getvalue()


def _project(sketch: Sketch, description: str, size: int) -> bytes:
    from vlm_studio.cli.main import painter

    layers: dict[str, Layer] = {}
    for number, group in enumerate(sketch.groups, 1):
        drawing = read_svg(_svg(sketch, (group,), description, size), description)
        # Ids of their own would make other bytes each time.
        layer = VectorLayer(id=f"thing{number}", name=group[0], objects=drawing.objects)
        layers[layer.id] = layer
    state = DocumentState(
        id="sketch",
        name=description,
        width=size,
        height=size,
        layers=layers,
        children={ROOT: tuple(layers)},
        extra={"credit": sketch.credit},
    )
    stream = io.BytesIO()
    write_project(state, stream, painter())
    return stream.getvalue()
