"""labelme in: the shapes of one file; joints of one group become a pose again."""

from __future__ import annotations

import base64
import binascii
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from PIL import Image

from vlm_studio.document.annotations import Shape
from vlm_studio.document.blocks import MAX_PIXELS
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Joint, Pose, Skeleton
from vlm_studio.formats.target import Found, Target, check_same_size, points, score
from vlm_studio.log import logger

_BROKEN = (ValueError, TypeError, KeyError, IndexError, OverflowError, OSError, SyntaxError)


def found(content: dict[str, Any], target: Target, name: str) -> Iterator[Found | None]:
    """Every shape; ``None`` for what cannot be understood. Raises :class:`StudioError`."""
    if content.get("imageWidth") is not None or content.get("imageHeight") is not None:
        check_same_size(target, content.get("imageWidth"), content.get("imageHeight"), name)
    figures, single = _figures(content["shapes"])
    for figure in figures:
        yield _figure(figure)
    for record in single:
        yield _found(record)


def _figures(shapes: Sequence[Any]) -> tuple[list[list[Any]], list[Any]]:
    """Groups that are a pose: a rectangle and named joints of one skeleton; and all other shapes."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for record in shapes:
        group = record.get("group_id") if isinstance(record, dict) else None
        if isinstance(group, int | str):
            groups[group].append(record)
    figures = [records for records in groups.values() if _skeleton(records) is not None]
    taken = {id(record) for records in figures for record in records}
    return figures, [record for record in shapes if id(record) not in taken]


def _skeleton(records: Sequence[dict[str, Any]]) -> Skeleton | None:
    """The smallest skeleton with all the points of a group, if it is a rectangle and points."""
    kinds = [record.get("shape_type") for record in records]
    names = [str(r.get("label")) for r in records if r.get("shape_type") == "point"]
    if kinds.count("rectangle") != 1 or len(names) != len(records) - 1 or not names:
        return None
    fitting = [each for each in SKELETONS.values() if set(names) <= set(each.joints)]
    return min(fitting, key=lambda each: len(each.joints), default=None)


def _figure(records: Sequence[dict[str, Any]]) -> Found | None:
    skeleton = _skeleton(records)
    assert skeleton is not None
    try:
        placed = {r["label"]: r for r in records if r["shape_type"] == "point"}
        joints = tuple(_joint(placed.get(name)) for name in skeleton.joints)
        [owner] = [r for r in records if r["shape_type"] == "rectangle"]
        return Found(str(owner["label"]), Pose(skeleton.id, joints), score(owner.get("score")))
    except _BROKEN:
        return None


def _joint(record: dict[str, Any] | None) -> Joint:
    if record is None:
        return Joint(0.0, 0.0, 0.0)
    [place] = points(record["points"])
    certain = score(record.get("score"))
    return Joint(place.x, place.y, 1.0 if certain is None else certain)


def _found(record: Any) -> Found | None:
    try:
        shape = _shape(record, points(record["points"]))
        return Found(str(record.get("label") or ""), shape, score(record.get("score")))
    except _BROKEN:
        return None


def _shape(record: dict[str, Any], places: tuple[Point, ...]) -> Shape:
    match record.get("shape_type") or "polygon":
        case "rectangle":
            return Box.around(places)
        case "polygon" | "oriented_rectangle":
            return Polygon(places)
        case "circle":
            centre, edge = places
            radius = centre.distance(edge)
            return Ellipse(centre.x - radius, centre.y - radius, 2 * radius, 2 * radius)
        case "mask":
            return _mask(record["mask"], places[0])
    raise ValueError("a kind of shape that there is not")


def _mask(data: str, corner: Point) -> Mask:
    try:
        file = io.BytesIO(base64.b64decode(data, validate=True))
    except binascii.Error as error:
        raise ValueError("no picture") from error
    with Image.open(file, formats=("PNG",)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValueError("too large")
        try:
            pixels = np.asarray(image.convert("L")) > 0
        except Exception as error:  # a damaged picture may raise anything
            logger.info("damaged mask in a labelme file", exc_info=error)
            raise ValueError("damaged") from error
    mask = Mask.from_array(pixels, round(corner.x), round(corner.y))
    if mask is None:
        raise ValueError("an empty mask")
    return mask
