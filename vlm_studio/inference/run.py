"""From a request to its result: the one door into this room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.engines import Detector, Engine, Found, Matter, Poser, Step, part
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.requests import (
    MAX_PREDICTIONS,
    SCORE_FLOOR,
    Annotations,
    DetectRequest,
    PoseRequest,
    SegmentRequest,
    TaskRequest,
    TaskResult,
)
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels
    from vlm_studio.models.card import Card

EDGE = 3
"""How many of its own pixels a coarse matte's edge may be off."""
PEOPLE, PERSON = "yolov3-tiny", 0.25
"""The model that finds people for those that place their joints, and how sure it must be."""


def run_task(request: TaskRequest, context: Context, cache: EngineCache) -> TaskResult:
    """Do what ``request`` asks. The same request on the same pixels gives the same result.

    Raises :class:`StudioError` and :class:`~vlm_studio.errors.JobCancelled`.
    """
    card = cache.store.card(request.model)
    context.checkpoint(0.0, text("Loading the model"))
    with cache.lease(card, request.device) as engine:
        context.checkpoint(0.05, text("Reading the picture"))
        return _answer(request, card, engine, context, cache)


def _answer(
    request: TaskRequest, card: Card, engine: Engine, context: Context, cache: EngineCache
) -> TaskResult:
    match request:
        case DetectRequest():
            return _detect(request, card, engine, context)
        case SegmentRequest():
            return _segment(request, card, engine, context)
        case PoseRequest():
            return _pose(request, card, engine, context, cache)
    raise _cannot(card, request)


def _detect(request: DetectRequest, card: Card, engine: Engine, context: Context) -> Annotations:
    if not isinstance(engine, Detector):
        raise _cannot(card, request)
    unknown = sorted(set(request.labels) - set(engine.labels))
    if unknown:
        raise StudioError(
            text("{model} has no class {label}.", model=card.name, label=", ".join(unknown))
        )
    found = engine.detect(_rgb(request), request.overlap, context.checkpoint)
    wanted = [one for one in found if not request.labels or one.label in request.labels]
    origin = provenance(card, request, overlap=request.overlap, labels=list(request.labels))
    return Annotations(numbered(wanted, origin))


def _segment(request: SegmentRequest, card: Card, engine: Engine, context: Context) -> Annotations:
    if not isinstance(engine, Matter):
        raise _cannot(card, request)
    from vlm_studio.inference.alpha import refined
    from vlm_studio.inference.cutout import cut

    rgb = _rgb(request)
    matte = engine.matte(rgb, context.checkpoint)
    context.checkpoint(0.6, text("Following the edge"))
    radius = EDGE * max(rgb.shape[0] / matte.shape[0], rgb.shape[1] / matte.shape[1])
    alpha = refined(matte, rgb, radius)
    mask = Mask.from_array(alpha >= 0.5)
    if mask is None:
        return Annotations(())
    score = float(alpha[alpha >= 0.5].mean())
    origin = provenance(card, request, cutout=request.cutout)
    found = numbered([Found(engine.label, score, mask)], origin)
    if not request.cutout:
        return Annotations(found)
    context.checkpoint(0.8, text("Cutting out"))
    return Annotations(found, cut(request.picture, alpha, radius, context))


def _pose(
    request: PoseRequest, card: Card, engine: Engine, context: Context, cache: EngineCache
) -> Annotations:
    if not isinstance(engine, Poser):
        raise _cannot(card, request)
    rgb = _rgb(request)
    people: list[Box] = []
    if engine.wants_people and cache.store.state(PEOPLE) == "ready":
        people = _people(rgb, cache, request.device, part(context.checkpoint, 0.05, 0.3))
    found = engine.poses(rgb, people, part(context.checkpoint, 0.3, 1.0))
    # Which other model helped is part of how to get this result again.
    origin = provenance(card, request, people=PEOPLE if people else "")
    return Annotations(numbered(found, origin))


def _people(rgb: Pixels, cache: EngineCache, device: str, step: Step) -> list[Box]:
    with cache.lease(cache.store.card(PEOPLE), device) as engine:
        if not isinstance(engine, Detector):
            return []
        found = engine.detect(rgb, overlap=0.45, step=step)
    people = (one for one in found if one.label == "person" and one.score >= PERSON)
    return [one.shape for one in people if isinstance(one.shape, Box)]


def _rgb(request: TaskRequest) -> Pixels:
    from vlm_studio.document.compose import flatten_rgb

    return flatten_rgb(request.picture)


def provenance(card: Card, request: TaskRequest, **parameters: Any) -> Provenance:
    """What a result of ``card`` says about where it comes from."""
    task = str(type(request).__struct_config__.tag)
    return Provenance(task, card.id, card.revision, card.sha256, card.licence, parameters)


def numbered(found: Iterable[Found], origin: Provenance) -> tuple[Annotation, ...]:
    """Annotations with ids from 1, the surest first, none below the lowest score that is kept."""
    sure = sorted((one for one in found if one.score >= SCORE_FLOOR), key=lambda one: -one.score)
    return tuple(
        Annotation(number, one.label, one.shape, one.score, origin)
        for number, one in enumerate(sure[:MAX_PREDICTIONS], 1)
    )


def _cannot(card: Card, request: TaskRequest) -> StudioError:
    task = str(type(request).__struct_config__.tag)
    return StudioError(text("{model} cannot do {task}.", model=card.name, task=task))
