"""A picture as a document, before and after a model looked at it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from vlm_studio.cli.plan import Plan
from vlm_studio.cli.tools import Bench
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.skeletons import Pose, convert
from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card, models_info
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.names import DEFAULT_MODELS
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    DetectRequest,
    LabelledBox,
    PoseRequest,
    RestyleRequest,
    SegmentRequest,
    Style,
    TaskRequest,
)
from vlm_studio.words import Text


class Model:
    """The model of a run, as results name it."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.info = models_info(card)

    def check(self, store: ModelStore) -> None:
        """Raises :class:`StudioError` with the way to get it when a file of it is missing."""
        for file in self.card.files:
            store.path(self.card.id, file.name)


def empty_state(path: Path, blocks: BlockFolder) -> tuple[DocumentState, tuple[Text, ...]]:
    """The picture ``path`` as a document of one raster layer, and what was converted. Raises :class:`StudioError`."""
    from vlm_studio.formats.images import decode

    decoded = decode(path, blocks, mips=False)
    return DocumentState.of_picture(decoded.block, path.stem, path.name), decoded.notices


def predicted(bench: Bench, state: DocumentState, plan: Plan) -> tuple[DocumentState, float]:
    """``state`` with what the plan's model found on a layer of its own, and the seconds that took.

    Raises :class:`StudioError`.
    """
    from vlm_studio.jobs.apply import change_for

    document = Document(state)
    picture = document.picture()
    assert picture is not None
    request, before = _request(bench, picture, plan)
    outcome = bench.run(request)
    if outcome.error is not None:
        raise StudioError(outcome.error)
    result = outcome.result
    assert isinstance(result, Annotations)
    wanted = tuple(_converted(a, plan) for a in result.annotations if _is_wanted(a, plan))
    result = msgspec.structs.replace(result, annotations=wanted)
    change = change_for(document, request, result, plan.shown)
    if change is not None:
        document.history.push(change)
    return document.snapshot(), outcome.seconds + before


def restyled(
    bench: Bench, state: DocumentState, plan: Plan, style: Style
) -> tuple[DocumentState, float]:
    """``state`` with its picture painted in ``style`` on a layer above it, which a PNG shows alone.

    Raises :class:`StudioError`.
    """
    from vlm_studio.document.edits import set_layers
    from vlm_studio.jobs.apply import change_for

    document = Document(state)
    picture = document.picture()
    assert picture is not None
    request = RestyleRequest(picture, plan.model, style, plan.device)
    outcome = bench.run(request)
    if outcome.error is not None:
        raise StudioError(outcome.error)
    change = change_for(document, request, outcome.result)
    assert change is not None
    document.history.push(change)
    if plan.format == "png":
        hidden = set_layers(document, picture.sources, change.text, visible=False)
        document.history.push(hidden)
    return document.snapshot(), outcome.seconds


def _request(bench: Bench, picture: PictureRef, plan: Plan) -> tuple[TaskRequest, float]:
    """What to ask of the plan's model, and the seconds spent to find that out."""
    if plan.boxes:
        return _masks_request(bench, picture, plan)
    match plan.task:
        case "object-detection":
            return DetectRequest(picture, plan.model, plan.labels, plan.overlap, plan.device), 0.0
        case "image-segmentation":
            return SegmentRequest(picture, plan.model, device=plan.device), 0.0
        case _:
            return PoseRequest(picture, plan.model, plan.device), 0.0


def _masks_request(bench: Bench, picture: PictureRef, plan: Plan) -> tuple[TaskRequest, float]:
    assert plan.boxes is not None
    detector = DEFAULT_MODELS[plan.boxes]
    request = DetectRequest(picture, detector, plan.labels, plan.overlap, plan.device)
    outcome = bench.run(request)
    if outcome.error is not None:
        raise StudioError(outcome.error)
    assert isinstance(outcome.result, Annotations)
    boxes = tuple(
        LabelledBox(a.shape, a.label, a.score)
        for a in outcome.result.annotations
        if isinstance(a.shape, Box) and (a.score or 0) >= plan.threshold
    )
    return BoxMasksRequest(picture, plan.model, boxes, plan.device), outcome.seconds


def _is_wanted(annotation: Annotation, plan: Plan) -> bool:
    return not plan.labels or annotation.label in plan.labels


def _converted(annotation: Annotation, plan: Plan) -> Annotation:
    if plan.skeleton is None or not isinstance(annotation.shape, Pose):
        return annotation
    return msgspec.structs.replace(annotation, shape=convert(annotation.shape, plan.skeleton))
