"""What can be made of selected shapes."""

from __future__ import annotations

from vlm_studio.document.arranging import Edge, Way
from vlm_studio.document.converting import TYPES, Combination, Kind
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.ui.actions.action import Action, chosen
from vlm_studio.ui.desk import Situation
from vlm_studio.words import Text, text


def _convert(kind: Kind, words: Text, icon: str = "") -> Action:
    same = {TYPES[kind]} if kind == "box" else {TYPES[kind], Pose}
    return Action(
        f"shape.to_{kind}",
        words,
        lambda c: c.shapes.convert(kind),
        icon=icon,
        enabled=lambda now: bool(now.kinds - same),
    )


def _combine(how: Combination, words: Text) -> Action:
    return Action(
        f"shape.{how}",
        words,
        lambda c: c.shapes.combine(how),
        enabled=lambda now: now.shapes > 1 and bool(now.kinds - {Pose}),
    )


def _align(edge: Edge, words: Text) -> Action:
    return Action(f"shape.{edge}", words, lambda c: c.shapes.align(edge), enabled=chosen)


def _distribute(way: Way, words: Text) -> Action:
    return Action(
        f"shape.{way}",
        words,
        lambda c: c.shapes.distribute(way),
        enabled=lambda now: max(now.shapes, now.objects) > 2,
    )


def _masks(now: Situation) -> bool:
    return Mask in now.kinds


CONVERT = (
    _convert("box", text("Convert to boxes"), "box"),
    _convert("polygon", text("Convert to polygons"), "polygon"),
    _convert("ellipse", text("Convert to ellipses")),
    _convert("mask", text("Convert to masks"), "mask"),
)
COMBINE = (
    _combine("unite", text("Unite shapes")),
    _combine("subtract", text("Subtract from the lowest shape")),
    _combine("intersect", text("Intersect shapes")),
    Action(
        "shape.fill_holes", text("Fill holes"), lambda c: c.shapes.convert("filled"), enabled=_masks
    ),
    Action(
        "shape.split", text("Split into parts"), lambda c: c.shapes.convert("parts"), enabled=_masks
    ),
)
ALIGN = (
    _align("left", text("Align left")),
    _align("centre", text("Align horizontal centres")),
    _align("right", text("Align right")),
    _align("top", text("Align top")),
    _align("middle", text("Align vertical centres")),
    _align("bottom", text("Align bottom")),
    _distribute("across", text("Distribute horizontally")),
    _distribute("down", text("Distribute vertically")),
)
FLIP = (
    Action(
        "shape.flip_across",
        text("Flip horizontally"),
        lambda c: c.paths.flip("across"),
        enabled=lambda now: now.objects > 0,
    ),
    Action(
        "shape.flip_down",
        text("Flip vertically"),
        lambda c: c.paths.flip("down"),
        enabled=lambda now: now.objects > 0,
    ),
)
MADE = (
    Action(
        "shape.opaque",
        text("Mask of opaque pixels"),
        lambda c: c.shapes.opaque_pixels(),
        icon="mask",
        enabled=lambda now: now.raster_layer,
    ),
)
ROWS = (*CONVERT, *COMBINE, *ALIGN, *FLIP, *MADE)
