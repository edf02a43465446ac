"""Folders in the layout of diffusers whose weights are a few zeros: for everything that does not run them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from vlm_studio.models import safetensors

UNET = "diffusion_pytorch_model.safetensors"


def weights(path: Path, numbers: int = 8, kind: str = "float32") -> None:
    """A safetensors file of so many zeros."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(safetensors.write({"zeros": np.zeros(numbers, kind)}, {}))


def config(path: Path, **values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values), "utf-8")


def pipeline(folder: Path, width: int = 768) -> Path:
    """Shaped like Stable Diffusion: 8 + 8 + 8 numbers of four bytes."""
    config(
        folder / "model_index.json",
        _class_name="StableDiffusionPipeline",
        _diffusers_version="0.38.0",
        unet=["diffusers", "UNet2DConditionModel"],
        vae=["diffusers", "AutoencoderKL"],
        text_encoder=["transformers", "CLIPTextModel"],
        tokenizer=["transformers", "CLIPTokenizer"],
        scheduler=["diffusers", "PNDMScheduler"],
        safety_checker=[None, None],
        requires_safety_checker=False,
    )
    config(
        folder / "unet" / "config.json",
        _class_name="UNet2DConditionModel",
        cross_attention_dim=width,
    )
    config(folder / "vae" / "config.json", block_out_channels=[128, 256, 512, 512])
    config(folder / "text_encoder" / "config.json", hidden_size=width)
    config(folder / "tokenizer" / "tokenizer_config.json")
    config(folder / "scheduler" / "scheduler_config.json")
    weights(folder / "unet" / UNET)
    weights(folder / "vae" / UNET)
    weights(folder / "text_encoder" / "model.safetensors")
    return folder


def controlnet(folder: Path, width: int = 768) -> Path:
    """A ControlNet for a :func:`pipeline` of the same width."""
    config(folder / "config.json", _class_name="ControlNetModel", cross_attention_dim=width)
    weights(folder / UNET)
    return folder


def in_hub_cache(cache: Path, repo: str, revision: str = "a" * 40) -> Path:
    """A :func:`pipeline` as the Hub's library keeps it: every file a link to a blob that is called by its hash."""
    home = cache / f"models--{repo.replace('/', '--')}"
    snapshot = pipeline(home / "snapshots" / revision)
    (home / "blobs").mkdir()
    for number, file in enumerate(sorted(path for path in snapshot.rglob("*") if path.is_file())):
        blob = file.rename(home / "blobs" / f"{number:064x}")
        file.symlink_to(blob)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(revision, "ascii")
    return snapshot
