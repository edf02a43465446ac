"""A BERT encoder's safetensors as an ONNX graph.

Source: J. Devlin et al., BERT, https://arxiv.org/abs/1810.04805; the names of the weights are those of transformers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vlm_studio.errors import StudioError
from vlm_studio.models import safetensors
from vlm_studio.models.graphs import Graph
from vlm_studio.words import text

if TYPE_CHECKING:
    from numpy.typing import NDArray


def to_onnx(config: str, weights: bytes) -> bytes:
    """The encoder as a serialised ONNX model, the same bytes for the same input.

    Its inputs are ``ids`` and ``mask``, int64 (N, T), the mask 1 where there is a token; its output ``states`` is
    float32 (N, T, width). Raises :class:`StudioError` when the weights are not those of a BERT of this ``config``.
    """
    try:
        return _Encoder(json.loads(config), safetensors.read(weights)).graph()
    except (KeyError, ValueError, TypeError) as error:
        raise StudioError(
            text("These weights are not those of the text encoder that they should be.")
        ) from error


class _Encoder:
    def __init__(self, config: dict[str, Any], weights: dict[str, NDArray[Any]]) -> None:
        if config["model_type"] != "bert" or config["hidden_act"] != "gelu":
            raise ValueError("another architecture")
        self._config = config
        self._weights = weights
        self._heads = int(config["num_attention_heads"])
        self._width = int(config["hidden_size"])
        self._graph = Graph()

    def graph(self) -> bytes:
        x = self._embedded()
        hidden = self._hidden()
        for layer in range(int(self._config["num_hidden_layers"])):
            name = f"encoder.layer.{layer}."
            seen = self._dense(self._attention(x, hidden, name), name + "attention.output.dense")
            x = self._normal(self._graph.add("Add", x, seen), name + "attention.output.LayerNorm")
            wide = self._graph.add("Gelu", self._dense(x, name + "intermediate.dense"))
            more = self._dense(wide, name + "output.dense")
            x = self._normal(self._graph.add("Add", x, more), name + "output.LayerNorm")
        self._graph.rename(x, "states")
        tokens = ["n", "t"]
        return self._graph.finish(
            [("ids", "int64", tokens), ("mask", "int64", tokens)],
            [("states", "float32", [*tokens, self._width])],
        )

    def _embedded(self) -> str:
        graph, table = self._graph, "embeddings.{}_embeddings.weight"
        words = graph.add("Gather", graph.constant(self._weights[table.format("word")]), "ids")
        # One kind of sentence only: its row is added to every position's.
        places = (
            self._weights[table.format("position")] + self._weights[table.format("token_type")][0]
        )
        length = graph.add(
            "Slice",
            graph.add("Shape", "ids"),
            graph.constant([1], "int64"),
            graph.constant([2], "int64"),
        )
        zero = graph.constant([0], "int64")
        here = graph.add("Slice", graph.constant(places), zero, length, zero)
        return self._normal(graph.add("Add", words, here), "embeddings.LayerNorm")

    def _hidden(self) -> str:
        """What is added to the attention of places without a token, (N, 1, 1, T)."""
        graph = self._graph
        mask = graph.add(
            "Unsqueeze", graph.add("Cast", "mask", to=1), graph.constant([1, 2], "int64")
        )
        return graph.add(
            "Mul",
            graph.add("Sub", mask, graph.constant(1, "float32")),
            graph.constant(1e9, "float32"),
        )

    def _attention(self, x: str, hidden: str, name: str) -> str:
        graph, size = self._graph, self._width // self._heads
        split = graph.constant([0, 0, self._heads, size], "int64")
        query, key, value = (
            graph.add("Reshape", self._dense(x, f"{name}attention.self.{part}"), split)
            for part in ("query", "key", "value")
        )
        scores = graph.add(
            "MatMul",
            graph.add("Transpose", query, perm=[0, 2, 1, 3]),
            graph.add("Transpose", key, perm=[0, 2, 3, 1]),
        )
        scores = graph.add("Mul", scores, graph.constant(size**-0.5, "float32"))
        shares = graph.add("Softmax", graph.add("Add", scores, hidden), axis=-1)
        seen = graph.add("MatMul", shares, graph.add("Transpose", value, perm=[0, 2, 1, 3]))
        return graph.add(
            "Reshape",
            graph.add("Transpose", seen, perm=[0, 2, 1, 3]),
            graph.constant([0, 0, self._width], "int64"),
        )

    def _dense(self, x: str, name: str) -> str:
        return self._graph.linear(x, self._weights[name + ".weight"], self._weights[name + ".bias"])

    def _normal(self, x: str, name: str) -> str:
        scale, bias = (
            self._graph.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias")
        )
        epsilon = float(self._config["layer_norm_eps"])
        return self._graph.add("LayerNormalization", x, scale, bias, epsilon=epsilon, axis=-1)
