"""What every answer is made of: the pixels asked about, and results that say where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.errors import StudioError
from vlm_studio.inference.engines import Found
from vlm_studio.models.card import Card
from vlm_studio.tasks.design import SketchRequest
from vlm_studio.tasks.names import TITLES
from vlm_studio.tasks.requests import MAX_PREDICTIONS, SCORE_FLOOR, PictureRequest, TaskRequest
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels


def pixels(request: PictureRequest) -> Pixels:
    """The picture as a model sees it: RGB, (H, W, 3), white behind what is transparent."""
    from vlm_studio.document.compose import flatten_rgb

    return flatten_rgb(request.picture)


def provenance(card: Card, request: TaskRequest, **parameters: Any) -> Provenance:
    """What a result of ``card`` says about where it comes from; ``parameters`` are JSON types."""
    return Provenance(_task(request), card.id, card.revision, card.sha256, card.licence, parameters)


def sketch_provenance(card: Card, request: SketchRequest, number: int, **more: Any) -> Provenance:
    """What the sketch ``number`` (from 0) of those that ``request`` asked for says about where it comes from.

    Its parameters are those of a request for it alone, and ``more``.
    """
    alone = msgspec.structs.replace(request, count=1, skip=request.skip + number)
    asked = msgspec.to_builtins(alone)
    for known in ("type", "model", "seed"):
        del asked[known]
    origin = provenance(card, request, **asked, **more)
    return msgspec.structs.replace(origin, seed=request.seed)


def numbered(found: Iterable[Found], origin: Provenance) -> tuple[Annotation, ...]:
    """Annotations with ids from 1, the surest first, none below the lowest score that is kept."""
    sure = sorted((one for one in found if one.score >= SCORE_FLOOR), key=lambda one: -one.score)
    return tuple(
        Annotation(number, one.label, one.shape, one.score, origin)
        for number, one in enumerate(sure[:MAX_PREDICTIONS], 1)
    )


def cannot(card: Card, request: TaskRequest) -> StudioError:
    """The error for a model that does not do what was asked."""
    return StudioError(
        text("{model} cannot do {task}.", model=card.name, task=TITLES[_task(request)])
    )


def _task(request: TaskRequest) -> str:
    return str(type(request).__struct_config__.tag)
