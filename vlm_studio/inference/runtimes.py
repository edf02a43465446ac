"""The two runtimes that models come in, each opened the same quiet way."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vlm_studio.inference.devices import Device, threads

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Floats


def onnx_session(model: Path | bytes, device: Device, at_once: int = 1) -> Any:
    """An ``onnxruntime.InferenceSession`` of a file or a graph in memory that says only errors.

    It uses every core this process has when ``at_once`` calls of it go on side by side.
    """
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = max(1, threads() // at_once)
    # Threads that spin while they wait take the cores from the window and, on few cores, from each other.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    providers = ["CPUExecutionProvider"]
    if device.name == "cuda":
        providers.insert(0, "CUDAExecutionProvider")
    return onnxruntime.InferenceSession(model, options, providers=providers)


class TFLite:
    """A TFLite model with one input of a fixed size. Runs on the processor, whatever the device."""

    def __init__(self, path: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter

        with _quiet():
            # From bytes, not from the path: a file cut short while it is mapped would kill the process.
            self._interpreter = Interpreter(model_content=path.read_bytes(), num_threads=threads())
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        outputs = self._interpreter.get_output_details()
        self._outputs = {output["name"]: output["index"] for output in outputs}

    def __call__(self, pixels: Floats) -> dict[str, Floats]:
        """Every output by its name; ``pixels`` is (H, W, 3) in the range the model wants."""
        self._interpreter.set_tensor(self._input, pixels[None])
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(i) for name, i in self._outputs.items()}


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on file descriptor 2: the runtime greets there and has no switch for it."""
    with contextlib.ExitStack() as stack:
        try:
            saved = os.dup(2)
        except OSError:  # a program without a terminal may have none
            yield
            return
        stack.callback(os.close, saved)
        with Path(os.devnull).open("w") as nothing:
            os.dup2(nothing.fileno(), 2)
        stack.callback(os.dup2, saved, 2)
        yield
