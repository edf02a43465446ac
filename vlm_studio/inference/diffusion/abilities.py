"""What a diffusion model can do: read from diffusers' own tables of pipelines, their signatures and its settings."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from vlm_studio.errors import StudioError
from vlm_studio.inference.diffusion import libraries
from vlm_studio.tasks.design import Abilities
from vlm_studio.words import text

INDEX = "model_index.json"
Mode = Literal["text", "image", "inpaint"]
"""Whether a picture is painted from words alone, from another picture, or inside a mask."""
_NEEDS: Mapping[Mode, tuple[str, ...]] = {
    "text": ("prompt",),
    "image": ("prompt", "image"),
    "inpaint": ("prompt", "image", "mask_image"),
}
_SIDE = 1024
"""The side of pictures for models that do not say theirs."""
_HALVED = 8
"""So often a picture is halved at most on the way to latent pixels."""


def abilities(folder: Path) -> Abilities:
    """What the model in ``folder``, in the layout of diffusers, can do. Its weights are not read.

    Raises :class:`StudioError` when it is a pipeline that diffusers does not know for pictures.
    """
    name = str(_settings(folder / INDEX).get("_class_name"))
    known: dict[Mode, Any] = {mode: pipeline_class(name, mode) for mode in _NEEDS}
    if folder_inpaints_only(folder):
        known["text"] = known["image"] = None
    first = next((kind for kind in known.values() if kind is not None), None)
    if first is None:
        raise StudioError(text("{name} is not a kind of model that can paint here.", name=name))
    says = parameters(first)
    scale = guidance_name(says)
    return Abilities(
        text=known["text"] is not None,
        image=known["image"] is not None,
        inpaint=known["inpaint"] is not None,
        control=pipeline_class(name, "text", control=True) is not None,
        negative=_takes_negative(says),
        guidance=scale is not None,
        strength=known["image"] is not None and "strength" in parameters(known["image"]),
        steps=int(says["num_inference_steps"].default),
        scale=float(says[scale].default) if scale else 0.0,
        side=_side(folder, says),
        multiple=multiple(folder),
    )


def pipeline_class(name: str, mode: Mode, *, control: bool = False) -> Any:
    """The class that does ``mode`` with the parts of a pipeline called ``name``; ``None`` if there is none."""
    libraries.prepare()
    from diffusers.pipelines import auto_pipeline as auto

    tables: Mapping[Mode, Mapping[str, Any]] = {
        "text": auto.AUTO_TEXT2IMAGE_PIPELINES_MAPPING,
        "image": auto.AUTO_IMAGE2IMAGE_PIPELINES_MAPPING,
        "inpaint": auto.AUTO_INPAINT_PIPELINES_MAPPING,
    }
    family = next(
        (key for table in tables.values() for key, kind in table.items() if kind.__name__ == name),
        "",
    )
    found = tables[mode].get(f"{family}-controlnet" if control else family)
    return found if found is not None and _takes(parameters(found), mode, control) else None


def parameters(kind: Any) -> Mapping[str, inspect.Parameter]:
    """What a pipeline can be called with."""
    return inspect.signature(kind.__call__).parameters


def guidance_name(says: Mapping[str, inspect.Parameter]) -> str | None:
    """The parameter that says how closely words are followed; some pipelines have two, of which one sleeps."""
    awake = ("guidance_scale", "true_cfg_scale")
    return next((n for n in awake if n in says and isinstance(says[n].default, int | float)), None)


def folder_inpaints_only(folder: Path) -> bool:
    """Whether the model's network always wants to see a picture and a mask besides what it paints."""
    seen = _settings(folder / "unet" / "config.json").get("in_channels")
    painted = _settings(folder / "vae" / "config.json").get("latent_channels", seen)
    return isinstance(seen, int) and isinstance(painted, int) and seen > painted


def multiple(folder: Path) -> int:
    """What the sides of a picture must be multiples of, in pixels."""
    return _factor(folder) * (1 if (folder / "unet").is_dir() else 2)


def largest(folder: Path) -> int:
    """The longest side in pixels that the model has places for."""
    network = _settings(folder / "transformer" / "config.json")
    places = network.get("pos_embed_max_size")
    if not isinstance(places, int):
        return 1 << 16
    return places * int(network.get("patch_size", 1)) * _factor(folder)


def _takes(says: Mapping[str, inspect.Parameter], mode: Mode, control: bool) -> bool:
    wanted = {*_NEEDS[mode], "generator", "num_inference_steps"}
    if control:
        wanted.add("image" if mode == "text" and "control_image" not in says else "control_image")
    return wanted <= says.keys()


def _takes_negative(says: Mapping[str, inspect.Parameter]) -> bool:
    # Where both scales are awake the second is off by default, and without it negative words are not read.
    return "negative_prompt" in says and not (
        "true_cfg_scale" in says and guidance_name(says) != "true_cfg_scale"
    )


def _side(folder: Path, says: Mapping[str, inspect.Parameter]) -> int:
    for part in ("unet", "transformer"):
        size = _settings(folder / part / "config.json").get("sample_size")
        if isinstance(size, int):
            return size * _factor(folder)
    height = says["height"].default if "height" in says else None
    return height if isinstance(height, int) else _SIDE


def _factor(folder: Path) -> int:
    """How many pixels wide a latent pixel is."""
    vae = _settings(folder / "vae" / "config.json")
    blocks = vae.get("encoder_block_out_channels") or vae.get("block_out_channels")
    if isinstance(blocks, list):
        halved = len(blocks) - 1
    else:
        steps = vae.get("temperal_downsample")
        halved = len(steps) if isinstance(steps, list) and steps else 3
    return int(2 ** min(halved, _HALVED))


def _settings(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
