"""From a request to its result: the one door into this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Joint, Pose
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.engines import Detector, Engine, Found, Matter, Poser, Step, part
from vlm_studio.inference.masking import box_masks, mask, prepare
from vlm_studio.inference.restyling import restyle
from vlm_studio.inference.results import cannot, numbered, pixels, provenance
from vlm_studio.inference.similarity import similar
from vlm_studio.inference.sketching import sketch
from vlm_studio.models.card import Card
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import PaintRequest, SketchRequest
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    DetectRequest,
    MaskRequest,
    PoseRequest,
    PrepareRequest,
    RestyleRequest,
    SegmentRequest,
    SimilarRequest,
    TaskRequest,
    TaskResult,
)
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels

EDGE = 3
"""How many of its own pixels a coarse matte's edge may be off."""
PEOPLE, PERSON = "yolov3-tiny", 0.25
"""The model that finds people for those that place their joints, and how sure it must be."""


def run_task(request: TaskRequest, context: Context, cache: EngineCache) -> TaskResult:
    """Do what ``request`` asks. The same request on the same pixels gives the same result.

    Raises :class:`StudioError` and :class:`~vlm_studio.errors.JobCancelled`.
    """
    card = cache.store.card(request.model)
    if isinstance(request, SketchRequest):
        return sketch(request, card, context, cache)
    if isinstance(request, PaintRequest):
        from vlm_studio.inference.captions import captioned
        from vlm_studio.inference.diffusion.paint import paint

        return captioned(request, lambda wanted: paint(wanted, card, context, cache))
    context.checkpoint(0.0, text("Loading the model"))
    if isinstance(request, SimilarRequest):
        return similar(request, card, context, cache)
    with cache.lease(card, request.device) as engine:
        context.checkpoint(0.05, text("Reading the picture"))
        match request:
            case DetectRequest():
                return _detect(request, card, engine, context)
            case SegmentRequest():
                return _segment(request, card, engine, context)
            case PoseRequest():
                return _pose(request, card, engine, context, cache)
            case BoxMasksRequest():
                return box_masks(request, card, engine, context, cache)
            case MaskRequest():
                return mask(request, card, engine, context, cache)
            case PrepareRequest():
                return prepare(request, card, engine, context, cache)
            case RestyleRequest():
                return restyle(request, card, engine, context)
            case PaintRequest():
                raise cannot(card, request)


def _detect(request: DetectRequest, card: Card, engine: Engine, context: Context) -> Annotations:
    if not isinstance(engine, Detector):
        raise cannot(card, request)
    unknown = sorted(set(request.labels) - set(engine.labels))
    if unknown:
        raise StudioError(
            text("{model} has no class {label}.", model=card.name, label=", ".join(unknown))
        )
    found = engine.detect(pixels(request), request.overlap, context.checkpoint)
    wanted = [one for one in found if not request.labels or one.label in request.labels]
    origin = provenance(card, request, overlap=request.overlap, labels=list(request.labels))
    return Annotations(numbered(wanted, origin))


def _segment(request: SegmentRequest, card: Card, engine: Engine, context: Context) -> Annotations:
    if not isinstance(engine, Matter):
        raise cannot(card, request)
    from vlm_studio.inference.alpha import refined
    from vlm_studio.inference.cutout import cut

    rgb = pixels(request)
    matte = engine.matte(rgb, context.checkpoint)
    context.checkpoint(0.6, text("Following the edge"))
    radius = EDGE * max(rgb.shape[0] / matte.shape[0], rgb.shape[1] / matte.shape[1])
    alpha = refined(matte, rgb, radius)
    inside = alpha >= 0.5
    shape = Mask.from_array(inside)
    if shape is None:
        return Annotations(())
    origin = provenance(card, request, cutout=request.cutout)
    found = numbered([Found(engine.label, float(alpha[inside].mean()), shape)], origin)
    if not request.cutout:
        return Annotations(found)
    context.checkpoint(0.8, text("Cutting out"))
    return Annotations(found, cut(request.picture, alpha, radius, context))


def _pose(
    request: PoseRequest, card: Card, engine: Engine, context: Context, cache: EngineCache
) -> Annotations:
    if not isinstance(engine, Poser):
        raise cannot(card, request)
    rgb = pixels(request)
    people: list[Box] | None = None
    if engine.wants_people and cache.store.state(PEOPLE) == "ready":
        people = _people(rgb, cache, request.device, part(context.checkpoint, 0.05, 0.3))
    found = engine.poses(rgb, people or (), part(context.checkpoint, 0.3, 1.0))
    found = [_in_picture(one, rgb.shape[1], rgb.shape[0]) for one in found]
    # Which other model helped is part of how to get this result again.
    origin = provenance(card, request, people="" if people is None else PEOPLE)
    return Annotations(numbered(found, origin))


def _in_picture(found: Found, width: int, height: int) -> Found:
    """``found`` with joints that a model only guesses, outside the picture, marked as not placed."""
    if not isinstance(found.shape, Pose):
        return found
    joints = tuple(
        joint if 0 <= joint.x <= width and 0 <= joint.y <= height else Joint(joint.x, joint.y, 0.0)
        for joint in found.shape.joints
    )
    shape = msgspec.structs.replace(found.shape, joints=joints)
    return msgspec.structs.replace(found, shape=shape)


def _people(rgb: Pixels, cache: EngineCache, device: str, step: Step) -> list[Box]:
    with cache.lease(cache.store.card(PEOPLE), device) as engine:
        if not isinstance(engine, Detector):
            return []
        found = engine.detect(rgb, overlap=0.45, step=step)
    people = (one for one in found if one.label == "person" and one.score >= PERSON)
    return [one.shape for one in people if isinstance(one.shape, Box)]
