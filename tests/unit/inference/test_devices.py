"""Where models run is decided without surprise, and the reason is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vlm_studio.errors import StudioError
from vlm_studio.inference import devices


def test_without_a_driver_the_processor_is_used_and_the_reason_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(devices, "_driver", lambda: False)
    device = devices.choose("auto")
    assert device.name == "cpu"
    assert "no NVIDIA driver" in str(device.why)


def test_a_driver_without_a_runtime_for_it_means_the_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import onnxruntime

    monkeypatch.setattr(devices, "_driver", lambda: True)
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    assert "without CUDA" in str(devices.choose("auto").why)


def test_a_driver_and_a_runtime_mean_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    import onnxruntime

    monkeypatch.setattr(devices, "_driver", lambda: True)
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    assert devices.choose("auto").name == "cuda"
    assert devices.choose("cpu").name == "cpu"


def test_cuda_that_is_asked_for_and_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_driver", lambda: False)
    with pytest.raises(StudioError, match="no NVIDIA driver"):
        devices.choose("cuda")


def test_another_word_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(StudioError, match="auto, cpu or cuda"):
        devices.choose("tpu")


def test_the_doctor_hears_of_device_cores_and_runtimes() -> None:
    said = devices.describe()
    assert said["device"] in ("cpu", "cuda")
    assert said["threads"] >= 1
    assert all(said["runtimes"].values())


def test_the_door_of_the_room_opens_without_a_model_library() -> None:
    """A lane starts in the time numpy takes, not in that of every runtime."""
    code = (
        "import sys, vlm_studio.inference.run;"
        "heavy = {'onnxruntime', 'ai_edge_litert', 'cv2', 'torch'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
