"""A diffusion model with random weights that takes as long for a step as models of some use do on a graphics card."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

STEPS = 8
WORDS = "a desk lamp"
SIDE = 256


def save(folder: Path) -> Path:
    """The model's folder, in the layout of diffusers: some 60 MB, a quarter of a second a step on two cores."""
    import torch
    from diffusers import UNet2DConditionModel

    from tests.pipelines import save_all

    model = save_all(folder)["sd"]
    settings = json.loads((model / "unet" / "config.json").read_text("utf-8"))
    torch.manual_seed(0)
    wider = {**settings, "sample_size": SIDE // 8, "block_out_channels": [160, 320]}
    UNet2DConditionModel.from_config(wider).save_pretrained(model / "unet")
    return model


@contextlib.contextmanager
def home() -> Iterator[tuple[Path, Path]]:
    """A folder for ``VLM_STUDIO_HOME`` whose store knows the model ``painter``, and the folder of that."""
    from vlm_studio.models.adding import add
    from vlm_studio.models.store import ModelStore

    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the engine sets it: both sides alike
    with tempfile.TemporaryDirectory(prefix="vlm_studio-bench-") as folder:
        model = save(Path(folder, "models-elsewhere"))
        add(ModelStore(Path(folder, "models")), model, "painter")
        yield Path(folder), model
