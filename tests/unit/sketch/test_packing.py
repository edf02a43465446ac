from __future__ import annotations

import numpy as np

from vlm_studio.sketch.packing import packed, unpacked


def test_alike_vectors_are_alike_after_packing() -> None:
    chance = np.random.default_rng(7)
    vectors = chance.normal(size=(200, 384)).astype(np.float32)
    vectors[100:] = vectors[:100] + 0.5 * vectors[100:]  # each of the first has one that is like it
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    codes, scales = packed(vectors)
    again = unpacked(codes, scales)
    assert (codes.nbytes, again.shape) == (200 * 192, vectors.shape)
    assert np.abs(again @ vectors.T - vectors @ vectors.T).max() < 0.1
    likeness = again[:100] @ vectors[100:].T
    assert (likeness.argmax(axis=1) == np.arange(100)).all()
