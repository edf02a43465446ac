"""labelme's JSON, one file a picture: rectangles, polygons, circles, masks, and joints as points of one group."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

import msgspec
import numpy as np
from PIL import Image

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Joint, Pose
from vlm_studio.formats.exporting import Export, label_of, picture_name
from vlm_studio.formats.flat import put_picture

VERSION = "5.5.0"
"""The newest change of labelme's file format that these files keep to."""

_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")
_MODES = {"1", "L", "P", "RGB", "RGBA", "LA", "PA"}


def write(export: Export) -> None:
    """One file a document; its picture is named where it is, or copied beside when labelme could not read it."""
    for index, path in enumerate(export.targets((".json",))):
        state = export.states[index]
        picture = None if export.flag("pictures", False) else _relative_picture(export, index, path)
        if picture is None:
            picture = put_picture(export, index, path.parent)
        export.put_bytes(path, msgspec.json.format(msgspec.json.encode(labelme(state, picture))))


def _relative_picture(export: Export, index: int, path: Path) -> str | None:
    state = export.states[index]
    source = export.source(index) or path.parent / picture_name(state)
    if not _readable(source, (state.width, state.height)):
        return None
    try:
        return PurePath(os.path.relpath(source, path.parent)).as_posix()
    except ValueError:  # on another drive
        return None


def _readable(source: Path, size: tuple[int, int]) -> bool:
    """Whether labelme opens a picture file, with the pixels that the annotations are in."""
    try:
        with Image.open(source, formats=_FORMATS) as image:
            turned = image.getexif().get(0x0112, 1) >= 5
            upright = image.size[::-1] if turned else image.size
            return image.mode in _MODES and upright == size
    except (OSError, SyntaxError, ValueError):
        return False


def labelme(state: DocumentState, picture: str) -> dict[str, Any]:
    """The file of one document as a JSON object; ``picture`` is relative to the file."""
    shapes: list[dict[str, Any]] = []
    figures = 0
    for annotation in state.objects():
        if isinstance(annotation.shape, Pose):
            figures += 1
            shapes += _figure(annotation, annotation.shape, figures)
        elif (shape := _shape(annotation, state)) is not None:
            shapes.append(shape)
    return {
        "version": VERSION,
        "flags": {},
        "shapes": shapes,
        "imagePath": picture,
        "imageData": None,
        "imageHeight": state.height,
        "imageWidth": state.width,
    }


def _shape(annotation: Annotation, state: DocumentState) -> dict[str, Any] | None:
    label = label_of(annotation)
    match annotation.shape:
        case Box() as box:
            return _record(label, "rectangle", _corners(box), annotation.score)
        case Polygon(points=points):
            return _record(label, "polygon", _pairs(points), annotation.score)
        case Ellipse() as ellipse if ellipse.round:
            centre = ellipse.bounds().centre
            circle = centre, centre.moved(ellipse.width / 2, 0)
            return _record(label, "circle", _pairs(circle), annotation.score)
        case Ellipse() as ellipse:
            return _record(label, "polygon", _pairs(ellipse.polygon().points), annotation.score)
        case Mask() as mask:
            return _mask(label, mask, annotation.score, state)
    return None


def _record(
    label: str,
    kind: str,
    points: list[list[float]],
    score: float | None = None,
    group: int | None = None,
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "label": label,
        "points": points,
        "group_id": group,
        "description": "",
        "shape_type": kind,
        "flags": {},
        "mask": None,
    }
    return record if score is None else {**record, "score": score}


def _corners(box: Box) -> list[list[float]]:
    return [[box.x, box.y], [box.right, box.bottom]]


def _pairs(points: Iterable[Point]) -> list[list[float]]:
    return [[point.x, point.y] for point in points]


def _mask(
    label: str, mask: Mask, score: float | None, state: DocumentState
) -> dict[str, Any] | None:
    part = mask.within(state.width, state.height)
    if part is None:
        return None
    crop, left, top = part
    height, width = crop.shape
    # Both corners are pixels of the mask.
    corners = [[left, top], [left + width - 1, top + height - 1]]
    return {**_record(label, "mask", corners, score), "mask": _stencil(crop)}


def _stencil(crop: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> str:
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(crop)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")


def _figure(annotation: Annotation, pose: Pose, group: int) -> list[dict[str, Any]]:
    """A rectangle that carries the label, and a point for each placed joint, all of one group."""
    box = _record(
        label_of(annotation), "rectangle", _corners(pose.bounds()), annotation.score, group
    )
    names = SKELETONS[pose.skeleton].joints
    return [
        box,
        *(
            _joint(name, joint, group)
            for name, joint in zip(names, pose.joints, strict=True)
            if joint.score > 0
        ),
    ]


def _joint(name: str, joint: Joint, group: int) -> dict[str, Any]:
    return _record(name, "point", [[joint.x, joint.y]], joint.score, group)
