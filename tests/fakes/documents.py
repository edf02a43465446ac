"""Documents with one of everything, for tests of what leaves and enters the program."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.geometry import Box, Point, Polygon
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer, Source
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import BLAZEPOSE_33, standing

WIDTH, HEIGHT = 320, 200
YOLO = Provenance("object-detection", "yolov3-tiny", "1", "ab" * 32, "GPL-3.0", {"overlap": 0.45})
POSE = Provenance("keypoint-detection", "blazepose", licence="Apache-2.0")


def gradient(width: int, height: int) -> NDArray[np.uint8]:
    """RGBA in which every pixel tells where it is; opaque."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack((x % 256, y % 256, (x + y) % 256, np.full_like(x, 255)), -1).astype(np.uint8)


def ring() -> Mask:
    """A mask of 60 x 40 pixels at (100, 50) with a hole of 20 x 10 in it."""
    pixels = np.ones((40, 60), bool)
    pixels[15:25, 20:40] = False
    mask = Mask.from_array(pixels, 100, 50)
    assert mask is not None
    return mask


def rich_state(blocks: BlockFolder) -> DocumentState:
    """A photo, a half-transparent patch in a group, detections, masks and a pose."""
    photo = RasterLayer(name="Photo", block=blocks.store(gradient(WIDTH, HEIGHT), mips=True))
    faint = gradient(50, 30)
    faint[..., 3] = np.arange(50) * 5
    patch = RasterLayer(
        name="Patch", block=blocks.store(faint, mips=True), x=-10, y=180, opacity=0.5,
        blend="svg:multiply",
    )  # fmt: skip
    group = GroupLayer(name="Group", opacity=0.75)
    found = AnnotationLayer(
        name="Detections",
        filter=Filter(0.5, frozenset({"chair"})),
        source=Source("object-detection", "yolov3-tiny", (photo.id,)),
        removed=(Annotation(9, "dog", Box(1.0, 2.0, 3.0, 4.0), 0.5, YOLO),),
    )
    drawn = AnnotationLayer(name="Drawn", opacity=0.5)
    poses = AnnotationLayer(name="Poses", locked=True)
    layers = (photo, group, patch, found, drawn, poses)
    pose = standing(BLAZEPOSE_33, Box(200.0, 20.0, 80.0, 160.0))
    return DocumentState(
        id="7e0c9d6e-2a4b-4a49-9a75-0d3f3f7f8b11",
        name="Rich",
        width=WIDTH,
        height=HEIGHT,
        layers={layer.id: layer for layer in layers},
        children={ROOT: (photo.id, group.id, found.id, drawn.id, poses.id), group.id: (patch.id,)},
        annotations={
            found.id: (
                Annotation(1, "cat", Box(10.0, 20.0, 30.5, 40.25), 0.875, YOLO),
                Annotation(2, "cup", Box(60.0, 70.0, 20.0, 20.0), 0.25, YOLO),
                Annotation(3, "chair", Box(80.0, 90.0, 20.0, 20.0), 0.75, YOLO),
                Annotation(5, "cup", Box(61.0, 71.0, 20.0, 20.0), 0.125, YOLO, edited=True),
            ),
            drawn.id: (
                Annotation(1, "ring", ring()),
                Annotation(
                    2, "kite", Polygon((Point(20.0, 150.0), Point(60.0, 140.0), Point(50.5, 190.0)))
                ),
            ),
            poses.id: (Annotation(1, "person", pose, 0.9, POSE),),
        },
        image="photo.jpg",
    )  # fmt: skip


def pixels_of(layer: RasterLayer) -> NDArray[np.uint8]:
    """The full-size pixels of a raster layer."""
    return MappedBlock(layer.block).array()
