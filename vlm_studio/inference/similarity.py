"""How near sentences are to one another in what they mean."""

from __future__ import annotations

import numpy as np

from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.engines import Step
from vlm_studio.inference.results import cannot
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models.card import Card
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.requests import Similar, SimilarRequest

_AT_ONCE = 32
_KEPT = np.dtype(np.float16)


def similar(request: SimilarRequest, card: Card, context: Context, cache: EngineCache) -> Similar:
    """The likeness of each sentence to the query. Raises :class:`StudioError` when the model is not there."""
    with cache.lease(card, request.device) as engine:
        if not isinstance(engine, Sentences):
            raise cannot(card, request)
        return likeness(request, engine, context.checkpoint)


def likeness(request: SimilarRequest, encoder: Sentences, step: Step) -> Similar:
    """What :func:`similar` answers, with ``encoder``."""
    wanted = encoder.meanings([request.query])[0]
    known = _known(request, encoder, wanted.size, step)
    scores = [float(np.frombuffer(each, _KEPT).astype(np.float32) @ wanted) for each in known]
    return Similar(tuple(scores), tuple(known))


def _known(request: SimilarRequest, encoder: Sentences, size: int, step: Step) -> list[bytes]:
    known = list(request.meanings)
    # One of another length is not of this encoder.
    lacking = [i for i, meaning in enumerate(known) if len(meaning) != size * _KEPT.itemsize]
    for start in range(0, len(lacking), _AT_ONCE):
        step(start / len(lacking))
        some = lacking[start : start + _AT_ONCE]
        for i, meaning in zip(some, encoder.meanings([request.sentences[i] for i in some])):
            known[i] = meaning.astype(_KEPT).tobytes()
    return known
