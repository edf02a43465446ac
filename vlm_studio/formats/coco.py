"""COCO: boxes, run-length masks, polygons and keypoints of any number of pictures in one file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Ellipse, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Joint, Pose
from vlm_studio.formats.coco_ids import COCO_IDS
from vlm_studio.formats.exporting import Export, label_of, picture_name
from vlm_studio.formats.flat import put_picture

_FIRST_OWN_ID = 1001

CategoryKey = tuple[str, str]
"""A label, and the skeleton that sets it apart from other categories of that label (mostly none)."""


def write(export: Export) -> None:
    """One file with all documents."""
    path = export.path if export.to_one_file((".json",)) else export.path / "annotations.json"
    names = _picture_names(export, path.parent)
    export.put_bytes(path, msgspec.json.encode(coco(export.states, names)))


def _picture_names(export: Export, folder: Path) -> list[str]:
    if not export.flag("pictures", False):
        names = [picture_name(state) for state in export.states]
        return names if len(set(names)) == len(names) else _told_apart(export, names)
    indices = range(len(export.states))
    return [f"images/{put_picture(export, index, folder / 'images')}" for index in indices]


def _told_apart(export: Export, names: list[str]) -> list[str]:
    """The files' paths below the folder they all are in, where their names alone are not enough."""
    sources = [export.source(index) for index in range(len(names))]
    known = [source.absolute() for source in sources if source is not None]
    if len(known) < len(names):
        return names
    common = Path(os.path.commonpath([source.parent for source in known]))
    return [source.relative_to(common).as_posix() for source in known]


def coco(states: Sequence[DocumentState], names: Sequence[str]) -> dict[str, Any]:
    """The set as COCO's JSON object; ``names`` are the pictures' file names."""
    categories = Categories(states)
    annotations: list[dict[str, Any]] = []
    for image_id, state in enumerate(states, 1):
        for annotation in state.objects():
            record = _annotation(annotation, state)
            record |= {
                "id": len(annotations) + 1,
                "image_id": image_id,
                "category_id": categories.id(annotation),
            }
            annotations.append(record)
    return {
        "info": {"description": "Exported by vlm_studio", "version": "1.0"},
        "licenses": [],
        "images": [
            {"id": id, "file_name": name, "width": state.width, "height": state.height}
            for id, (state, name) in enumerate(zip(states, names, strict=True), 1)
        ],
        "annotations": annotations,
        "categories": categories.records(),
    }


class Categories:
    """Categories with ids that do not depend on the pictures: COCO's own for its 80 classes, others from 1001 by name.

    A category has the joints of its poses; a second skeleton under the same label makes a category of its own.
    """

    def __init__(self, states: Sequence[DocumentState]) -> None:
        shown = [a for state in states for a in state.objects()]
        skeletons: dict[str, set[str]] = {}
        for annotation in shown:
            found = skeletons.setdefault(label_of(annotation), set())
            if isinstance(annotation.shape, Pose):
                found.add(annotation.shape.skeleton)
        self._first = {label: min(found, default="") for label, found in skeletons.items()}
        keys = {(label, "") for label in skeletons}
        keys |= {
            (label, other)
            for label, found in skeletons.items()
            for other in found - {self._first[label]}
        }
        # Two words for one class would share its id: then the second in the alphabet is a class of its own.
        official = {COCO_IDS[key[0]]: key for key in sorted(keys, reverse=True) if _official(key)}
        self._ids = {key: id for id, key in official.items()}
        own = sorted(keys - set(self._ids))
        self._ids |= {key: _FIRST_OWN_ID + at for at, key in enumerate(own)}

    def id(self, annotation: Annotation) -> int:
        """The id of an annotation's category."""
        label = label_of(annotation)
        skeleton = annotation.shape.skeleton if isinstance(annotation.shape, Pose) else ""
        return self._ids[label, "" if skeleton in ("", self._first[label]) else skeleton]

    def records(self) -> list[dict[str, Any]]:
        """The categories in the order of their ids."""
        return [self._record(key) for key in sorted(self._ids, key=self._ids.__getitem__)]

    def _record(self, key: CategoryKey) -> dict[str, Any]:
        label, other = key
        name = f"{label} ({other})" if other else label
        record: dict[str, Any] = {"id": self._ids[key], "name": name, "supercategory": ""}
        skeleton = SKELETONS.get(other or self._first[label])
        if skeleton is not None:
            record["keypoints"] = list(skeleton.joints)
            record["skeleton"] = [[a + 1, b + 1] for a, b in skeleton.bones]
            record["skeleton_name"] = skeleton.id
        return record


def _official(key: CategoryKey) -> bool:
    return key[0] in COCO_IDS and not key[1]


def _annotation(annotation: Annotation, state: DocumentState) -> dict[str, Any]:
    box = annotation.bounds()
    record: dict[str, Any] = {
        "bbox": [box.x, box.y, box.width, box.height],
        "area": box.area,
        "iscrowd": 0,
    }
    if annotation.score is not None:
        record["score"] = annotation.score
    match annotation.shape:
        case Mask() as mask:
            counts = mask.full_counts(state.width, state.height)
            record["segmentation"] = {"size": [state.height, state.width], "counts": counts}
            record["area"] = mask.area
        case Polygon() as polygon:
            record |= _outline(polygon)
        case Ellipse() as ellipse:
            record |= _outline(ellipse.polygon())
        case Pose() as pose:
            flags = [visibility(joint) for joint in pose.joints]
            record["keypoints"] = [
                value
                for joint, flag in zip(pose.joints, flags, strict=True)
                for value in ((joint.x, joint.y, flag) if flag else (0, 0, 0))
            ]
            record["num_keypoints"] = sum(flag > 0 for flag in flags)
    return record


def _outline(polygon: Polygon) -> dict[str, Any]:
    corners = [xy for point in polygon.points for xy in (point.x, point.y)]
    return {"segmentation": [corners], "area": polygon.area}


def visibility(joint: Joint) -> int:
    """COCO's flag: 0 not placed, 1 placed but hidden, 2 visible."""
    if joint.score <= 0:
        return 0
    return 2 if joint.score >= 0.5 else 1
