"""Which layer is seen at a place."""

from __future__ import annotations

import math
from collections.abc import Iterator

from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import AnnotationLayer, Layer, RasterLayer, VectorLayer
from vlm_studio.ui.canvas.hits import hit_rank
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.paint.vector_hits import object_at


def pick_layer(stage: Stage, point: Point) -> bool:
    """Select the topmost layer that shows something at ``point``; ``False`` when none does."""
    layer = next(layers_at(stage, point), None)
    if layer is None:
        return False
    stage.selection.clear()
    stage.selection.select_layers([layer.id])
    return True


def layers_at(stage: Stage, point: Point) -> Iterator[Layer]:
    """The layers that show something at ``point``, from the top down."""
    shown = [layer for layer, _ in stage.document.shown()]
    for layer in reversed(shown):
        match layer:
            case AnnotationLayer() if _has_shape(stage, layer, point):
                yield layer
            case VectorLayer() if object_at(layer, point, stage.reach()) is not None:
                yield layer
            case RasterLayer() if _has_pixel(layer, point):
                yield layer


def _has_shape(stage: Stage, layer: AnnotationLayer, point: Point) -> bool:
    reach = stage.reach()
    near = stage.scene.within(layer, Box(point.x, point.y, 0, 0).grown(reach))
    return any(hit_rank(a.shape, point, reach) is not None for a in near)


def _has_pixel(layer: RasterLayer, point: Point) -> bool:
    """Whether the layer has a pixel there that is not wholly transparent."""
    x, y = math.floor(point.x) - layer.x, math.floor(point.y) - layer.y
    block = layer.block
    if not (0 <= x < block.width and 0 <= y < block.height):
        return False
    last = (y * block.width + x + 1) * block.channels - 1
    return block.channels < 4 or MappedBlock(block).level()[last] > 0
