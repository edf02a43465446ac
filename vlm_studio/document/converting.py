"""One kind of shape made of another, and shapes with an area combined into masks. Without numpy until a mask is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from vlm_studio.document.annotations import Shape
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose

Kind = Literal["box", "polygon", "ellipse", "mask", "filled", "parts"]
"""What shapes can be turned into; ``filled`` is a mask without its holes, ``parts`` a mask for each of its parts."""

Combination = Literal["unite", "subtract", "intersect"]

TYPES: dict[Kind, type[Shape]] = {
    "box": Box,
    "polygon": Polygon,
    "ellipse": Ellipse,
    "mask": Mask,
}


def can_become(shape: Shape, kind: Kind) -> bool:
    """Whether ``shape`` is of another kind and can be turned into ``kind``: of a pose only a box can be made."""
    if kind in ("filled", "parts"):
        return isinstance(shape, Mask)
    return not isinstance(shape, TYPES[kind]) and (kind == "box" or not isinstance(shape, Pose))


def converted(shape: Shape, kind: Kind) -> tuple[Shape, ...]:
    """``shape`` as another kind: one shape, or one for every part of a mask; none when it covers no pixel.

    Raises ``ValueError`` for what :func:`can_become` refuses.
    """
    if not can_become(shape, kind) or isinstance(shape, Pose):
        if isinstance(shape, Pose) and kind == "box":
            return (shape.bounds(),)
        raise ValueError(f"{shape!r} cannot become a {kind}")
    match kind:
        case "box":
            return (shape.bounds(),)
        case "ellipse":
            return (Ellipse.within(shape.bounds()),)
        case "polygon":
            return _polygons(shape)
        case "mask":
            return _masks(shape)
        case "filled":
            return tuple(without_holes(mask) for mask in _masks(shape))
        case "parts":
            return tuple(part for mask in _masks(shape) for part in parts(mask))


class Conversion(msgspec.Struct, frozen=True):
    """What came of several shapes, in their order, and how many of them had holes that are filled now."""

    shapes: tuple[tuple[Shape, ...], ...]
    holed: int = 0


def conversion(shapes: Sequence[Shape], kind: Kind) -> Conversion:
    """Each of ``shapes`` as :func:`converted` makes it."""
    masks = [shape for shape in shapes if isinstance(shape, Mask) and kind == "polygon"]
    holed = sum(without_holes(mask) is not mask for mask in masks)
    return Conversion(tuple(converted(shape, kind) for shape in shapes), holed)


def felt(shapes: Sequence[Shape], kind: Kind) -> bool:
    """Whether to convert ``shapes`` takes so long that a person would feel it (some eight milliseconds)."""
    if kind in ("box", "ellipse"):
        return False
    return sum(map(_cost, shapes)) > _FELT


_FELT = 1_500


def _cost(shape: Shape) -> int:
    match shape:
        case Mask(counts=counts):
            return 60 + len(counts)
        case Polygon(points=points):
            return 60 + len(points)
        case _:
            return 60


def _polygons(shape: Box | Polygon | Ellipse | Mask) -> tuple[Polygon, ...]:
    match shape:
        case Box() as box:
            return (Polygon(box.corners),)
        case Ellipse() as ellipse:
            return (ellipse.polygon(),)
        case Polygon():
            return (shape,)
        case Mask() as mask:
            from vlm_studio.document.outlines import rings

            return tuple(
                Polygon(tuple(Point(x, y) for x, y in ring.tolist())) for ring in rings(mask.runs())
            )


def _masks(shape: Box | Polygon | Ellipse | Mask) -> tuple[Mask, ...]:
    from vlm_studio.document.rasterise import rasterised

    if isinstance(shape, Mask):
        return (shape,)
    mask = Mask.of_runs(rasterised(shape))
    return (mask,) if mask else ()


def combined(shapes: Sequence[Box | Polygon | Ellipse | Mask], how: Combination) -> Mask | None:
    """The pixels of any, of all, or of the first and no other of ``shapes``; ``None`` when there are none."""
    from vlm_studio.document import runs
    from vlm_studio.document.rasterise import rasterised

    functions = {
        "unite": runs.union,
        "subtract": runs.difference,
        "intersect": runs.intersection,
    }
    return Mask.of_runs(functions[how]([rasterised(shape) for shape in shapes]))


def without_holes(mask: Mask) -> Mask:
    """``mask`` and everything it encloses; the same value when it has no holes."""
    from vlm_studio.document.regions import filled

    whole = Mask.of_runs(filled(mask.runs()))
    assert whole is not None  # a mask is never empty
    return mask if whole.area == mask.area else whole


def parts(mask: Mask) -> tuple[Mask, ...]:
    """The parts of ``mask``, the largest first."""
    from vlm_studio.document import regions

    found = [Mask.of_runs(part) for part in regions.parts(mask.runs())]
    return tuple(sorted((part for part in found if part), key=lambda p: p.area, reverse=True))
