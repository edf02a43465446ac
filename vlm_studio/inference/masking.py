"""Masks that somebody points at: with clicks and a box, or with many boxes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.masks import Mask
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.engines import Engine, Masker, Matter, Salient, Step, part
from vlm_studio.inference.results import cannot, pixels, provenance
from vlm_studio.models.card import Card
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    MaskRequest,
    MaskResult,
    Prepared,
    PrepareRequest,
)
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Floats, Pixels

SALIENT = "u2netp"
"""The model that says what stands out, for engines that want to know."""


def mask(
    request: MaskRequest, card: Card, engine: Engine, context: Context, cache: EngineCache
) -> MaskResult:
    if not isinstance(engine, Masker):
        raise cannot(card, request)
    rgb = pixels(request)
    prior = _prior(request)
    salient = _salient(cache, request.device)
    chosen = engine.mask(rgb, request.box, request.clicks, prior, salient, context.checkpoint)
    return MaskResult(Mask.from_array(chosen))


def prepare(
    request: PrepareRequest, card: Card, engine: Engine, context: Context, cache: EngineCache
) -> Prepared:
    if not isinstance(engine, Masker):
        raise cannot(card, request)
    salient = _salient(cache, request.device)
    prior = engine.prepare(pixels(request), salient, context.checkpoint)
    return Prepared(None if prior is None else context.blocks.store(prior))


def box_masks(
    request: BoxMasksRequest, card: Card, engine: Engine, context: Context, cache: EngineCache
) -> Annotations:
    if not isinstance(engine, Masker):
        raise cannot(card, request)
    rgb = pixels(request)
    salient = _salient(cache, request.device)
    origin = provenance(card, request, salient=SALIENT if _can_say(cache) else "")
    found: list[Annotation] = []
    count, steps = len(request.boxes), part(context.checkpoint, 0.05, 1.0)
    for number, wanted in enumerate(request.boxes):
        words = text(
            "{label}, {number} of {count}", label=wanted.label, number=number + 1, count=count
        )
        step = _said(part(steps, number / count, (number + 1) / count), words)
        step(0.0)
        shape = Mask.from_array(engine.mask(rgb, wanted.box, (), None, salient, step))
        if shape is not None:
            found.append(Annotation(len(found) + 1, wanted.label, shape, wanted.score, origin))
    return Annotations(tuple(found))


def _said(step: Step, words: Text) -> Step:
    """``step`` that says ``words``, whatever the engine is doing."""

    def inner(fraction: float | None, text: Text | None = None) -> None:
        step(fraction, words)

    return inner


def _prior(request: MaskRequest) -> Pixels | None:
    from vlm_studio.document.blocks import MappedBlock

    return MappedBlock(request.prior).array() if request.prior else None


def _can_say(cache: EngineCache) -> bool:
    return cache.store.state(SALIENT) == "ready"


def _salient(cache: EngineCache, device: str) -> Salient:
    def matte(rgb: Pixels) -> Floats | None:
        if not _can_say(cache):
            return None
        with cache.lease(cache.store.card(SALIENT), device) as engine:
            if not isinstance(engine, Matter):
                return None
            # One quick step of the masker, which says itself how far it is.
            return engine.matte(rgb, lambda _fraction, _text=None: None)

    return matte
