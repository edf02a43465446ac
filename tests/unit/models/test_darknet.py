from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tests.starter import starter_store
from vlm_studio.errors import StudioError
from vlm_studio.models import darknet

Array = NDArray[np.floating[Any]]

NET = """
[net]
width=64
[convolutional]
batch_normalize=1
filters=4
size=3
stride=1
pad=1
activation=leaky
[maxpool]
size=2
stride=2
[convolutional]
batch_normalize=1
filters=6
size=3
stride=2
pad=1
activation=leaky
[maxpool]
size=2
stride=1
[convolutional]
size=1
stride=1
pad=1
filters=9
activation=linear
[yolo]
mask = 0
[route]
layers = -3
[upsample]
stride=2
[route]
layers = -1, 1   # two of them
[convolutional]
filters=9
size=1
stride=1
activation=linear
[yolo]
mask = 1
"""


def forward(cfg: str, weights: bytes, image: Array) -> list[Array]:
    """Darknet's own arithmetic for one picture (3, H, W), layer by layer as its source has it, in float64."""
    floats = np.frombuffer(weights, "<f4", offset=20).astype(np.float64)
    at = 0

    def take(count: int) -> Array:
        nonlocal at
        at += count
        return floats[at - count : at]

    layers: list[Array] = []
    heads: list[Array] = []
    x = image.astype(np.float64)
    for kind, get in darknet.parse(cfg)[1:]:
        if kind == "convolutional":
            n, size, stride = int(get["filters"]), int(get["size"]), int(get["stride"])
            bias = take(n)[:, None, None]
            normal = take(3 * n).reshape(3, n, 1, 1) if "batch_normalize" in get else None
            kernel = take(n * len(x) * size * size).reshape(n, len(x), size, size)
            edge = size // 2 if get.get("pad") == "1" else 0
            padded = np.pad(x, [(0, 0), (edge, edge), (edge, edge)])
            windows = sliding_window_view(padded, (size, size), axis=(1, 2))[:, ::stride, ::stride]
            x = np.einsum("chwij,ncij->nhw", windows, kernel, optimize=True)
            if normal is not None:
                scale, mean, variance = normal
                x = (x - mean) / (np.sqrt(variance) + 0.000001) * scale
            x = x + bias
            if get["activation"] == "leaky":
                x = np.where(x > 0, x, 0.1 * x)
        elif kind == "maxpool":
            size, stride = int(get["size"]), int(get["stride"])
            padded = np.pad(x, [(0, 0), (0, size - 1), (0, size - 1)], constant_values=-np.inf)
            windows = sliding_window_view(padded, (size, size), axis=(1, 2))
            x = windows[:, ::stride, ::stride].max(axis=(3, 4))
        elif kind == "route":
            x = np.concatenate([layers[int(number)] for number in get["layers"].split(",")])
        elif kind == "upsample":
            x = x.repeat(int(get["stride"]), 1).repeat(int(get["stride"]), 2)
        else:
            heads.append(x)
        layers.append(x)
    assert at == len(floats)
    return heads


def random_weights(seed: int) -> bytes:
    """Weights for NET, in Darknet's order; variances are positive as variances are."""
    rng = np.random.default_rng(seed)
    parts = []
    for filters, inputs, size, normalised in (
        (4, 3, 3, True), (6, 4, 3, True), (9, 6, 1, False), (9, 10, 1, False),
    ):  # fmt: skip
        parts.append(rng.normal(size=filters))
        if normalised:
            parts += [
                rng.normal(size=filters),
                rng.normal(size=filters),
                rng.uniform(0.01, 2, filters),
            ]
        parts.append(rng.normal(size=filters * inputs * size * size) / 3)
    return bytes(20) + np.concatenate(parts).astype("<f4").tobytes()


# The header of version 0.2, with the count of pictures as 64 bits.
HEADER = np.array([0, 2, 0, 0, 0], "<i4").tobytes()


def with_header(weights: bytes) -> bytes:
    return HEADER + weights[20:]


def run(model: bytes, images: Array) -> list[Array]:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    outputs: list[Array] = session.run(list(darknet.OUTPUTS), {"image": images.astype(np.float32)})
    return outputs


@pytest.mark.parametrize("seed", range(3))
def test_the_graph_computes_what_darknet_does(seed: int) -> None:
    weights = with_header(random_weights(seed))
    images = np.random.default_rng(seed).uniform(size=(2, 3, 64, 96))
    outputs = run(darknet.to_onnx(NET, weights), images)
    for number, image in enumerate(images):
        for output, head in zip(outputs, forward(NET, weights, image), strict=True):
            np.testing.assert_allclose(output[number], head, rtol=1e-4, atol=1e-4)


def test_the_real_network_computes_what_darknet_does() -> None:
    store = starter_store()
    cfg = store.path("yolov3-tiny", "yolov3-tiny.cfg").read_text("utf-8")
    weights = store.path("yolov3-tiny", "yolov3-tiny.weights").read_bytes()
    model = store.path("yolov3-tiny", "yolov3-tiny.onnx").read_bytes()
    image = np.random.default_rng(1).uniform(size=(3, 64, 64))
    outputs = run(model, image[None])
    assert [output.shape for output in outputs] == [(1, 255, 2, 2), (1, 255, 4, 4)]
    for output, head in zip(outputs, forward(cfg, weights, image), strict=True):
        np.testing.assert_allclose(output[0], head, rtol=1e-3, atol=1e-3)


def test_the_same_weights_give_the_same_bytes() -> None:
    weights = with_header(random_weights(5))
    assert darknet.to_onnx(NET, weights) == darknet.to_onnx(NET, weights)


@pytest.mark.parametrize("change", [-400, -4, 4, 4000])
def test_weights_that_do_not_fit_are_refused(change: int) -> None:
    weights = with_header(random_weights(0))
    weights = weights[:change] if change < 0 else weights + bytes(change)
    with pytest.raises(StudioError, match="do not fit"):
        darknet.to_onnx(NET, weights)


@pytest.mark.parametrize("weights", [b"", HEADER[:3], HEADER[:18]])
def test_a_cut_header_is_refused(weights: bytes) -> None:
    with pytest.raises(StudioError, match="do not fit"):
        darknet.to_onnx(NET, weights)


def test_a_layer_that_is_not_known_is_named() -> None:
    with pytest.raises(StudioError, match="Darknet layer reorg is not known"):
        darknet.to_onnx(NET.replace("[upsample]", "[reorg]"), with_header(random_weights(0)))
    with pytest.raises(StudioError, match="Darknet layer mish is not known"):
        darknet.to_onnx(NET.replace("leaky", "mish"), with_header(random_weights(0)))


@pytest.mark.parametrize(
    ("old", "new"),
    [("filters=4", "filters=four"), ("filters=4\n", ""), ("layers = -3", "layers = 30")],
)
def test_a_layer_that_cannot_be_understood_is_named(old: str, new: str) -> None:
    with pytest.raises(StudioError, match=r"Darknet layer (convolutional|route) cannot be"):
        darknet.to_onnx(NET.replace(old, new), with_header(random_weights(0)))


def test_a_file_that_describes_no_network_is_refused() -> None:
    with pytest.raises(StudioError, match="not a Darknet network"):
        darknet.to_onnx("hello", HEADER)
