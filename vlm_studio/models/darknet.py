"""Darknet's two files as an ONNX graph.

Reads a network description (``.cfg``) and its weights, and writes what they say with standard operators.
Batch normalisation is folded into the convolutions. What a detection layer would get is an output of the
graph, before any sigmoid.

Source: J. Redmon, Darknet (2013-2018); YOLOv3, https://arxiv.org/abs/1804.02767
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any

from vlm_studio.errors import StudioError
from vlm_studio.words import text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Section = tuple[str, dict[str, str]]

OUTPUTS = ("scale13", "scale26")
_EPSILON = 1e-6  # Darknet adds it to the deviation, not to the variance
_OPSET = 13
_IR_VERSION = 8


def to_onnx(cfg: str, weights: bytes) -> bytes:
    """The network as a serialised ONNX model, the same bytes for the same input.

    Its input ``image`` is float32 RGB in 0..1, (N, 3, H, W) with H and W multiples of 32; its outputs
    ``scale13`` and ``scale26`` are the raw heads, (N, 255, H/32, W/32) and (N, 255, H/16, W/16) for COCO.
    Raises :class:`StudioError` when the description has a layer of another kind or the weights do not fit it.
    """
    import onnx

    sections = parse(cfg)
    graph = _Graph(_Weights(weights))
    for kind, options in sections[1:]:
        graph.add(kind, options)
    graph.weights.finish()
    model = onnx.helper.make_model(
        graph.finish(),
        producer_name="vlm_studio",
        ir_version=_IR_VERSION,
        opset_imports=[onnx.helper.make_opsetid("", _OPSET)],
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def parse(cfg: str) -> list[Section]:
    """The sections of a description, in order, each with its options; the first is ``net``."""
    sections: list[Section] = []
    for line in (line.split("#")[0].strip() for line in cfg.splitlines()):
        if line.startswith("["):
            sections.append((line.strip("[]"), {}))
        elif "=" in line and sections:
            key, value = line.split("=", 1)
            sections[-1][1][key.strip()] = value.strip()
    if not sections or sections[0][0] not in ("net", "network"):
        raise StudioError(text("This is not a Darknet network description."))
    return sections


class _Weights:
    """The floats after the header, given out in order."""

    def __init__(self, content: bytes) -> None:
        import numpy as np

        if len(content) < 20:
            raise _unfit()
        # Three integers, then the count of pictures seen: 64 bits since version 0.2.
        major, minor = struct.unpack("<ii", content[:8])
        start = 20 if (major, minor) >= (0, 2) else 16
        if (len(content) - start) % 4:
            raise _unfit()
        self._floats: NDArray[np.float32] = np.frombuffer(content[start:], "<f4")
        self._next = 0

    def take(self, *shape: int) -> NDArray[np.float32]:
        count = math.prod(shape)
        taken = self._floats[self._next : self._next + count]
        if len(taken) < count:
            raise _unfit()
        self._next += count
        return taken.reshape(shape)

    def finish(self) -> None:
        if self._next != len(self._floats):
            raise _unfit()


class _Graph:
    """Grows layer by layer. Layers are known by their number in the description, as ``route`` names them."""

    def __init__(self, weights: _Weights) -> None:
        self.weights = weights
        self._layers: list[tuple[str, int]] = []  # the tensor's name and its channels
        self._outputs: list[tuple[str, int]] = []
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def add(self, kind: str, options: dict[str, str]) -> None:
        makers = {
            "convolutional": self._convolutional,
            "maxpool": self._maxpool,
            "route": self._route,
            "upsample": self._upsample,
            "yolo": self._yolo,
        }
        if kind not in makers:
            raise StudioError(text("The Darknet layer {kind} is not known.", kind=kind))
        try:
            self._layers.append(makers[kind](options))
        except (KeyError, ValueError, IndexError) as error:
            raise StudioError(
                text("The Darknet layer {kind} cannot be understood.", kind=kind)
            ) from error

    def finish(self) -> Any:
        from onnx import TensorProto, helper

        def value(name: str, *shape: int | str) -> Any:
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))

        return helper.make_graph(
            self._nodes,
            "darknet",
            [value("image", "batch", 3, "height", "width")],
            [value(name, "batch", n, f"{name}_h", f"{name}_w") for name, n in self._outputs],
            self._constants,
        )

    def _convolutional(self, options: dict[str, str]) -> tuple[str, int]:
        size, stride = int(options["size"]), int(options.get("stride", "1"))
        filters = int(options["filters"])
        kernel, bias = self._folded(filters, size, options.get("batch_normalize") == "1")
        pad = size // 2 if options.get("pad") == "1" else int(options.get("padding", "0"))
        name = f"conv{len(self._layers)}"
        inputs = [
            self._previous[0],
            self._constant(f"{name}_w", kernel),
            self._constant(f"{name}_b", bias),
        ]
        output = self._node(
            "Conv", inputs, name, kernel_shape=[size] * 2, strides=[stride] * 2, pads=[pad] * 4
        )
        if options["activation"] == "leaky":
            output = self._node("LeakyRelu", [output], f"leaky{len(self._layers)}", alpha=0.1)
        elif options["activation"] != "linear":
            kind = options["activation"]
            raise StudioError(text("The Darknet layer {kind} is not known.", kind=kind))
        return output, filters

    def _folded(
        self, filters: int, size: int, normalised: bool
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        import numpy as np

        bias = self.weights.take(filters)
        if not normalised:
            return self.weights.take(filters, self._previous[1], size, size), bias
        scale, mean, variance = self.weights.take(3, filters).astype(np.float64)
        if not (variance >= 0).all():
            raise _unfit()
        kernel = self.weights.take(filters, self._previous[1], size, size)
        factor = scale / (np.sqrt(variance) + _EPSILON)
        folded = kernel * factor[:, None, None, None]
        return folded.astype(np.float32), (bias - mean * factor).astype(np.float32)

    def _maxpool(self, options: dict[str, str]) -> tuple[str, int]:
        size, stride = int(options["size"]), int(options["stride"])
        pad = int(options.get("padding", size - 1))
        before = pad // 2
        output = self._node(
            "MaxPool",
            [self._previous[0]],
            f"pool{len(self._layers)}",
            kernel_shape=[size] * 2,
            strides=[stride] * 2,
            pads=[before, before, pad - before, pad - before],
        )
        return output, self._previous[1]

    def _route(self, options: dict[str, str]) -> tuple[str, int]:
        numbers = [int(number) for number in options["layers"].split(",")]
        layers = [self._layers[number] for number in numbers]
        if len(layers) == 1:
            return layers[0]
        names = [name for name, _ in layers]
        output = self._node("Concat", names, f"route{len(self._layers)}", axis=1)
        return output, sum(channels for _, channels in layers)

    def _upsample(self, options: dict[str, str]) -> tuple[str, int]:
        import numpy as np

        factor = float(options["stride"])
        name = f"upsample{len(self._layers)}"
        scales = self._constant(f"{name}_s", np.array([1, 1, factor, factor], np.float32))
        output = self._node(
            "Resize",
            [self._previous[0], "", scales],
            name,
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )
        return output, self._previous[1]

    def _yolo(self, options: dict[str, str]) -> tuple[str, int]:
        name, channels = self._previous
        if len(self._outputs) == len(OUTPUTS):
            raise _unfit()
        output = self._node("Identity", [name], OUTPUTS[len(self._outputs)])
        self._outputs.append((output, channels))
        return name, channels

    @property
    def _previous(self) -> tuple[str, int]:
        return self._layers[-1] if self._layers else ("image", 3)

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _constant(self, name: str, values: NDArray[np.float32]) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(values, name))
        return name


def _unfit() -> StudioError:
    return StudioError(text("The Darknet weights do not fit the network description."))
