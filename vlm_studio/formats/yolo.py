"""YOLO data sets as Ultralytics reads them: detect, segment or pose, by what the documents hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box, Ellipse, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.outlines import rings
from vlm_studio.document.skeletons import SKELETONS, Pose, Skeleton
from vlm_studio.formats.coco import visibility
from vlm_studio.formats.exporting import Export, label_of, labels
from vlm_studio.formats.flat import put_picture
from vlm_studio.formats.outlines import joined
from vlm_studio.words import text

DETECT, SEGMENT, POSE = "detect", "segment", "pose"


def variant(states: Sequence[DocumentState]) -> str:
    """``pose`` when there is a pose, else ``segment`` when there is an outline or mask, else ``detect``."""
    shapes = {type(a.shape) for state in states for a in state.objects()}
    if Pose in shapes:
        return POSE
    return SEGMENT if shapes & {Mask, Polygon, Ellipse} else DETECT


def main_skeleton(states: Sequence[DocumentState]) -> Skeleton | None:
    """The skeleton that most poses have; a set holds only one."""
    counts = Counter(
        a.shape.skeleton for state in states for a in state.objects() if isinstance(a.shape, Pose)
    )
    return SKELETONS[max(counts, key=lambda id: (counts[id], id))] if counts else None


def write(export: Export) -> None:
    """``data.yaml``, a file of labels for each picture, and the pictures if they are wanted."""
    classes = labels(export.states)
    kind = variant(export.states)
    skeleton = main_skeleton(export.states)
    for index, state in enumerate(export.states):
        rows = [
            f"{classes.index(label_of(a))} {numbers}\n"
            for a in state.objects()
            if (numbers := _numbers(a, state, kind, skeleton))
        ]
        stem = export.stems[index]
        if export.flag("pictures", False):  # its labels must be called as it is
            stem = Path(put_picture(export, index, export.path / "images")).stem
        export.put_bytes(export.path / "labels" / f"{stem}.txt", "".join(rows).encode())
    export.put_bytes(export.path / "data.yaml", _data_yaml(classes, skeleton).encode())
    if not export.flag("pictures", False):
        export.notices.append(
            text("For training, put the pictures into the folder images beside the folder labels.")
        )


def _data_yaml(classes: Sequence[str], skeleton: Skeleton | None) -> str:
    # Strings are written as JSON, which YAML reads as they are.
    lines = ["path: .", "train: images", "val: images", "names:"]
    lines += [f"  {id}: {json.dumps(name, ensure_ascii=False)}" for id, name in enumerate(classes)]
    if not classes:
        lines[-1] = "names: {}"
    if skeleton is not None:
        joints = json.dumps(list(skeleton.joints))
        lines += [
            f"# skeleton: {skeleton.id}",
            f"kpt_shape: [{len(skeleton.joints)}, 3]",
            f"flip_idx: {flipped(skeleton)}",
            "kpt_names:",
            *(f"  {id}: {joints}" for id in range(len(classes))),
        ]
    return "\n".join(lines) + "\n"


def flipped(skeleton: Skeleton) -> list[int]:
    """For each joint the one that takes its place in a mirrored picture."""
    swap = {"left": "right", "right": "left"}
    return [
        skeleton.joints.index("_".join(swap.get(word, word) for word in name.split("_")))
        for name in skeleton.joints
    ]


def _numbers(a: Annotation, state: DocumentState, kind: str, skeleton: Skeleton | None) -> str:
    """The row of an annotation after its class; empty when nothing of it is in the picture."""
    box = a.bounds().clipped(state.width, state.height)
    if box is None:
        return ""
    if kind == SEGMENT:
        return _joined_numbers(_outline(a.shape, box), state)
    size = (state.width, state.height)
    row = [
        box.centre.x / size[0],
        box.centre.y / size[1],
        box.width / size[0],
        box.height / size[1],
    ]
    if kind == POSE and skeleton is not None:
        row += _joints(a, size, skeleton)
    return " ".join(f"{value:.6g}" for value in row)


def _joints(a: Annotation, size: tuple[int, int], skeleton: Skeleton) -> list[float]:
    if not isinstance(a.shape, Pose) or a.shape.skeleton != skeleton.id:
        return [0.0] * (3 * len(skeleton.joints))
    row: list[float] = []
    for joint in a.shape.joints:
        x, y = joint.x / size[0], joint.y / size[1]
        inside = 0 <= x <= 1 and 0 <= y <= 1
        flag = visibility(joint) if inside else 0
        row += [x, y, flag] if flag else [0.0, 0.0, 0]
    return row


def _outline(shape: object, box: Box) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    if isinstance(shape, Mask) and (parts := rings(shape.runs())):
        return joined(parts)
    if isinstance(shape, Ellipse):
        shape = shape.polygon()
    points = shape.points if isinstance(shape, Polygon) else box.corners
    return np.array([(point.x, point.y) for point in points])


def _joined_numbers(
    outline: np.ndarray[tuple[int, ...], np.dtype[np.float64]], state: DocumentState
) -> str:
    inside = np.clip(outline / (state.width, state.height), 0, 1)
    return " ".join(f"{value:.6g}" for value in inside.ravel())
