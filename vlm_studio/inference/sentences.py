"""What sentences mean, as vectors that are near one another for near meanings.

Source: N. Reimers and I. Gurevych, Sentence-BERT, https://arxiv.org/abs/1908.10084
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files
from vlm_studio.inference.runtimes import onnx_session
from vlm_studio.inference.wordpiece import WordPiece
from vlm_studio.models.card import Card

_LONGEST = 64


class Sentences:
    """A sentence encoder of the BERT family; the graph is ``encoder.onnx``, the vocabulary ``vocab.txt``."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self._tokens = WordPiece(files("vocab.txt").read_text("utf-8").splitlines())
        self.version = card.sha256
        self._session = onnx_session(files("encoder.onnx"), device)

    def strange(self, sentence: str) -> bool:
        """Whether most words of ``sentence`` are none the encoder knows: of another language, or of none.

        Words of one or two letters do not count; unknown ones are those it has to put together from pieces.
        """
        words = [word for word in re.findall(r"\w+", sentence) if len(word) > 2]
        ends = 2  # what stands around every sentence
        pieces = [len(self._tokens(word, _LONGEST)) - ends for word in words]
        return 2 * sum(count > 1 for count in pieces) > len(words)

    def states(self, sentences: Sequence[str]) -> list[Floats]:
        """A vector for every token of every sentence: float32 (T, 384), T at most 64."""
        rows = [self._tokens(sentence, _LONGEST) for sentence in sentences]
        ids = np.zeros((len(rows), max(map(len, rows), default=1)), np.int64)
        mask = np.zeros_like(ids)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        if not rows:
            return []
        found = self._session.run(["states"], {"ids": ids, "mask": mask})[0]
        return [found[number, : len(row)] for number, row in enumerate(rows)]

    def meanings(self, sentences: Sequence[str]) -> Floats:
        """A vector of length 1 for every sentence: float32 (N, 384)."""
        return np.stack([meaning(states) for states in self.states(sentences)])


def meaning(states: Floats) -> Floats:
    """The one vector, of length 1, that the ``states`` (T, 384) of a sentence's tokens come to."""
    mean = states.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))
