"""A folder in the layout of diffusers, looked into without torch: is it whole, is it safe, how large is it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.models.parts import Part, read_part, variants
from vlm_studio.models.weights import BYTES
from vlm_studio.words import text

INDEX, CONFIG = "model_index.json", "config.json"
Kind = Literal["pipeline", "control"]
_LONGEST = 1 << 20
_OURS = {"diffusers", "transformers", "stable_diffusion"}
"""Libraries that parts may come from; the last is what old pipelines call their safety checker's."""
_WITHOUT_WEIGHTS = ("Tokenizer", "Scheduler", "Processor", "FeatureExtractor")
"""Words in the names of parts that are settings only."""
_DENOISERS = ("unet", "transformer")


class Named(msgspec.Struct, frozen=True):
    """What a folder says it is: a whole pipeline, or a ControlNet for one."""

    kind: Kind
    class_name: str


class Inspected(msgspec.Struct, frozen=True):
    """A model that is whole and safe to load.

    ``variant`` is what ``from_pretrained`` wants to hear (``fp16``, or empty); ``numbers`` counts the weights of
    each part; ``dtype`` is the kind most of them are. ``base`` says what its denoiser is like: a ControlNet
    works with pipelines of the same. ``wide`` is how many channels a picture has at its widest while it is decoded.
    """

    kind: Kind
    class_name: str
    variant: str
    dtype: str
    numbers: dict[str, int]
    bytes: int
    base: str
    wide: int
    print: str


def named(folder: Path) -> Named:
    """What ``folder`` says it is; cheap. Raises :class:`StudioError` when it is no model of diffusers."""
    if (folder / INDEX).is_file():
        index = _json(folder / INDEX)
        return Named("pipeline", _class_of(folder, index))
    if (folder / CONFIG).is_file():
        name = str(_json(folder / CONFIG).get("_class_name", ""))
        if name.endswith("ControlNetModel"):
            return Named("control", name)
    raise StudioError(
        text(
            "{folder} holds no diffusion model: neither model_index.json nor the config.json of a ControlNet.",
            folder=folder.name,
        )
    )


def inspect(folder: Path) -> Inspected:
    """Look into every part of ``folder``. Raises :class:`StudioError` with one sentence about the first fault."""
    try:
        what = named(folder)
        places = _places(folder, what)
        parts = _read(places)
        return _inspected(folder, what, parts)
    except OSError as error:
        raise StudioError(text("{file} cannot be read.", file=error.filename or folder)) from error


def _places(folder: Path, what: Named) -> dict[str, Path]:
    """The folders with weights, by the name of the part."""
    if what.kind == "control":
        return {"controlnet": folder}
    found = {}
    for name, row in _json(folder / INDEX).items():
        if name.startswith("_") or not isinstance(row, list) or row[:1] in ([], [None]):
            continue
        library, kind = (*row, "")[:2]
        _refuse_foreign(folder / name, str(library))
        if not any(word in str(kind) for word in _WITHOUT_WEIGHTS):
            _refuse_unconfigured(folder / name)
            found[name] = folder / name
    return found


def _refuse_foreign(part: Path, library: str) -> None:
    if library not in _OURS or (part / f"{library}.py").exists():
        raise StudioError(
            text("{part} is made by code of its own ({library}), which is not run.", part=part.name, library=library)
        )  # fmt: skip
    if not part.is_dir():
        raise StudioError(text("The folder {part} of the model is missing.", part=part.name))


def _refuse_unconfigured(part: Path) -> None:
    if not (part / CONFIG).is_file():
        raise StudioError(text("{part} has no {file}.", part=part.name, file=CONFIG))
    if "auto_map" in _json(part / CONFIG):
        raise StudioError(
            text("{part} is made by code of its own ({library}), which is not run.", part=part.name, library="auto_map")
        )  # fmt: skip


def _read(places: Mapping[str, Path]) -> tuple[str, dict[str, Part]]:
    """The variant that all parts have, or can do without, and each part in it."""
    there = {name: variants(place) for name, place in places.items()}
    names = {variant for found in there.values() for variant in found if variant}
    for variant in ("", *sorted(names, key=lambda name: (name != "fp16", name))):
        chosen = {name: found.get(variant) or found.get("") for name, found in there.items()}
        if all(chosen.values()):
            return variant, {name: read_part(files) for name, files in chosen.items() if files}
    raise StudioError(
        text("Its parts come in different variants: {variants}.", variants=", ".join(sorted(names)))
    )


def _inspected(folder: Path, what: Named, read: tuple[str, dict[str, Part]]) -> Inspected:
    variant, parts = read
    kinds: dict[str, int] = {}
    for part in parts.values():
        for kind, count in part.numbers.items():
            kinds[kind] = kinds.get(kind, 0) + count
    return Inspected(
        what.kind,
        what.class_name,
        variant,
        max(kinds, key=lambda kind: kinds[kind], default="F32"),
        {name: sum(part.numbers.values()) for name, part in parts.items()},
        _bytes(kinds),
        _base(folder, what),
        _wide(folder),
        _print(folder, what, parts),
    )


def _bytes(kinds: Mapping[str, int]) -> int:
    return sum(count * BYTES.get(kind, 1) for kind, count in kinds.items())


def _base(folder: Path, what: Named) -> str:
    """The class of the denoiser and the width of the words it listens to."""
    if what.kind == "control":
        config = _json(folder / CONFIG)
        kind = what.class_name.removesuffix("ControlNetModel")
        name = f"{kind}Transformer2DModel" if kind else "UNet2DConditionModel"
    else:
        place = next(
            (folder / one for one in _DENOISERS if (folder / one / CONFIG).is_file()), None
        )
        config = _json(place / CONFIG) if place else {}
        name = str(config.get("_class_name", ""))
    width = config.get("cross_attention_dim") or config.get("joint_attention_dim") or ""
    return f"{name} {width} {config.get('addition_embed_type') or ''}".strip()


def _wide(folder: Path) -> int:
    config = _json(folder / "vae" / CONFIG) if (folder / "vae" / CONFIG).is_file() else {}
    channels = config.get("block_out_channels")
    rows = [n for n in channels if isinstance(n, int)] if isinstance(channels, list) else []
    return max(rows[:2], default=256)


def _print(folder: Path, what: Named, parts: Mapping[str, Part]) -> str:
    """A hash of what the model is, wherever it lies."""
    index = folder / (INDEX if what.kind == "pipeline" else CONFIG)
    digest = hashlib.sha256(index.read_bytes())
    for name in sorted(parts):
        for file, print_ in sorted(parts[name].prints.items()):
            digest.update(f"{name}/{file} {print_}\n".encode())
    return digest.hexdigest()


def _class_of(folder: Path, index: Mapping[str, Any]) -> str:
    name = index.get("_class_name")
    if not isinstance(name, str) or not name:
        raise StudioError(
            text("{file} of {folder} does not name a pipeline of diffusers.", file=INDEX, folder=folder.name)
        )  # fmt: skip
    return name


def _json(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
        if len(content) > _LONGEST:
            raise ValueError("too long")
        return msgspec.json.decode(content, type=dict[str, Any])
    except (ValueError, RecursionError, FileNotFoundError) as error:
        raise StudioError(
            text("{file} is damaged.", file=f"{path.parent.name}/{path.name}")
        ) from error
