"""Asking a model: what comes back, what is refused, and that the same question has the same answer."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.starter import starter_store
from vlm_studio.document.blocks import Block, BlockFolder, MappedBlock
from vlm_studio.document.geometry import Box, iou
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.skeletons import BLAZEPOSE_33, Pose
from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.requests import (
    MAX_PREDICTIONS,
    SCORE_FLOOR,
    Annotations,
    BoxMasksRequest,
    Click,
    DetectRequest,
    LabelledBox,
    MaskRequest,
    PoseRequest,
    PrepareRequest,
    SegmentRequest,
    TaskRequest,
    TaskResult,
)
from vlm_studio.words import Text

Load = Callable[[str | NDArray[np.uint8]], PictureRef]
Run = Callable[[TaskRequest], TaskResult]


def every_request(photo: PictureRef) -> list[TaskRequest]:
    """One of each kind, with every model."""
    frame = Box(0, 0, photo.width, photo.height)
    middle = Click(photo.width / 2, photo.height / 2)
    boxes = (LabelledBox(frame, "all"), LabelledBox(Box(0.2, 0.2, 0.4, 0.4), "bit"))
    return [
        DetectRequest(photo, "yolov3-tiny"),
        DetectRequest(photo, "blazeface"),
        SegmentRequest(photo, "u2netp", cutout=True),
        SegmentRequest(photo, "selfie", cutout=True),
        PoseRequest(photo, "blazepose"),
        PoseRequest(photo, "hands"),
        PrepareRequest(photo, "grabcut"),
        MaskRequest(photo, "grabcut", box=frame),
        MaskRequest(photo, "grabcut", clicks=(middle, Click(0, 0, False))),
        BoxMasksRequest(photo, "grabcut", boxes),
    ]


def test_predictions_are_numbered_sorted_and_say_where_they_come_from(load: Load, run: Run) -> None:
    result = run(DetectRequest(load("motorcycle_left.png"), "yolov3-tiny"))

    assert isinstance(result, Annotations)
    assert [one.id for one in result.annotations] == list(range(1, len(result.annotations) + 1))
    scores = [one.score or 0 for one in result.annotations]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= MAX_PREDICTIONS
    assert scores[-1] >= SCORE_FLOOR
    card = starter_store().card("yolov3-tiny")
    for one in result.annotations:
        assert one.provenance is not None
        assert one.provenance.task == "object-detection"
        assert one.provenance.model == card.id
        assert one.provenance.sha256 == card.sha256 != ""
        assert one.provenance.licence == card.licence
        assert one.provenance.parameters == {"overlap": 0.45, "labels": []}
        frame = Box(0, 0, 741, 500)
        assert frame.union(one.bounds()) == frame


def test_a_result_survives_the_way_between_processes(load: Load, run: Run) -> None:
    result = run(PoseRequest(load("astronaut.png"), "blazepose"))
    assert msgspec.json.decode(msgspec.json.encode(result), type=TaskResult) == result


def test_only_the_wanted_classes_come_back(load: Load, run: Run) -> None:
    photo = load("grace_hopper.jpg")

    ties = run(DetectRequest(photo, "yolov3-tiny", labels=("tie",)))

    assert isinstance(ties, Annotations)
    assert {one.label for one in ties.annotations} == {"tie"}


def test_a_class_that_the_model_does_not_have_is_named(load: Load, run: Run) -> None:
    with pytest.raises(StudioError, match="has no class unicorn"):
        run(DetectRequest(load("coffee.png"), "yolov3-tiny", labels=("cup", "unicorn")))


@pytest.mark.parametrize("overlap", [0.1, 0.45, 0.9])
def test_no_two_boxes_of_a_class_overlap_more_than_was_asked(
    load: Load, run: Run, overlap: float
) -> None:
    result = run(DetectRequest(load("grace_hopper.jpg"), "yolov3-tiny", overlap=overlap))
    assert isinstance(result, Annotations)
    found = result.annotations
    pairs = [(a, b) for a in found for b in found if a.id < b.id and a.label == b.label]
    # Boxes are compared before they are cut off at the picture's edge, which may bring them closer.
    inner = [
        (a.bounds(), b.bounds())
        for a, b in pairs
        if all(Box(1, 1, 510, 598).union(one.bounds()) == Box(1, 1, 510, 598) for one in (a, b))
    ]
    assert pairs
    assert all(iou(a, b) <= overlap + 1e-3 for a, b in inner)


def test_fewer_doubles_are_kept_when_less_overlap_is_allowed(load: Load, run: Run) -> None:
    photo = load("grace_hopper.jpg")
    counts = []
    for overlap in (0.1, 0.45, 0.95):
        result = run(DetectRequest(photo, "yolov3-tiny", overlap=overlap))
        assert isinstance(result, Annotations)
        counts.append(len(result.annotations))
    assert counts[0] < counts[1] < counts[2]


@pytest.mark.parametrize("model", ["u2netp", "blazepose", "grabcut"])
def test_a_model_is_not_asked_for_what_it_cannot_do(load: Load, run: Run, model: str) -> None:
    with pytest.raises(StudioError, match="cannot do Detect"):
        run(DetectRequest(load("coffee.png"), model))


def test_a_model_that_does_not_exist_is_refused_by_name(load: Load, run: Run) -> None:
    with pytest.raises(StudioError, match="yolo"):
        run(DetectRequest(load("coffee.png"), "yolo-tiny"))


def pixels_of(value: object) -> bytes:
    return bytes(MappedBlock(value).level()) if isinstance(value, Block) else b""


def fingerprint(result: TaskResult) -> bytes:
    """Everything in a result but the names of its blocks, and the blocks' pixels."""
    cutout = result.cutout.block if isinstance(result, Annotations) and result.cutout else None
    prior = getattr(result, "prior", None)
    if isinstance(result, Annotations):
        result = msgspec.structs.replace(result, cutout=None)
    text = msgspec.json.encode(result) if prior is None else b""
    return text + pixels_of(cutout) + pixels_of(prior)


