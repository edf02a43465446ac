"""The tiny models are what diffusers takes for models, so what is tested with them is true of others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["sd", "sdxl", "flow"])
def test_a_tiny_model_is_loaded_from_its_folder_alone_and_paints(
    pipelines: Mapping[str, Path], name: str
) -> None:
    from diffusers import DiffusionPipeline

    pipeline = DiffusionPipeline.from_pretrained(
        pipelines[name], use_safetensors=True, local_files_only=True
    )
    picture = pipeline("a cat", num_inference_steps=2, height=64, width=96).images[0]
    assert picture.size == (96, 64)
