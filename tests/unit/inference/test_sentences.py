"""A small BERT with random weights goes through the real builder, runtime and tokenizer."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vlm_studio.errors import StudioError
from vlm_studio.inference.devices import choose
from vlm_studio.inference.sentences import Sentences
from vlm_studio.inference.similarity import likeness
from vlm_studio.inference.wordpiece import WordPiece
from vlm_studio.models import bert, safetensors
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.requests import SimilarRequest
from vlm_studio.words import Text

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "a",
    "lamp",
    "desk",
    "##s",
    "##top",
    ",",
    "cafe",
    "灯",
]
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "num_attention_heads": 2,
    "hidden_size": 8,
    "num_hidden_layers": 2,
    "layer_norm_eps": 1e-12,
}
Weights = dict[str, NDArray[Any]]


def random_weights() -> Weights:
    chance = np.random.default_rng(1)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(VOCABULARY), 8),
        "embeddings.position_embeddings.weight": (64, 8),
        "embeddings.token_type_embeddings.weight": (2, 8),
    }
    dense = {
        "attention.self.query": (8, 8),
        "attention.self.key": (8, 8),
        "attention.self.value": (8, 8),
    }
    dense |= {
        "attention.output.dense": (8, 8),
        "intermediate.dense": (16, 8),
        "output.dense": (8, 16),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(2):
        name = f"encoder.layer.{layer}."
        for part, shape in dense.items():
            shapes |= {f"{name}{part}.weight": shape, f"{name}{part}.bias": shape[:1]}
        norms += [name + "attention.output.LayerNorm", name + "output.LayerNorm"]
    for norm in norms:
        shapes |= {f"{norm}.weight": (8,), f"{norm}.bias": (8,)}
    return {name: chance.normal(0, 0.6, shape).astype(np.float32) for name, shape in shapes.items()}


def plain(weights: Weights, ids: list[int]) -> NDArray[Any]:
    """The encoder as the paper has it, for one sentence, without any padding."""

    def dense(x: NDArray[Any], name: str) -> NDArray[Any]:
        return np.asarray(x @ weights[name + ".weight"].T + weights[name + ".bias"])

    def norm(x: NDArray[Any], name: str) -> NDArray[Any]:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return np.asarray(x * weights[name + ".weight"] + weights[name + ".bias"])

    table = "embeddings.{}_embeddings.weight"
    x = weights[table.format("word")][ids] + weights[table.format("position")][: len(ids)]
    x = norm(x + weights[table.format("token_type")][0], "embeddings.LayerNorm")
    for layer in range(2):
        name = f"encoder.layer.{layer}."
        query, key, value = (
            dense(x, f"{name}attention.self.{p}") for p in ("query", "key", "value")
        )
        heads = []
        for part in (slice(0, 4), slice(4, 8)):
            scores = np.exp(query[:, part] @ key[:, part].T / 2)
            heads.append(scores / scores.sum(-1, keepdims=True) @ value[:, part])
        seen = dense(np.concatenate(heads, -1), name + "attention.output.dense")
        x = norm(x + seen, name + "attention.output.LayerNorm")
        wide = dense(x, name + "intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        x = norm(x + dense(wide, name + "output.dense"), name + "output.LayerNorm")
    return x


@pytest.fixture
def sentences(tmp_path: Path) -> Sentences:
    weights = safetensors.write(random_weights(), {})
    (tmp_path / "encoder.onnx").write_bytes(bert.to_onnx(json.dumps(CONFIG), weights))
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", "utf-8")
    card = ModelStore(tmp_path).card("all-minilm-l6-v2")
    return Sentences(card, lambda name: tmp_path / name, choose("cpu"))


def test_every_sentence_is_encoded_as_if_it_were_alone(sentences: Sentences) -> None:
    short, long = sentences.states(["a lamp", "a desktop, desk lamps, a lamp"])
    assert short == pytest.approx(plain(random_weights(), [2, 4, 5, 3]), abs=1e-4)
    assert long == pytest.approx(
        plain(random_weights(), [2, 4, 6, 8, 9, 6, 5, 7, 9, 4, 5, 3]), abs=1e-4
    )
    one, other = sentences.meanings(["a lamp", "Lamps"])
    assert np.linalg.norm(one) == pytest.approx(1) == np.linalg.norm(other)
    assert sentences.states([]) == []


def test_the_nearest_sentence_is_found_and_what_was_worked_out_is_used_again(
    sentences: Sentences,
) -> None:
    said = ("a desk, a desktop", "a lamp", "Lamps")
    steps: list[float | None] = []

    def step(fraction: float | None, text: Text | None = None) -> None:
        steps.append(fraction)

    first = likeness(SimilarRequest("a lamp", said, (b"",) * 3), sentences, step)
    assert max(first.scores) == first.scores[1] == pytest.approx(1, abs=1e-2)
    assert steps == [0]
    # What is known is believed, and what cannot be of this encoder is not.
    known = (first.meanings[1], b"from elsewhere", first.meanings[2])
    again = likeness(SimilarRequest("a lamp", said, known), sentences, step)
    assert again.meanings == (first.meanings[1], first.meanings[1], first.meanings[2])
    assert again.scores == (first.scores[1], first.scores[1], first.scores[2])


def test_words_are_cut_into_known_pieces() -> None:
    tokens = WordPiece(VOCABULARY)
    assert tokens("A Desktop,\tLAMPS", 64) == [2, 4, 6, 8, 9, 5, 7, 3]
    assert tokens("café 台灯", 64) == [2, 10, 1, 11, 3]
    assert tokens("", 64) == [2, 3]
    assert tokens("lamp " * 10_000, 8) == [2, 5, 5, 5, 5, 5, 5, 3]
    assert tokens("l" * 10_000, 8) == [2, 1, 3]


def test_weights_come_back_and_other_files_are_refused() -> None:
    weights = random_weights()
    content = safetensors.write(weights, {"made by": "a test"})
    again = safetensors.read(content)
    assert all(np.array_equal(again[name], weights[name]) for name in weights)
    assert safetensors.metadata(content) == {"made by": "a test"}
    for broken in (b"", content[:200], content[:-4], b"\x00" * 40):
        with pytest.raises(StudioError, match="not whole"):
            safetensors.read(broken)


def test_weights_of_another_model_are_refused() -> None:
    content = safetensors.write({"table": np.zeros(3, np.float32)}, {})
    with pytest.raises(StudioError, match="text encoder"):
        bert.to_onnx(json.dumps(CONFIG), content)
    with pytest.raises(StudioError, match="text encoder"):
        bert.to_onnx("{}", safetensors.write(random_weights(), {}))
