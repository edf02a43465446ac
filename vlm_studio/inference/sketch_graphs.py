"""The sketcher's network as ONNX graphs, made from its weights. See ``packaging/sketcher/model.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vlm_studio.models.graphs import Graph

Weights = Mapping[str, NDArray[Any]]
_NORM = 1e-5


class Builder:
    """Writes the three graphs for float32 ``weights``, named as in training."""

    def __init__(self, weights: Weights, heads: int) -> None:
        self._weights = weights
        self._heads = heads
        self._width = int(weights["norm.weight"].shape[0])
        self._layers = sum(name.endswith("qkv.weight") for name in weights)

    def prefix(self) -> bytes:
        """``prefix`` (N, P, width) to ``past`` (2 * layers, N, heads, P, size): its keys and values in every layer."""
        graph = Graph()
        parts: list[str] = []
        for layer in range(self._layers):
            name = f"layers.{layer}."
            seen = self._normal(graph, "prefix", name + "prefix_norm")
            parts += self._split(graph, self._dense(graph, seen, name + "prefix_kv"), 2)
        return self._stacked(graph, parts, [("prefix", "float32", ["n", "p", self._width])], [])

    def step(self) -> bytes:
        """One step: ``x`` (N, 1, width), ``past`` and ``shown`` (N, 1, 1, T + 1: 0, or very low where not to look).

        Gives ``state`` (N, 1, width), the ``commands``' scores and the step's own ``now`` to be added to ``past``.
        """
        graph = Graph()
        pasts = graph.split(
            "Split", "past", outputs=2 * self._layers, axis=0, num_outputs=2 * self._layers
        )
        x, parts = "x", []
        axis = graph.constant([0], "int64")
        for layer in range(self._layers):
            name = f"layers.{layer}."
            query, key, value = self._split(
                graph, self._dense(graph, self._normal(graph, x, name + "norm"), name + "qkv"), 3
            )
            parts += [key, value]
            before = [graph.add("Squeeze", past, axis) for past in pasts[2 * layer : 2 * layer + 2]]
            keys, values = (
                graph.add("Concat", old, new, axis=2) for old, new in zip(before, (key, value))
            )
            x = graph.add("Add", x, self._attention(graph, query, keys, values, name))
            wide = self._dense(graph, self._normal(graph, x, name + "norm2"), name + "up")
            x = graph.add("Add", x, self._dense(graph, graph.add("Gelu", wide), name + "down"))
        graph.rename(self._normal(graph, x, "norm"), "state")
        graph.rename(self._dense(graph, "state", "command_head"), "commands")
        cache = ["l", "n", self._heads, "t", self._width // self._heads]
        inputs: list[Any] = [("x", "float32", ["n", 1, self._width]), ("past", "float32", cache)]
        inputs.append(("shown", "float32", ["n", 1, 1, "t1"]))
        outputs: list[Any] = [("state", "float32", ["n", 1, self._width])]
        outputs.append(("commands", "float32", ["n", 1, len(self._weights["command_head.bias"])]))
        return self._stacked(graph, parts, inputs, outputs)

    def value(self) -> bytes:
        """``known`` (R, width) and the ``kinds`` (R,) of value that are wanted to their ``scores`` (R, 97)."""
        graph = Graph()
        wide = self._dense(graph, self._normal(graph, "known", "value_norm"), "value_in")
        hidden = graph.add("Add", "known", self._dense(graph, graph.add("Gelu", wide), "value_out"))
        heads = graph.add("Gather", graph.constant(self._weights["value_heads"]), "kinds", axis=0)
        column = graph.add("Unsqueeze", hidden, graph.constant([2], "int64"))
        scores = graph.add(
            "Squeeze", graph.add("MatMul", heads, column), graph.constant([2], "int64")
        )
        bias = graph.add("Gather", graph.constant(self._weights["value_bias"]), "kinds", axis=0)
        graph.rename(graph.add("Add", scores, bias), "scores")
        inputs: list[Any] = [("known", "float32", ["r", self._width]), ("kinds", "int64", ["r"])]
        return graph.finish(inputs, [("scores", "float32", ["r", "v"])])

    def _stacked(
        self, graph: Graph, parts: list[str], inputs: list[Any], outputs: list[Any]
    ) -> bytes:
        axis = graph.constant([0], "int64")
        graph.rename(
            graph.add("Concat", *(graph.add("Unsqueeze", p, axis) for p in parts), axis=0), "now"
        )
        shape: list[str | int] = [len(parts), "n", self._heads, "p", self._width // self._heads]
        return graph.finish(inputs, [*outputs, ("now", "float32", shape)])

    def _attention(self, graph: Graph, query: str, keys: str, values: str, name: str) -> str:
        scores = graph.add("MatMul", query, graph.add("Transpose", keys, perm=[0, 1, 3, 2]))
        scale = graph.constant((self._width // self._heads) ** -0.5, "float32")
        shares = graph.add(
            "Softmax", graph.add("Add", graph.add("Mul", scores, scale), "shown"), axis=-1
        )
        seen = graph.add("Transpose", graph.add("MatMul", shares, values), perm=[0, 2, 1, 3])
        flat = graph.add("Reshape", seen, graph.constant([0, 0, self._width], "int64"))
        return self._dense(graph, flat, name + "out")

    def _split(self, graph: Graph, x: str, parts: int) -> list[str]:
        """Each of the ``parts`` of (N, T, parts * width) as (N, heads, T, size)."""
        shape = graph.constant([0, 0, self._heads, self._width // self._heads], "int64")
        return [
            graph.add("Transpose", graph.add("Reshape", part, shape), perm=[0, 2, 1, 3])
            for part in graph.split("Split", x, outputs=parts, axis=2, num_outputs=parts)
        ]

    def _dense(self, graph: Graph, x: str, name: str) -> str:
        return graph.linear(x, self._weights[name + ".weight"], self._weights[name + ".bias"])

    def _normal(self, graph: Graph, x: str, name: str) -> str:
        scale, bias = (
            graph.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias")
        )
        return graph.add("LayerNormalization", x, scale, bias, epsilon=_NORM, axis=-1)


def float32(weights: Weights) -> dict[str, NDArray[Any]]:
    """``weights`` as they are computed with."""
    return {name: np.asarray(numbers, np.float32) for name, numbers in weights.items()}


def judge(weights: Weights) -> bytes:
    """``ink`` (N, S, S) to what is ``seen`` in it, (N, D): convolutions named by their number, then ``out``.

    A convolution halves the picture where its channels get more, the first ones anyway.
    """
    graph = Graph()
    x = graph.add("Unsqueeze", "ink", graph.constant([1], "int64"))
    for number in range(sum(name.endswith(".weight") for name in weights) - 1):
        weight, bias = (weights[f"{number}.{part}"] for part in ("weight", "bias"))
        stride = 1 if weight.shape[0] == weight.shape[1] else 2
        names = graph.constant(weight), graph.constant(bias)
        x = graph.add("Conv", x, *names, strides=[stride, stride], pads=[1, 1, 1, 1])
        x = graph.add("Relu", x)
    out = graph.linear(graph.add("Flatten", x), weights["out.weight"], weights["out.bias"])
    graph.rename(out, "seen")
    return graph.finish(
        [("ink", "float32", ["n", "h", "w"])],
        [("seen", "float32", ["n", len(weights["out.bias"])])],
    )