def test_the_same_question_has_the_same_answer_from_a_model_loaded_anew(
    load: Load, blocks: BlockFolder, cache: EngineCache
) -> None:
    context = PlainContext(blocks)
    fresh = EngineCache(starter_store())
    for request in every_request(load("astronaut.png")):
        first = fingerprint(run_task(request, context, cache))
        assert fingerprint(run_task(request, context, cache)) == first
        assert fingerprint(run_task(request, context, fresh)) == first


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (3000, 2)])
def test_pictures_of_any_shape_are_looked_at(load: Load, run: Run, size: tuple[int, int]) -> None:
    width, height = size
    noise = np.random.default_rng(1).integers(0, 256, (height, width, 4), np.uint8)
    for request in every_request(load(noise)):
        result = run(request)
        if isinstance(result, Annotations):
            frame = Box(0, 0, width, height)
            shapes = (one.shape for one in result.annotations)
            assert all(frame.union(s) == frame for s in shapes if isinstance(s, Box))


def test_what_is_transparent_is_not_seen(blocks: BlockFolder, run: Run, load: Load) -> None:
    photo = load("chelsea.png")
    pixels = MappedBlock(photo.layers[0].block).array().copy()
    pixels[..., 3] = 0
    hidden = PictureRef.of_block(blocks.store(pixels))

    assert run(DetectRequest(hidden, "yolov3-tiny")) == Annotations(())
    assert run(SegmentRequest(hidden, "u2netp", cutout=True)) == Annotations(())


def test_results_are_in_pixels_of_the_frame(load: Load, run: Run) -> None:
    whole = load("motorcycle_left.png")
    frame = msgspec.structs.replace(whole, x=60, y=10, width=660, height=460)

    result = run(DetectRequest(frame, "yolov3-tiny"))

    assert isinstance(result, Annotations)
    drawn = Box.between(Box(92, 25, 0, 0).centre, Box(684, 449, 0, 0).centre).moved(-60, -10)
    best = result.annotations[0]
    assert best.label == "motorbike"
    assert isinstance(best.shape, Box)
    assert iou(best.shape, drawn) > 0.75


def test_work_stops_at_the_next_step_and_says_what_it_does(
    load: Load, blocks: BlockFolder, cache: EngineCache
) -> None:
    """Cancelled at the first step, one between and the last, work ends there and leaves the models usable."""
    for request in every_request(load("astronaut.png")):
        run_task(request, PlainContext(blocks), cache)  # what is remembered takes fewer steps
        steps: list[tuple[float | None, Text | None]] = []
        expected = fingerprint(
            run_task(request, PlainContext(blocks, lambda f, t, s=steps: s.append((f, t))), cache)  # type: ignore[misc]
        )
        assert len(steps) >= 3
        assert sum(words is not None for _, words in steps) >= 2
        fractions = [fraction for fraction, _ in steps if fraction is not None]
        assert fractions == sorted(fractions)
        assert all(0 <= fraction <= 1 for fraction in fractions)
        for stop in (0, len(steps) // 2, len(steps) - 1):
            left = iter([False] * stop)
            context = PlainContext(blocks, cancelled=lambda left=left: next(left, True))  # type: ignore[misc]
            with pytest.raises(JobCancelled):
                run_task(request, context, cache)
        assert fingerprint(run_task(request, PlainContext(blocks), cache)) == expected


def test_joints_outside_the_picture_are_not_placed(load: Load, run: Run) -> None:
    """The astronaut's legs are below the picture: a guess is not a joint."""
    result = run(PoseRequest(load("astronaut.png"), "blazepose"))
    assert isinstance(result, Annotations)
    pose = result.annotations[0].shape
    assert isinstance(pose, Pose)
    placed = dict(zip(BLAZEPOSE_33.joints, pose.joints, strict=True))
    assert placed["nose"].score > 0.9
    assert placed["left_ankle"].score == placed["right_ankle"].score == 0
    assert all(0 <= j.x <= 512 and 0 <= j.y <= 512 for j in pose.joints if j.score)


@pytest.mark.parametrize("kind", [BoxMasksRequest, MaskRequest, PrepareRequest, PoseRequest])
def test_progress_never_goes_back_or_falls_silent(
    load: Load, blocks: BlockFolder, cache: EngineCache, kind: type[TaskRequest]
) -> None:
    told: list[tuple[float | None, Text | None]] = []
    context = PlainContext(blocks, lambda *one: told.append(one))
    for request in every_request(load("coffee.png")):
        if isinstance(request, kind):
            told.clear()
            run_task(request, context, cache)
            fractions = [fraction or 0 for fraction, _ in told]
            assert fractions == sorted(fractions)
            assert all(words is not None for _, words in told)
