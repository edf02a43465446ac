"""Where models run, and why there."""

from __future__ import annotations

import importlib.util
import os
import shutil
from typing import Any

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.words import Text, text

_CUDA = "CUDAExecutionProvider"


class Device(msgspec.Struct, frozen=True):
    """``name`` is ``cpu`` or ``cuda``; ``why`` says in a sentence how it was chosen."""

    name: str
    why: Text


def choose(device: str) -> Device:
    """The device for ``auto``, ``cpu`` or ``cuda``.

    Raises :class:`StudioError` when ``cuda`` was asked for and cannot be used, or the word is another.
    """
    if device == "cpu":
        return Device("cpu", text("The CPU was chosen."))
    if device not in ("auto", "cuda"):
        raise StudioError(text("There is no device {name}; use auto, cpu or cuda.", name=device))
    obstacle = _why_not_cuda()
    if obstacle is None:
        return Device("cuda", text("An NVIDIA driver and its runtime were found."))
    if device == "cuda":
        raise StudioError(obstacle)
    return Device("cpu", obstacle)


def threads() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def describe() -> dict[str, Any]:
    """What ``doctor`` tells: device, why, cores, runtimes with their versions. JSON types and one ``Text``."""
    device = choose("auto")
    return {
        "device": device.name,
        "why": device.why,
        "threads": threads(),
        "runtimes": {name: _version(name) for name in ("onnxruntime", "ai-edge-litert")},
    }


def _why_not_cuda() -> Text | None:
    # The cheap question first: without a driver onnxruntime need not be imported to know the answer.
    if not _driver():
        return text("CPU: no NVIDIA driver was found.")
    if importlib.util.find_spec("onnxruntime") is None:
        return text("CPU: ONNX Runtime is not installed.")
    import onnxruntime

    if _CUDA not in onnxruntime.get_available_providers():
        return text("CPU: this ONNX Runtime was built without CUDA.")
    return None


def _driver() -> bool:
    return shutil.which("nvidia-smi") is not None or os.path.exists("/proc/driver/nvidia")  # noqa: PTH110


def _version(distribution: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
