"""The JSON object that ``run`` prints for a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vlm_studio.cli.plan import Plan
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Pose


def line(
    path: Path, state: DocumentState, task: str, model: dict[str, str], seconds: float
) -> dict[str, Any]:
    """Everything shown in ``state``, in pixels of the upright picture."""
    return {
        "image": {"path": str(path), "width": state.width, "height": state.height},
        "task": task,
        "model": model,
        "annotations": [_annotation(annotation, state) for annotation in state.objects()],
        "seconds": round(seconds, 4),
    }


def painted(
    path: Path,
    state: DocumentState,
    plan: Plan,
    model: dict[str, str],
    outputs: Sequence[str],
    seconds: float,
) -> dict[str, Any]:
    """What was made of a picture that was painted in another style."""
    assert plan.restyle is not None
    return {
        "image": {"path": str(path), "width": state.width, "height": state.height},
        "task": plan.task,
        "model": model,
        "style": plan.restyle.said,
        "strength": plan.restyle.strength,
        "outputs": list(outputs),
        "seconds": round(seconds, 4),
    }


def _annotation(annotation: Annotation, state: DocumentState) -> dict[str, Any]:
    box = annotation.bounds()
    found: dict[str, Any] = {
        "label": annotation.label,
        "score": None if annotation.score is None else round(annotation.score, 4),
        "bbox": [round(value, 2) for value in (box.x, box.y, box.width, box.height)],
    }
    match annotation.shape:
        case Mask() as mask:
            counts = mask.full_counts(state.width, state.height)
            found["segmentation"] = {"size": [state.height, state.width], "counts": counts}
        case Pose() as pose:
            found["keypoints"] = _keypoints(pose)
    return found


def _keypoints(pose: Pose) -> list[dict[str, Any]]:
    names = SKELETONS[pose.skeleton].joints
    return [
        {"name": name, "x": round(j.x, 2), "y": round(j.y, 2), "score": round(j.score, 4)}
        for name, j in zip(names, pose.joints, strict=True)
    ]
