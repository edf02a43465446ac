"""The two runtimes that models come in, each opened the same quiet way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vlm_studio.inference.devices import Device, threads

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Floats


def onnx_session(path: Path, device: Device) -> Any:
    """An ``onnxruntime.InferenceSession`` that uses every core this process has and says only errors."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads()
    options.use_deterministic_compute = True
    # Threads that spin while they wait take the cores from the window and, on few cores, from each other.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    providers = ["CPUExecutionProvider"]
    if device.name == "cuda":
        providers.insert(0, "CUDAExecutionProvider")
    return onnxruntime.InferenceSession(path, options, providers=providers)


class TFLite:
    """A TFLite model with one input of a fixed size."""

    def __init__(self, path: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(str(path), num_threads=threads())
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = {
            detail["name"]: detail["index"] for detail in self._interpreter.get_output_details()
        }

    def __call__(self, pixels: Floats) -> dict[str, Floats]:
        """Every output by its name; ``pixels`` is (H, W, 3) in the range the model wants."""
        self._interpreter.set_tensor(self._input, pixels[None])
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(index) for name, index in self._outputs.items()}
