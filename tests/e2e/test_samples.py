"""The sample pictures of the empty page are worth beginning with: the starter models find what was drawn in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from tests.starter import starter_store
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.skeletons import Pose
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.paths import resource
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.requests import Annotations, DetectRequest, PoseRequest, TaskRequest
from vlm_studio.ui.empty_page import SAMPLES

SHOWN = 0.25


@pytest.fixture
def context() -> Iterator[PlainContext]:
    blocks = BlockFolder.create()
    yield PlainContext(blocks)
    blocks.remove()


def sample(context: PlainContext, name: str) -> PictureRef:
    pixels = np.asarray(Image.open(resource("samples", f"{name}.jpg")).convert("RGBA"))
    return PictureRef.of_block(context.blocks.store(pixels))


def found(context: PlainContext, request: TaskRequest) -> Annotations:
    result = run_task(request, context, EngineCache(starter_store()))
    assert isinstance(result, Annotations)
    return result


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("still-life", {"orange", "bowl", "cup", "bottle"}),
        ("figure", {"person"}),
        ("vase", {"vase"}),
    ],
)
def test_the_detector_finds_what_was_drawn(
    context: PlainContext, name: str, labels: set[str]
) -> None:
    result = found(context, DetectRequest(sample(context, name), "yolov3-tiny"))
    assert labels <= {a.label for a in result.annotations if (a.score or 0) >= SHOWN}


def test_the_figure_has_a_pose_with_a_hand_in_the_air(context: PlainContext) -> None:
    [figure] = found(context, PoseRequest(sample(context, "figure"), "blazepose")).annotations
    assert isinstance(figure.shape, Pose)
    joints = figure.shape.joints
    shoulder, wrist, hip = joints[12], joints[16], joints[24]
    assert wrist.y < shoulder.y < hip.y


def test_every_sample_is_there_and_small() -> None:
    for name, _ in SAMPLES:
        assert resource("samples", f"{name}.jpg").stat().st_size < 150_000
