"""Designs as engines make them, for tests of what becomes of them."""

from __future__ import annotations

from vlm_studio.document.annotations import Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.geometry import Point
from vlm_studio.document.pictures import PlacedBlock
from vlm_studio.document.vectors import LineTo, Oval, Path, Subpath, VectorObject
from vlm_studio.tasks.design import Design, DesignKind, Designs, SketchRequest

LAMP = SketchRequest("a desk lamp", "icons", 64, 64, count=3)


def strokes(number: int, side: int = 64) -> tuple[VectorObject, ...]:
    """A lamp: a round shade, wider the greater ``number`` is, and its foot; two groups."""
    wide, pen = side / 2 + number, 3 * side / 64
    shade = Oval((side - wide) / 2, side / 8, wide, side / 2)
    bottom = side * 7 / 8
    stem = Subpath(Point(side / 2, side * 5 / 8), (LineTo(Point(side / 2, bottom)),))
    foot = Subpath(Point(side / 4, bottom), (LineTo(Point(side * 3 / 4, bottom)),))
    return (
        VectorObject(1, shade, None, "#000000", pen, "round", "round", group=1),
        VectorObject(2, Path((stem, foot)), None, "#000000", pen, "round", "round", group=2),
    )


def sketch(
    number: int,
    title: str,
    kind: DesignKind = "found",
    request: SketchRequest = LAMP,
    near: str = "",
    side: int = 64,
) -> Design:
    """The design ``number`` that answers ``request``."""
    said = {"words": request.words, "width": side, "height": side, "count": 1, "skip": number}
    origin = Provenance("text-to-sketch", request.model, "1", parameters=said, seed=request.seed)
    credit = "" if kind == "invented" else f"{title} from Lucide by Lucide Contributors (ISC)"
    return Design(
        kind, side, side, origin, title, strokes(number, side), credit=credit, score=0.7, near=near
    )


def lamps(side: int = 64) -> Designs:
    """Three answers: found, composed and invented."""
    return Designs(
        (
            sketch(0, "lamp desk", side=side),
            sketch(1, "lamp and mug", "composed", side=side),
            sketch(2, "", "invented", near="lamp ceiling", side=side),
        )
    )


def painted(block: Block) -> Designs:
    """One picture of a diffusion model."""
    said = {"words": "a red lamp", "steps": 4}
    origin = Provenance("text-to-image", "sd", parameters=said, seed=7)
    placed = PlacedBlock(block)
    return Designs((Design("painted", block.width, block.height, origin, placed=placed),))
