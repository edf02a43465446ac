"""A painter without Qt: outlines only, enough to see in a file what was drawn where."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Ellipse, Polygon
from vlm_studio.document.layers import AnnotationLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Pose
from vlm_studio.formats.painter import Look

COLOUR = (230, 40, 30)


class PlainPainter:
    """Implements :class:`vlm_studio.formats.painter.Painter`."""

    def draw(
        self, state: DocumentState, layers: Sequence[AnnotationLayer], look: Look
    ) -> tuple[NDArray[np.uint8], int, int] | None:
        canvas = Image.new("RGBA", (state.width, state.height))
        pen = ImageDraw.Draw(canvas)
        for layer in layers:
            for annotation in state.shown_annotations(layer):
                self._draw_one(canvas, pen, annotation, round(255 * layer.opacity), look)
        box = canvas.getbbox()
        if box is None:
            return None
        return np.asarray(canvas.crop(box)), box[0], box[1]

    def draw_vectors(
        self, state: DocumentState, layer: VectorLayer
    ) -> tuple[NDArray[np.uint8], int, int] | None:
        canvas = Image.new("RGBA", (state.width, state.height))
        pen = ImageDraw.Draw(canvas)
        for each in layer.objects:
            box = each.shape.bounds()
            corners = [(box.x, box.y), (box.right, box.bottom)]
            pen.rectangle(corners, outline=(*COLOUR, round(255 * layer.opacity)))
        found = canvas.getbbox()
        return None if found is None else (np.asarray(canvas.crop(found)), found[0], found[1])

    def _draw_one(
        self,
        canvas: Image.Image,
        pen: ImageDraw.ImageDraw,
        annotation: Annotation,
        alpha: int,
        look: Look,
    ) -> None:
        colour, width = (*COLOUR, alpha), max(1, round(look.line_width))
        match annotation.shape:
            case Polygon(points=points):
                pen.polygon([(p.x, p.y) for p in points], outline=colour, width=width)
            case Ellipse() as ellipse:
                corners = [(p.x, p.y) for p in ellipse.polygon().points]
                pen.polygon(corners, outline=colour, width=width)
            case Mask() as mask:
                stencil = Image.fromarray(mask.to_array())
                canvas.paste((*COLOUR, alpha // 2), (mask.x, mask.y), stencil)
            case Pose(skeleton=skeleton, joints=joints):
                for a, b in SKELETONS[skeleton].bones:
                    ends = [(joints[a].x, joints[a].y), (joints[b].x, joints[b].y)]
                    pen.line(ends, fill=colour, width=width)
            case box:
                corners = [(box.x, box.y), (box.right, box.bottom)]
                pen.rectangle(corners, outline=colour, width=width)
        bounds = annotation.bounds()
        if look.labels and 0 <= bounds.x < canvas.width and 0 <= bounds.y < canvas.height:
            pen.text((bounds.x + 2, bounds.y + 2), annotation.label, fill=colour)
