"""Batches of drawings of like length, each with one of its captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketcher.dataset import Drawing
from sketcher.embed import States
from sketcher.moves import moved
from vlm_studio.sketch.steps import Steps

_POOL = 16
"""Batches that are sorted by length together."""
_PLAIN = 0.4
"""How often the plain name is the caption; the others share the rest."""
_WITHOUT_TEXT, _WITHOUT_SET = 0.1, 0.15
_WORD_LOST, _NOISE = 0.15, 0.25
"""How often a word is not shown, and the noise on what words mean, in their own spread: no caption is met twice alike."""
_MOVED = 0.5
"""How often a drawing is a little elsewhere than in its set."""


class Batch(msgspec.Struct):
    """See :class:`sketcher.model.Sketcher` for the shapes."""

    steps: Tensor
    lengths: Tensor
    sets: Tensor
    meanings: Tensor
    words: Tensor
    hidden: Tensor
    has: Tensor


class Batches:
    """Gives the drawings out in a new order each epoch; set number 0 means any set.

    Some are ``moved`` a little, another way each time, unless told otherwise.
    """

    def __init__(self, sets: Sequence[str], states: States, size: int, moved: bool = True) -> None:
        self._sets = {name: number for number, name in enumerate(sets, 1)}
        self._states = states
        self._size = size
        self._moved = _MOVED if moved else 0.0

    def epoch(
        self, drawings: Sequence[Drawing], seed: int, share: int = 0, shares: int = 1
    ) -> Iterator[Batch]:
        """Every icon or its mirror image once, and every scene. The same for the same ``seed``.

        Processes that train together get one ``share`` of each batch each.
        """
        chance, own = np.random.default_rng(seed), np.random.default_rng((seed, share))
        chosen = list(_one_of_each(drawings, chance))
        chance.shuffle(chosen)
        pool = self._size * _POOL
        for start in range(0, len(chosen) - shares, pool):
            some = sorted(chosen[start : start + pool], key=lambda d: len(d.steps))
            groups = [some[i : i + self._size] for i in range(0, len(some), self._size)]
            chance.shuffle(groups)
            for group in groups:
                if len(group) >= shares:
                    yield self.batch(group[share::shares], own)

    def batch(self, group: Sequence[Drawing], chance: np.random.Generator | None) -> Batch:
        """``group`` as tensors; without ``chance`` each with its plain name and its set."""
        captions = [_caption(drawing, chance) for drawing in group]
        has, told = np.ones(len(group), bool), np.ones(len(group), bool)
        if chance is not None:
            has, told = (chance.random(len(group)) >= p for p in (_WITHOUT_TEXT, _WITHOUT_SET))
        sets = np.array([self._sets[d.set] for d in group]) * told
        meanings, words, hidden = self._text(captions, chance)
        rows = [self._rows(drawing, chance) for drawing in group]
        lengths = np.array([len(row) for row in rows])
        steps = np.zeros((len(rows), lengths.max(), 7), np.int64)
        for number, row in enumerate(rows):
            steps[number, : len(row)] = row
        return Batch(*map(torch.from_numpy, (steps, lengths, sets, meanings, words, hidden, has)))

    def _rows(self, drawing: Drawing, chance: np.random.Generator | None) -> Steps:
        rows = drawing.rows()
        return rows if chance is None or chance.random() >= self._moved else moved(rows, chance)

    def _text(
        self, captions: Sequence[str], chance: np.random.Generator | None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
        found = [_blurred(self._states[caption].astype(np.float32), chance) for caption in captions]
        words = np.zeros((len(found), max(map(len, found)), found[0].shape[1]), np.float32)
        hidden = np.zeros((len(found), words.shape[1] + 2), bool)
        for number, states in enumerate(found):
            words[number, : len(states)] = states
            hidden[number, 2 + len(states) :] = True
            if chance is not None:
                hidden[number, 2 : 2 + len(states)] = chance.random(len(states)) < _WORD_LOST
        means = np.stack([states.mean(0) for states in found])
        return means / np.linalg.norm(means, axis=1, keepdims=True), words, hidden


def _blurred(
    states: NDArray[np.float32], chance: np.random.Generator | None
) -> NDArray[np.float32]:
    if chance is None:
        return states
    noise = chance.standard_normal(states.shape, np.float32)
    return np.asarray(states + _NOISE * states.std() * noise)


def _caption(drawing: Drawing, chance: np.random.Generator | None) -> str:
    if chance is None:
        return drawing.captions[0]
    if len(drawing.captions) == 1 or chance.random() < _PLAIN:
        return drawing.captions[0]
    return str(chance.choice(drawing.captions[1:]))


def _one_of_each(drawings: Sequence[Drawing], chance: np.random.Generator) -> Iterator[Drawing]:
    """The icon, or now and then its mirror image, which stands behind it in the data set."""
    for drawing, after in zip(drawings, [*drawings[1:], None]):
        if drawing.kind == "scene":
            yield drawing
        elif drawing.kind == "icon":
            has_mirror = after is not None and after.kind == "mirror" and after.name == drawing.name
            yield after if has_mirror and after is not None and chance.random() < 0.3 else drawing
