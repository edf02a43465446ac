"""COCO in: what a data set says of one picture, as boxes, polygons, masks and poses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from vlm_studio.document.annotations import Shape
from vlm_studio.document.geometry import Box, Point, Polygon
from vlm_studio.document.masks import Mask, encode_counts
from vlm_studio.document.rasterise import rasterised
from vlm_studio.document.runs import union
from vlm_studio.document.skeletons import SKELETONS, Joint, Pose, Skeleton
from vlm_studio.errors import StudioError
from vlm_studio.formats.target import (
    Found,
    Target,
    check_same_size,
    number,
    score,
    whole,
)
from vlm_studio.formats.values import sound
from vlm_studio.words import text

_VISIBLE = {0: 0.0, 1: 0.25, 2: 1.0}
"""The score of a joint by COCO's flag."""
_BROKEN = (ValueError, TypeError, KeyError, IndexError, OverflowError)


def found(content: dict[str, Any], target: Target, name: str) -> Iterator[Found | None]:
    """Everything about ``target``; ``None`` for what cannot be understood. Raises :class:`StudioError`."""
    image = _image(content["images"], target, name)
    check_same_size(target, image.get("width"), image.get("height"), name)
    categories = {
        record["id"]: record
        for record in content.get("categories") or ()
        if isinstance(record, dict) and isinstance(record.get("id"), int | str)
    }
    for record in content["annotations"]:
        if isinstance(record, dict) and record.get("image_id") == image.get("id"):
            yield _found(record, categories, target)


def _image(images: list[Any], target: Target, name: str) -> dict[str, Any]:
    """The picture by its file name; the only one there is may be called anything."""
    known = [image for image in images if isinstance(image, dict)]
    wanted = _bare(target.image)
    named = [image for image in known if wanted and _bare(image.get("file_name")) == wanted]
    found = named or (known if len(known) == 1 else [])
    if not found:
        raise StudioError(
            text("{name} says nothing of {image}.", name=name, image=target.image or "?")
        )
    return found[0]


def _bare(name: Any) -> str:
    return PurePosixPath(str(name or "").replace("\\", "/")).name.casefold()


def _found(record: dict[str, Any], categories: dict[Any, Any], target: Target) -> Found | None:
    try:
        category = categories.get(record.get("category_id"), {})
        shape = _shape(record, category, target)
        return Found(_label(category), shape, score(record.get("score")))
    except _BROKEN:
        return None


def _label(category: dict[str, Any]) -> str:
    label, skeleton = str(category.get("name", "")), category.get("skeleton_name", "")
    # A second skeleton under one label was written as a category of its own.
    return label.removesuffix(f" ({skeleton})") if skeleton else label


def _shape(record: dict[str, Any], category: dict[str, Any], target: Target) -> Shape:
    skeleton = _skeleton(category)
    if skeleton is not None and any(record.get("keypoints") or ()):
        return _pose(record["keypoints"], skeleton)
    segmentation = record.get("segmentation")
    if isinstance(segmentation, dict):
        return _mask(segmentation, target)
    if isinstance(segmentation, list) and segmentation:
        return _outlines(segmentation)
    x, y, width, height = map(number, record["bbox"])
    return Box(x, y, width, height)


def _skeleton(category: dict[str, Any]) -> Skeleton | None:
    joints = tuple(category.get("keypoints") or ())
    return next((each for each in SKELETONS.values() if joints and each.joints == joints), None)


def _pose(values: list[Any], skeleton: Skeleton) -> Pose:
    if len(values) != 3 * len(skeleton.joints):
        raise ValueError("another number of joints")
    triples = zip(values[::3], values[1::3], values[2::3], strict=True)
    return Pose(
        skeleton.id, tuple(Joint(number(x), number(y), _VISIBLE[flag]) for x, y, flag in triples)
    )


def _mask(segmentation: dict[str, Any], target: Target) -> Mask:
    height, width = map(whole, segmentation["size"])
    if (width, height) != (target.width, target.height):
        raise ValueError("a mask of another size")
    counts = segmentation["counts"]
    if isinstance(counts, list):
        counts = encode_counts(np.array([whole(value) for value in counts], np.int64))
    mask = Mask.of_runs(Mask(0, 0, width, height, counts).runs())
    if mask is None:
        raise ValueError("an empty mask")
    return mask


def _outlines(rings: list[Any]) -> Shape:
    """One outline is a polygon; several belong to one object in pieces."""
    polygons = [Polygon(_pairs(ring)) for ring in rings]
    if len(polygons) == 1:
        return polygons[0]
    if not all(map(sound, polygons)):
        raise ValueError("an outline far away")
    mask = Mask.of_runs(union([rasterised(polygon) for polygon in polygons]))
    if mask is None:
        raise ValueError("an empty mask")
    return mask


def _pairs(ring: list[Any]) -> tuple[Point, ...]:
    if len(ring) < 6 or len(ring) % 2:
        raise ValueError("no outline")
    return tuple(Point(number(x), number(y)) for x, y in zip(ring[::2], ring[1::2], strict=True))
