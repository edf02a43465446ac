"""The sketcher: from words to line sketches, with the small network trained by ``packaging/sketcher``."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.devices import choose, threads
from vlm_studio.inference.runtimes import onnx_session
from vlm_studio.inference.sentences import meaning
from vlm_studio.inference.sketch_graphs import Builder, float32
from vlm_studio.models import safetensors
from vlm_studio.sketch.chance import Chance
from vlm_studio.sketch.sampler import Rows, Taste, Tell, Written, untold, write
from vlm_studio.sketch.steps import KINDS, SLOTS, Command, Steps


class Sketcher:
    """The network loaded from the safetensors file that training exports."""

    def __init__(self, content: bytes) -> None:
        about = safetensors.metadata(content)
        self.sets: tuple[str, ...] = tuple(json.loads(about["sets"]))
        self.weights = float32(safetensors.read(content))
        builder = Builder(self.weights, int(about["heads"]))
        # One thread and the CPU: sums are then made in the same order each time, so a seed gives the same bytes.
        self.prefix, self.step, self.value = (
            onnx_session(graph, choose("cpu"), at_once=threads())
            for graph in (builder.prefix(), builder.step(), builder.value())
        )

    def sketch(
        self,
        states: Floats,
        style: str,
        seed: int,
        count: int,
        taste: Taste,
        first: int = 0,
        begun: Rows = (),
        tell: Tell = untold,
    ) -> list[Written]:
        """``count`` sketches of what a sentence's token ``states`` (T, 384) say, in the style of a set (any if empty).

        They are those from number ``first`` on of the ``seed``, and begin with the steps ``begun``.
        """
        chances = [Chance(seed, first + number) for number in range(count)]
        number = 1 + self.sets.index(style) if style in self.sets else 0
        return write(Work(self, states, number, count), chances, taste, begun, tell)


class Work:
    """See :class:`vlm_studio.sketch.sampler.Network`."""

    def __init__(self, model: Sketcher, states: Floats, style: int, count: int) -> None:
        self._model = model
        self._count = count
        words = states[: len(model.weights["word_places.weight"])]
        front = np.repeat(_prefix(model.weights, words, style), (count, count), axis=0)
        self._past = model.prefix.run(["now"], {"prefix": front})[0]
        self._state = np.zeros((2 * count, 1), np.float32)
        self._place = 0

    def start(self) -> Floats:
        first = np.broadcast_to(
            self._model.weights["start"], (2 * self._count, 1, len(self._model.weights["start"]))
        )
        return self._advance(first)

    def keep(self, sketches: Sequence[int]) -> None:
        rows = [*sketches, *(self._count + number for number in sketches)]
        self._count = len(sketches)
        self._past = self._past[:, rows]

    def step(self, steps: Steps) -> Floats:
        return self._advance(_embedded(self._model.weights, steps)[:, None])

    def value_scores(self, rows: Sequence[int], steps: Steps, slot: int) -> Floats:
        some = steps[list(rows)]
        known = self._state[list(rows)] + _embedded(self._model.weights, some, slot)
        kinds = np.array([_MEANINGS[KINDS[Command(int(row[0]))][slot]] for row in some], np.int64)
        scores: Floats = self._model.value.run(["scores"], {"known": known, "kinds": kinds})[0]
        return scores

    def _advance(self, x: Floats) -> Floats:
        x = x + self._model.weights["places.weight"][self._place]
        self._place += 1
        shown = np.zeros((2 * self._count, 1, 1, self._past.shape[3] + 1), np.float32)
        inputs = {"x": np.ascontiguousarray(x, np.float32), "past": self._past, "shown": shown}
        state, commands, now = self._model.step.run(["state", "commands", "now"], inputs)
        self._past = np.concatenate((self._past, now), axis=3)
        self._state = state[:, 0]
        scores: Floats = commands[:, 0]
        return scores


_MEANINGS = {
    kind: i for i, kind in enumerate(dict.fromkeys(k for kinds in KINDS.values() for k in kinds))
}
_TABLE = np.array(
    [[_MEANINGS[k] for k in KINDS[c]] + [-1] * (SLOTS - len(KINDS[c])) for c in Command]
)
"""The number of what each value of each command means; -1 where it has none."""


def _prefix(weights: dict[str, Floats], words: Floats, style: int) -> Floats:
    """What stands in front, (2, 2 + T, width): told in words, and not told."""
    tokens = words @ weights["word.weight"].T + weights["word.bias"]
    tokens = tokens + weights["word_places.weight"][: len(words)]
    whole = weights["meaning.weight"] @ meaning(words) + weights["meaning.bias"]
    told = np.concatenate((whole[None], tokens))
    untold = np.broadcast_to(weights["nothing"], told.shape)
    front = weights["sets.weight"][style][None]
    return np.stack([np.concatenate((front, text)) for text in (told, untold)]).astype(np.float32)


def _embedded(weights: dict[str, Floats], steps: Steps, known: int = SLOTS) -> Floats:
    """The vectors (N, width) of steps of which only the first ``known`` values are known."""
    kinds = _TABLE[steps[:, 0]]
    there = (kinds >= 0) & (np.arange(SLOTS) < known)
    values = weights["values"][np.maximum(kinds, 0), steps[:, 1:]] * there[..., None]
    return np.asarray(weights["commands.weight"][steps[:, 0]] + values.sum(1))
