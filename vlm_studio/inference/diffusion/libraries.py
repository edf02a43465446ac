"""The libraries that diffusion models run on: read late, for they take seconds, and made to be quiet."""

from __future__ import annotations

import importlib.util
import os
from functools import cache
from typing import Any

from vlm_studio.errors import StudioError
from vlm_studio.words import text

NAMES = ("torch", "diffusers", "transformers", "accelerate")


@cache
def prepare() -> None:
    """Import them. Raises :class:`StudioError` when one is not installed.

    Call it before the first import of any of them: what is set here is read while they are imported.
    """
    lacking = [name for name in NAMES if importlib.util.find_spec(name) is None]
    if lacking:
        raise StudioError(
            text(
                "Diffusion models need what is not installed: {libraries}. Install it with: {command}",
                libraries=", ".join(lacking),
                command='pip install "vlm-studio[torch]"',
            )
        )
    # Threads that spin while they wait take the cores from the window and, on few cores, from each other.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ["HF_HUB_OFFLINE"] = "1"  # models come from folders; nothing is asked or told
    import diffusers
    import transformers

    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()


def as_numbers(kind: Any) -> dict[str, Any]:
    """The argument of ``from_pretrained`` and ``from_pipe`` that asks for weights of the ``torch.dtype`` ``kind``."""
    from diffusers.pipelines import pipeline_utils

    # It got a new name; a version that has the new one warns of the old one, others do not know it.
    name = "dtype" if hasattr(pipeline_utils, "_resolve_dtype") else "torch_dtype"
    return {name: kind}


def versions() -> dict[str, str]:
    """Of those libraries that decide how a picture comes out."""
    prepare()
    import diffusers
    import torch
    import transformers

    return {
        "torch": str(torch.__version__),
        "diffusers": str(diffusers.__version__),
        "transformers": str(transformers.__version__),
    }
