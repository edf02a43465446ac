"""The captions' token states, computed once by the sentence encoder that the program uses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketcher.sources import cache
from vlm_studio.inference.devices import choose
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder

ENCODER = "all-minilm-l6-v2"
LONGEST = 20
"""Tokens of a caption that are kept."""
_AT_ONCE = 128


def encoder() -> Sentences:
    """The program's own sentence encoder, from the model store."""
    store = ModelStore(models_folder())
    return Sentences(store.card(ENCODER), lambda name: store.path(ENCODER, name), choose("cpu"))


def build() -> Path:
    """Write the states of every caption of the data set."""
    captions: list[str] = json.loads((cache() / "captions.json").read_text("utf-8"))
    order = sorted(range(len(captions)), key=lambda i: len(captions[i]))
    model, kept = encoder(), {}
    for start in range(0, len(order), _AT_ONCE):
        some = order[start : start + _AT_ONCE]
        states = model.states([captions[i] for i in some])
        kept.update({i: s[:LONGEST].astype(np.float16) for i, s in zip(some, states)})
        print(f"\r{start}/{len(order)}", end="", flush=True)
    rows = [kept[i] for i in range(len(captions))]
    path = cache() / "states.npz"
    np.savez(path, states=np.concatenate(rows), counts=np.array([len(r) for r in rows], np.int32))
    return path


class States:
    """Token states by caption."""

    def __init__(self) -> None:
        captions: list[str] = json.loads((cache() / "captions.json").read_text("utf-8"))
        data = np.load(cache() / "states.npz")
        self._states: NDArray[np.float16] = data["states"]
        self._ends = np.cumsum(data["counts"])
        self._counts = data["counts"]
        self._numbers = {caption: i for i, caption in enumerate(captions)}

    def __getitem__(self, caption: str) -> NDArray[np.float16]:
        i = self._numbers[caption]
        return self._states[self._ends[i] - self._counts[i] : self._ends[i]]


if __name__ == "__main__":
    build()
