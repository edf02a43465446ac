"""A request as the arguments of a pipeline's call: what its signature asks for, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from vlm_studio.inference.diffusion.abilities import guidance_name, parameters
from vlm_studio.tasks.design import PaintRequest

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels


class Seen(msgspec.Struct, frozen=True):
    """What a model is shown, all in its own pixels ``width`` x ``height``."""

    width: int
    height: int
    image: Pixels | None = None
    mask: Pixels | None = None
    controls: tuple[Pixels, ...] = ()


class Settings(msgspec.Struct, frozen=True):
    """What the model really uses, where the request leaves it to the model too."""

    steps: int
    guidance: float
    strength: float


def settings(pipeline: Any, request: PaintRequest) -> Settings:
    """Of the request, and the pipeline's own where it leaves that open; at least one step is done."""
    says = parameters(type(pipeline))
    steps = request.steps or int(says["num_inference_steps"].default)
    name = guidance_name(says)
    guidance = request.guidance if name else 0.0
    if guidance is None:
        guidance = float(says[name].default) if name else 0.0
    # Pipelines do int(steps * strength) steps.
    strength = min(1.0, max(request.strength, 1.001 / steps))
    return Settings(steps, guidance, strength)


def arguments(
    pipeline: Any, request: PaintRequest, words: str, seen: Seen, used: Settings
) -> dict[str, Any]:
    """Everything but the random generator and the callback."""
    says = parameters(type(pipeline))
    scale = guidance_name(says)
    possible: dict[str, Any] = {
        "prompt": words,
        "width": seen.width,
        "height": seen.height,
        "num_inference_steps": used.steps,
        "strength": used.strength,
        "output_type": "pil",
        **_negative(request, scale),
        **_pictures(says, seen),
        **_scales(request),
    }
    if scale:
        possible[scale] = used.guidance
    return {name: value for name, value in possible.items() if name in says}


def _negative(request: PaintRequest, scale: str | None) -> Mapping[str, Any]:
    if request.negative:
        return {"negative_prompt": request.negative}
    # Such pipelines are guided only when there is something to lead away from.
    return {"negative_prompt": " "} if scale == "true_cfg_scale" else {}


def _pictures(says: Mapping[str, Any], seen: Seen) -> Mapping[str, Any]:
    from PIL import Image

    found: dict[str, Any] = {}
    if seen.image is not None:
        found["image"] = Image.fromarray(seen.image)
    if seen.mask is not None:
        found["mask_image"] = Image.fromarray(seen.mask)
    if seen.controls:
        name = "control_image" if "control_image" in says else "image"
        found[name] = _one_or_all([Image.fromarray(one) for one in seen.controls])
    return found


def _scales(request: PaintRequest) -> Mapping[str, Any]:
    if not request.controls:
        return {}
    return {
        "controlnet_conditioning_scale": _one_or_all([one.strength for one in request.controls])
    }


def _one_or_all(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)
