"""Where torch runs models, and in which kind of number."""

from __future__ import annotations

from typing import Any

from vlm_studio.errors import StudioError
from vlm_studio.inference.devices import Device
from vlm_studio.inference.diffusion import libraries
from vlm_studio.words import text


def choose(word: str) -> Device:
    """The device for ``auto``, ``cpu``, ``cuda`` or ``mps``.

    Raises :class:`StudioError` when one was asked for that is not there, or the word is another.
    """
    libraries.prepare()
    import torch

    if word == "cpu":
        return Device("cpu", text("The CPU was chosen."))
    if word in ("auto", "cuda") and torch.cuda.is_available():
        return Device("cuda", text("An NVIDIA driver and its runtime were found."))
    if word in ("auto", "mps") and torch.backends.mps.is_available():
        return Device("mps", text("The graphics unit of this Mac was found."))
    if word != "auto":
        raise StudioError(text("Torch finds no device {name} on this computer.", name=word))
    return Device("cpu", text("CPU: torch finds no other device."))


def number_kind(device: str) -> Any:
    """The ``torch.dtype`` that models are kept in: half as long where the device is made for it."""
    import torch

    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.float16 if device == "mps" else torch.float32
