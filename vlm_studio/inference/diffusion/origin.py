"""Where a painting comes from: enough to paint it again, and to see what is different if it comes out otherwise."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from vlm_studio.document.annotations import Provenance
from vlm_studio.document.compose import flatten
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.inference.diffusion import libraries
from vlm_studio.inference.diffusion.calling import Settings
from vlm_studio.inference.diffusion.scene import Scene
from vlm_studio.tasks.design import Control, PaintRequest
from vlm_studio.tasks.ingredients import Began, Followed

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels
    from vlm_studio.inference.diffusion.engine import Diffusion
    from vlm_studio.models.card import Card


def origin(
    request: PaintRequest,
    card: Card,
    engine: Diffusion,
    used: Settings,
    number: int,
    scheduler: str,
    savings: list[str],
    scene: Scene,
) -> Provenance:
    """Of picture ``number`` of ``request``, which its model saw as ``scene``. Nothing in it varies from run to run."""
    task = str(type(request).__struct_config__.tag)
    parameters = _asked(request, scene) | {
        "steps": used.steps,
        "guidance": used.guidance,
        "scheduler": scheduler,
        "ran": {"device": engine.device, "dtype": str(engine.dtype).removeprefix("torch.")},
        "versions": libraries.versions(),
    }
    if savings:
        parameters["savings"] = savings
    seed = request.seed + number
    return Provenance(task, card.id, card.revision, card.sha256, card.licence, parameters, seed)


def _asked(request: PaintRequest, scene: Scene) -> dict[str, Any]:
    """The fields of a request for one of its pictures; of pixels what finds them again in their document."""
    plain = msgspec.structs.replace(request, picture=None, inside=(), controls=(), place=None)
    asked: dict[str, Any] = msgspec.to_builtins(plain)
    for other in (
        "type",
        "model",
        "seed",
        "count",
        "device",
        "place",
        "picture",
        "inside",
        "controls",
    ):
        asked.pop(other, None)
    had: dict[str, Any] = {
        "picture": request.picture and _began(request.picture),
        "mask": scene.mask and _kept(request, scene.mask),
        "controls": [_followed(one, picture) for one, picture in zip(request.controls, scene.seen.controls)],
    }  # fmt: skip
    if request.picture is None:
        asked.pop("strength")
        asked.pop("feather")
    return asked | {name: value for name, value in had.items() if value}


def _began(picture: PictureRef) -> dict[str, Any]:
    crc32 = _crc32(flatten(picture))
    began = Began(crc32, picture.sources, picture.x, picture.y, picture.width, picture.height)
    plain: dict[str, Any] = msgspec.to_builtins(began)
    return plain


def _followed(control: Control, seen: Pixels) -> dict[str, Any]:
    told = (control.layer, control.x, control.y)
    followed = Followed(control.kind, control.model, control.strength, _crc32(seen), *told)
    plain: dict[str, Any] = msgspec.to_builtins(followed)
    return plain


def _crc32(pixels: Pixels) -> str:
    return f"{zlib.crc32(np.ascontiguousarray(pixels).data):08x}"


def _kept(request: PaintRequest, mask: Mask) -> Any:
    """The mask itself where the picture stands in a document; a file's own pictures are named again."""
    in_document = request.picture is not None and request.picture.sources
    return msgspec.to_builtins(mask) if in_document else True
